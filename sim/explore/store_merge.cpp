// Putting the shards of a sweep together. Doing it twice changes nothing: a point is kept once, and what is missing follows
// from the points alone.
#include <algorithm>

#include "sim/base/hash.hpp"
#include "sim/explore/process_identity.hpp"
#include "sim/explore/store_impl.hpp"

namespace quartet {

Result<std::int64_t> Store::take_points(std::int64_t sweep, const SweepSpec& spec, const std::filesystem::path& other) {
  std::error_code ignored;
  if (!std::filesystem::exists(other, ignored))
    return bad_input(other.string(), "does not exist", "has the task that writes it run?");
  auto shard = Store::open(other);
  if (!shard) return pass(shard.error());
  std::int64_t from = 0;
  {
    SQLite::Statement& find = shard->impl_->prepared("SELECT id FROM sweep WHERE hash = ?");
    find.bind(1, content_hash(spec.canonical()));
    if (!find.executeStep()) return bad_input(other.string(), "holds no points of this specification", "was the specification changed?");
    from = find.getColumn(0).getInt64();
    find.reset();
  }
  return impl_->guarded<std::int64_t>([&]() -> Result<std::int64_t> {
    std::int64_t added = 0;
    SQLite::Transaction transaction(impl_->db, SQLite::TransactionBehavior::IMMEDIATE);
    const auto seen = shard->visit(from, [&](const StoredPoint& point) {
      added += impl_->insert(sweep, point) ? 1 : 0;
      return true;
    });
    if (!seen) return pass(seen.error());
    impl_->added.clear();  // settle() counts
    SQLite::Statement cached(shard->impl_->db, "SELECT key, value FROM cached");
    while (cached.executeStep()) {
      if (const auto ok = keep_cached(cached.getColumn(0).getString(), cached.getColumn(1).getDouble()); !ok) return pass(ok.error());
    }
    transaction.commit();
    return added;
  });
}

Result<void> Store::settle(std::int64_t sweep, const std::function<bool(std::int64_t ordinal)>& exists) {
  return impl_->guarded<void>([&]() -> Result<void> {
    SQLite::Transaction transaction(impl_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement& holders = impl_->prepared(
        "SELECT w.host, w.process, w.started, w.beat FROM claim c JOIN worker w ON w.id = c.worker WHERE c.sweep = ?");
    holders.bind(1, sweep);
    while (holders.executeStep()) {
      const ProcessIdentity holder{holders.getColumn(0).getString(), holders.getColumn(1).getInt64(), holders.getColumn(2).getInt64()};
      if (is_alive(holder, holders.getColumn(3).getInt64()))
        return bad_input(impl_->file, "is being worked on by process " + std::to_string(holder.process) + " of " + holder.host,
                         "merge when it has ended");
    }
    holders.reset();
    SQLite::Statement& drop = impl_->prepared("DELETE FROM claim WHERE sweep = ?");
    drop.bind(1, sweep);
    drop.exec();
    SQLite::Statement& range = impl_->prepared("SELECT first, first + total FROM sweep WHERE id = ?");
    range.bind(1, sweep);
    range.executeStep();
    const std::int64_t first = range.getColumn(0).getInt64(), end = range.getColumn(1).getInt64();
    range.reset();

    std::int64_t counts[3] = {}, none = 0, gap = -1;
    const auto missing = [&](std::int64_t from, std::int64_t to) {
      for (std::int64_t ordinal = from; ordinal < to; ++ordinal) {
        const bool there = exists(ordinal);
        if (!there) ++none;
        if (there && gap < 0) gap = ordinal;
        if (!there && gap >= 0) {
          impl_->add_claim(sweep, 0, gap, ordinal);
          gap = -1;
        }
      }
      if (gap >= 0) impl_->add_claim(sweep, 0, gap, to);
      gap = -1;
    };
    std::int64_t next = first;
    {
      SQLite::Statement rows(impl_->db, "SELECT ordinal, state FROM point WHERE sweep = ? ORDER BY ordinal");
      rows.bind(1, sweep);
      while (rows.executeStep()) {
        missing(next, rows.getColumn(0).getInt64());
        next = rows.getColumn(0).getInt64() + 1;
        ++counts[std::clamp(rows.getColumn(1).getInt(), 0, 2)];
      }
    }
    missing(next, end);
    SQLite::Statement& write =
        impl_->prepared("UPDATE sweep SET handed_out = ?, done = ?, failed = ?, infeasible = ?, none = ? WHERE id = ?");
    write.bind(1, end);
    for (int i = 0; i < 3; ++i) write.bind(i + 2, counts[i]);
    write.bind(5, none);
    write.bind(6, sweep);
    write.exec();
    transaction.commit();
    return {};
  });
}

}  // namespace quartet
