// Who computes what: claims are taken, given back, and given out again when their holder is gone.
#include <algorithm>

#include "sim/explore/process_identity.hpp"
#include "sim/explore/store_impl.hpp"

namespace quartet {

// A claim whose worker is gone, or that was given back.
std::optional<Claim> Store::Impl::free_claim(std::int64_t sweep, std::int64_t worker) {
  std::optional<Claim> found;
  SQLite::Statement& s = prepared(
      "SELECT c.id, c.first, c.end, c.worker, w.host, w.process, w.started, w.beat FROM claim c LEFT JOIN worker w ON "
      "w.id = c.worker WHERE c.sweep = ? ORDER BY c.first");
  s.bind(1, sweep);
  while (s.executeStep()) {
    const std::int64_t holder = s.getColumn(3).getInt64();
    if (holder == worker) continue;
    const bool held = holder != 0 && !s.getColumn(4).isNull() &&
                      is_alive({s.getColumn(4).getString(), s.getColumn(5).getInt64(), s.getColumn(6).getInt64()}, s.getColumn(7).getInt64());
    if (held) continue;
    found = Claim{s.getColumn(0).getInt64(), s.getColumn(1).getInt64(), s.getColumn(2).getInt64()};
    break;
  }
  s.reset();
  if (!found) return found;
  SQLite::Statement& take = prepared("UPDATE claim SET worker = ? WHERE id = ?");
  take.bind(1, worker);
  take.bind(2, found->id);
  take.exec();
  return found;
}

std::optional<Claim> Store::Impl::next_claim(std::int64_t sweep, std::int64_t worker, std::int64_t wanted, const Cohorts& cohorts) {
  SQLite::Statement& read = prepared("SELECT first + total, handed_out, first + done + failed + infeasible + none FROM sweep WHERE id = ?");
  read.bind(1, sweep);
  if (!read.executeStep()) return std::nullopt;
  const std::int64_t last = read.getColumn(0).getInt64(), first = read.getColumn(1).getInt64(), finished = read.getColumn(2).getInt64();
  read.reset();
  if (first >= last) return std::nullopt;
  // Nothing beyond a cohort is handed out before it is finished: then `finished` counts its points and all before.
  const std::int64_t end = std::min({last, first + wanted, cohorts.limit(finished)});
  if (first >= end) return Claim{0, 0, 0, true};
  SQLite::Statement& advance = prepared("UPDATE sweep SET handed_out = ? WHERE id = ?");
  advance.bind(1, end);
  advance.bind(2, sweep);
  advance.exec();
  add_claim(sweep, worker, first, end);
  return Claim{db.getLastInsertRowid(), first, end};
}

void Store::Impl::add_claim(std::int64_t sweep, std::int64_t worker, std::int64_t first, std::int64_t end) {
  SQLite::Statement& add = prepared("INSERT INTO claim (sweep, worker, first, end) VALUES (?, ?, ?, ?)");
  add.bind(1, sweep);
  add.bind(2, worker);
  add.bind(3, first);
  add.bind(4, end);
  add.exec();
}

// What remains of a claim from `next` on belongs to nobody.
void Store::Impl::give_back(const Claim& claim, std::int64_t next) {
  if (claim.id == 0) return;
  const bool whole = next >= claim.end;
  SQLite::Statement& s = prepared(whole ? "DELETE FROM claim WHERE id = ?1" : "UPDATE claim SET worker = 0, first = ?2 WHERE id = ?1");
  s.bind(1, claim.id);
  if (!whole) s.bind(2, next);
  s.exec();
}

Result<std::int64_t> Store::register_worker() {
  return impl_->guarded<std::int64_t>([&]() -> Result<std::int64_t> {
    const ProcessIdentity self = this_process();
    SQLite::Statement& s = impl_->prepared("INSERT INTO worker (host, process, started, beat) VALUES (?, ?, ?, ?)");
    s.bind(1, self.host);
    s.bind(2, self.process);
    s.bind(3, self.started);
    s.bind(4, seconds_now());
    s.exec();
    return impl_->db.getLastInsertRowid();
  });
}

Result<void> Store::release_worker(std::int64_t worker) {
  return impl_->guarded<void>([&]() -> Result<void> {
    SQLite::Statement& s = impl_->prepared("UPDATE claim SET worker = 0 WHERE worker = ?");
    s.bind(1, worker);
    s.exec();
    return {};
  });
}

Result<Claim> Store::exchange(std::int64_t sweep, std::int64_t worker, const Claim& claim, std::int64_t next,
                              const std::vector<StoredPoint>& points, const std::vector<std::int64_t>& none, std::int64_t wanted,
                              const Cohorts& cohorts) {
  return impl_->guarded<Claim>([&]() -> Result<Claim> {
    impl_->added.clear();
    SQLite::Transaction transaction(impl_->db, SQLite::TransactionBehavior::IMMEDIATE);
    for (const StoredPoint& point : points) impl_->insert(sweep, point);
    if (!none.empty()) impl_->added["none"] += static_cast<std::int64_t>(none.size());
    impl_->write_counters(sweep);
    impl_->give_back(claim, next);
    SQLite::Statement& beat = impl_->prepared("UPDATE worker SET beat = ? WHERE id = ?");
    beat.bind(1, seconds_now());
    beat.bind(2, worker);
    beat.exec();
    std::optional<Claim> taken;
    if (wanted > 0) {
      taken = impl_->free_claim(sweep, worker);
      if (!taken) taken = impl_->next_claim(sweep, worker, wanted, cohorts);
    }
    transaction.commit();
    return taken.value_or(Claim{});
  });
}

Result<std::vector<std::int64_t>> Store::finished(std::int64_t sweep, std::int64_t first, std::int64_t end) {
  return impl_->guarded<std::vector<std::int64_t>>([&]() -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> out;
    SQLite::Statement& s = impl_->prepared("SELECT ordinal FROM point WHERE sweep = ? AND ordinal >= ? AND ordinal < ?");
    s.bind(1, sweep);
    s.bind(2, first);
    s.bind(3, end);
    while (s.executeStep()) out.push_back(s.getColumn(0).getInt64());
    s.reset();
    return out;
  });
}

Result<void> Store::record_failure(std::int64_t sweep, const StoredPoint& point) {
  return impl_->guarded<void>([&]() -> Result<void> {
    impl_->added.clear();
    SQLite::Transaction transaction(impl_->db, SQLite::TransactionBehavior::IMMEDIATE);
    impl_->insert(sweep, point);
    impl_->write_counters(sweep);
    transaction.commit();
    return {};
  });
}

}  // namespace quartet
