#include "sim/explore/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "sim/base/hash.hpp"
#include "sim/explore/point_rows.hpp"
#include "sim/explore/process_identity.hpp"

namespace quartet {

namespace {

constexpr int kBusyMilliseconds = 60'000;

std::string tables() {
  return R"(
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE sweep (id INTEGER PRIMARY KEY, hash TEXT UNIQUE, specification TEXT, axes TEXT, total INTEGER,
  handed_out INTEGER DEFAULT 0, done INTEGER DEFAULT 0, failed INTEGER DEFAULT 0, infeasible INTEGER DEFAULT 0,
  none INTEGER DEFAULT 0);
CREATE TABLE worker (id INTEGER PRIMARY KEY, host TEXT, process INTEGER, started INTEGER, beat INTEGER);
CREATE TABLE claim (id INTEGER PRIMARY KEY, sweep INTEGER, worker INTEGER, first INTEGER, end INTEGER);
CREATE TABLE point (sweep INTEGER, ordinal INTEGER, key BLOB, state INTEGER, axes TEXT, message TEXT)" +
         metric_columns(" REAL") + R"(, PRIMARY KEY (sweep, ordinal)) WITHOUT ROWID;
CREATE VIEW result AS SELECT sweep, ordinal, lower(hex(key)) AS key,
  CASE state WHEN 0 THEN 'done' WHEN 1 THEN 'failed' ELSE 'infeasible' END AS state, axes, message)" +
         metric_columns("") + " FROM point;";
}

// The name of a schema says which metrics it holds: another version of them is another schema.
std::string schema_name() {
  return fmt::format("quartet-sweep-{}-{}", kStoreSchema, content_hash(metric_columns("")).substr(0, 8));
}

std::string remedy_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_NOTADB: return "give another file: this one is left as it is";
    case SQLITE_CORRUPT: return "copy the file and try 'sqlite3 FILE .recover', or begin anew with another --db; nothing was written";
    case SQLITE_FULL: return "free space on the disk and repeat the command: it goes on where it stopped";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "the file or its folder cannot be written: choose another --db, or change its rights";
    case SQLITE_CANTOPEN: return "does the folder exist, and may you write in it?";
    case SQLITE_IOERR: return "the disk reported an error: check its space and health, then repeat the command";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program holds the file: end it and repeat the command";
    default: return "";
  }
}

}  // namespace

struct Store::Impl {
  Impl(std::string name, bool create)
      : file(std::move(name)),
        db(file, SQLite::OPEN_READWRITE | (create ? SQLite::OPEN_CREATE : 0), kBusyMilliseconds) {}

  SQLite::Statement& prepared(const std::string& sql) {
    auto& slot = statements[sql];
    if (!slot) slot = std::make_unique<SQLite::Statement>(db, sql);
    slot->reset();
    slot->clearBindings();
    return *slot;
  }

  // Runs `work`, and turns what SQLite throws into an error that names the file.
  template <class T>
  Result<T> guarded(const std::function<Result<T>()>& work) {
    try {
      return work();
    } catch (const SQLite::Exception& e) {
      return bad_input(file, e.what(), remedy_of(e.getErrorCode()));
    }
  }

  void insert(std::int64_t sweep, const StoredPoint& point) {
    SQLite::Statement& s = prepared(insert_point());
    bind_point(s, sweep, point);
    if (s.exec() == 0) return;  // another worker was first
    static const char* kCounters[] = {"done", "failed", "infeasible"};
    ++added[kCounters[static_cast<int>(point.result.state)]];
  }

  void write_counters(std::int64_t sweep) {
    for (const auto& [column, count] : added) {
      SQLite::Statement& s = prepared("UPDATE sweep SET " + column + " = " + column + " + ? WHERE id = ?");
      s.bind(1, count);
      s.bind(2, sweep);
      s.exec();
    }
    added.clear();
  }

  // A claim whose worker is gone, or that was given back.
  std::optional<Claim> free_claim(std::int64_t sweep, std::int64_t worker) {
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

  std::optional<Claim> next_claim(std::int64_t sweep, std::int64_t worker, std::int64_t wanted) {
    SQLite::Statement& read = prepared("SELECT total, handed_out FROM sweep WHERE id = ?");
    read.bind(1, sweep);
    if (!read.executeStep()) return std::nullopt;
    const std::int64_t total = read.getColumn(0).getInt64(), first = read.getColumn(1).getInt64();
    read.reset();
    if (first >= total) return std::nullopt;
    const std::int64_t end = std::min(total, first + wanted);
    SQLite::Statement& advance = prepared("UPDATE sweep SET handed_out = ? WHERE id = ?");
    advance.bind(1, end);
    advance.bind(2, sweep);
    advance.exec();
    SQLite::Statement& add = prepared("INSERT INTO claim (sweep, worker, first, end) VALUES (?, ?, ?, ?)");
    add.bind(1, sweep);
    add.bind(2, worker);
    add.bind(3, first);
    add.bind(4, end);
    add.exec();
    return Claim{db.getLastInsertRowid(), first, end};
  }

  // What remains of a claim from `next` on belongs to nobody.
  void give_back(const Claim& claim, std::int64_t next) {
    if (claim.id == 0) return;
    const bool whole = next >= claim.end;
    SQLite::Statement& s = prepared(whole ? "DELETE FROM claim WHERE id = ?1" : "UPDATE claim SET worker = 0, first = ?2 WHERE id = ?1");
    s.bind(1, claim.id);
    if (!whole) s.bind(2, next);
    s.exec();
  }

  std::string file;
  SQLite::Database db;
  std::map<std::string, std::unique_ptr<SQLite::Statement>> statements;
  std::map<std::string, std::int64_t> added;  // counters that changed in this transaction
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::filesystem::path& file) {
  try {
    auto impl = std::make_unique<Impl>(file.string(), true);
    SQLite::Database& db = impl->db;
    const int tables_there = db.execAndGet("SELECT count(*) FROM sqlite_master").getInt();
    // No waiting for the disk at each commit: after a power cut the last points are computed again.
    db.exec("PRAGMA journal_mode = WAL");
    db.exec("PRAGMA synchronous = NORMAL");
    if (tables_there == 0) {
      SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
      if (db.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0) {
        db.exec(tables());
        SQLite::Statement s(db, "INSERT INTO meta VALUES ('schema', ?)");
        s.bind(1, schema_name());
        s.exec();
      }
      transaction.commit();
      return Store(std::move(impl));
    }
    if (!db.tableExists("meta"))
      return bad_input(file.string(), "is a database of something else", "give another file; this one is left as it is");
    const std::string schema = db.execAndGet("SELECT value FROM meta WHERE key = 'schema'").getString();
    if (schema != schema_name())
      return bad_input(file.string(), "holds sweeps of schema '" + schema + "'; this version writes '" + schema_name() + "'",
                       "use another file, or the version that wrote it");
    return Store(std::move(impl));
  } catch (const SQLite::Exception& e) {
    return bad_input(file.string(), e.what(), remedy_of(e.getErrorCode()));
  }
}

Result<std::int64_t> Store::enter(const SweepSpec& spec, std::int64_t total) {
  return impl_->guarded<std::int64_t>([&]() -> Result<std::int64_t> {
    const std::string canonical = spec.canonical();
    SQLite::Transaction transaction(impl_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement& add =
        impl_->prepared("INSERT OR IGNORE INTO sweep (hash, specification, axes, total) VALUES (?, ?, ?, ?)");
    std::vector<std::string> keys;
    for (const Axis& axis : spec.axes) keys.push_back(axis.key);
    add.bind(1, content_hash(canonical));
    add.bind(2, canonical);
    add.bind(3, joined(keys));
    add.bind(4, total);
    add.exec();
    SQLite::Statement& find = impl_->prepared("SELECT id FROM sweep WHERE hash = ?");
    find.bind(1, content_hash(canonical));
    find.executeStep();
    const std::int64_t id = find.getColumn(0).getInt64();
    find.reset();
    transaction.commit();
    return id;
  });
}

Result<SweepCounts> Store::counts(std::int64_t sweep) {
  return impl_->guarded<SweepCounts>([&]() -> Result<SweepCounts> {
    SQLite::Statement& s = impl_->prepared("SELECT total, handed_out, done, failed, infeasible, none FROM sweep WHERE id = ?");
    s.bind(1, sweep);
    if (!s.executeStep()) return bad_input(impl_->file, "has no sweep " + std::to_string(sweep));
    const SweepCounts out{s.getColumn(0).getInt64(), s.getColumn(1).getInt64(), s.getColumn(2).getInt64(),
                          s.getColumn(3).getInt64(), s.getColumn(4).getInt64(), s.getColumn(5).getInt64()};
    s.reset();
    return out;
  });
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

Result<Claim> Store::exchange(std::int64_t sweep, std::int64_t worker, const Claim& claim, std::int64_t next,
                              const std::vector<StoredPoint>& points, const std::vector<std::int64_t>& none, std::int64_t wanted) {
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
      if (!taken) taken = impl_->next_claim(sweep, worker, wanted);
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

Result<void> Store::visit(std::int64_t sweep, const std::function<bool(const StoredPoint&)>& visit) {
  return impl_->guarded<void>([&]() -> Result<void> {
    SQLite::Statement s(impl_->db, select_point() + " WHERE sweep = ? ORDER BY ordinal");
    s.bind(1, sweep);
    StoredPoint point;
    while (s.executeStep()) {
      read_point(s, point);
      if (!visit(point)) break;
    }
    return {};
  });
}

Result<std::vector<StoredPoint>> Store::points(std::int64_t sweep, const std::vector<std::int64_t>& ordinals) {
  return impl_->guarded<std::vector<StoredPoint>>([&]() -> Result<std::vector<StoredPoint>> {
    std::vector<StoredPoint> out;
    for (const std::int64_t ordinal : ordinals) {
      SQLite::Statement& s = impl_->prepared(select_point() + " WHERE sweep = ? AND ordinal = ?");
      s.bind(1, sweep);
      s.bind(2, ordinal);
      if (s.executeStep()) read_point(s, out.emplace_back());
      s.reset();
    }
    return out;
  });
}

Result<std::optional<double>> Store::best(std::int64_t sweep, const Objective& objective) {
  return impl_->guarded<std::optional<double>>([&]() -> Result<std::optional<double>> {
    const char* function = objective.goal == Goal::maximum ? "max" : "min";
    SQLite::Statement& s = impl_->prepared(fmt::format("SELECT {}(\"{}\") FROM point WHERE sweep = ? AND state = 0", function,
                                                       metrics()[objective.metric].name));
    s.bind(1, sweep);
    std::optional<double> out;
    if (s.executeStep() && !s.getColumn(0).isNull()) out = s.getColumn(0).getDouble();
    s.reset();
    return out;
  });
}

Result<std::vector<std::pair<std::string, std::int64_t>>> Store::messages(std::int64_t sweep, PointState state, int most) {
  using List = std::vector<std::pair<std::string, std::int64_t>>;
  return impl_->guarded<List>([&]() -> Result<List> {
    List out;
    SQLite::Statement& s = impl_->prepared(
        "SELECT message, count(*) AS n FROM point WHERE sweep = ? AND state = ? GROUP BY message ORDER BY n DESC, message LIMIT ?");
    s.bind(1, sweep);
    s.bind(2, static_cast<int>(state));
    s.bind(3, most);
    while (s.executeStep()) out.emplace_back(s.getColumn(0).getString(), s.getColumn(1).getInt64());
    s.reset();
    return out;
  });
}

}  // namespace quartet
