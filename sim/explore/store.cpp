#include "sim/explore/store.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>

#include "sim/base/hash.hpp"
#include "sim/explore/point_rows.hpp"
#include "sim/explore/process_identity.hpp"
#include "sim/explore/store_impl.hpp"

namespace quartet {

namespace {

constexpr int kBusyMilliseconds = 60'000;
constexpr std::chrono::milliseconds kBusyPause{5};

// SQLite waits for others by itself, but not where a wait could be a deadlock: a file that two programs turn to the
// write-ahead log at the same moment, or whose log is being recovered. Then the step is repeated, as long as SQLite would wait.
void repeat_while_busy(const std::function<void()>& step) {
  const auto last = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyMilliseconds);
  for (;;) {
    try {
      return step();
    } catch (const SQLite::Exception& e) {
      if ((e.getErrorCode() & 0xFF) != SQLITE_BUSY || std::chrono::steady_clock::now() > last) throw;
    }
    std::this_thread::sleep_for(kBusyPause);
  }
}

std::string tables() {
  return R"(
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE sweep (id INTEGER PRIMARY KEY, hash TEXT UNIQUE, space TEXT, specification TEXT, source TEXT, sampler TEXT,
  subject TEXT, axes TEXT, objectives TEXT, figures TEXT, first INTEGER, total INTEGER, handed_out INTEGER,
  done INTEGER DEFAULT 0, failed INTEGER DEFAULT 0, infeasible INTEGER DEFAULT 0, none INTEGER DEFAULT 0);
CREATE TABLE worker (id INTEGER PRIMARY KEY, host TEXT, process INTEGER, started INTEGER, beat INTEGER);
CREATE TABLE claim (id INTEGER PRIMARY KEY, sweep INTEGER, worker INTEGER, first INTEGER, end INTEGER);
CREATE TABLE cached (key TEXT PRIMARY KEY, value REAL) WITHOUT ROWID;
CREATE TABLE point (sweep INTEGER, ordinal INTEGER, key BLOB, state INTEGER, axes TEXT, message TEXT)" +
         metric_columns(" REAL") + R"(, figures TEXT, PRIMARY KEY (sweep, ordinal)) WITHOUT ROWID;
CREATE VIEW result AS SELECT sweep, ordinal, lower(hex(key)) AS key,
  CASE state WHEN 0 THEN 'done' WHEN 1 THEN 'failed' ELSE 'infeasible' END AS state, axes, message)" +
         metric_columns("") + ", figures FROM point;";
}

}  // namespace

std::string schema_name() {
  return fmt::format("quartet-sweep-{}-{}", kStoreSchema, content_hash(metric_columns("")).substr(0, 8));
}

std::string remedy_of(int sqlite_code) {
  switch (sqlite_code & 0xFF) {
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

Store::Impl::Impl(std::string name, bool create)
    : file(std::move(name)), db(file, SQLite::OPEN_READWRITE | (create ? SQLite::OPEN_CREATE : 0), kBusyMilliseconds) {}

SQLite::Statement& Store::Impl::prepared(const std::string& sql) {
  auto& slot = statements[sql];
  if (!slot) slot = std::make_unique<SQLite::Statement>(db, sql);
  slot->reset();
  slot->clearBindings();
  return *slot;
}

std::size_t Store::Impl::figures(std::int64_t sweep) {
  const auto known = figure_counts.find(sweep);
  if (known != figure_counts.end()) return known->second;
  SQLite::Statement& s = prepared("SELECT figures FROM sweep WHERE id = ?");
  s.bind(1, sweep);
  const std::string names = s.executeStep() ? s.getColumn(0).getString() : "";
  s.reset();
  return figure_counts[sweep] = names.empty() ? 0 : split(names).size();
}

bool Store::Impl::insert(std::int64_t sweep, const StoredPoint& point) {
  SQLite::Statement& s = prepared(insert_point());
  bind_point(s, sweep, point);
  if (s.exec() == 0) return false;  // another worker was first
  static const char* kCounters[] = {"done", "failed", "infeasible"};
  ++added[kCounters[static_cast<int>(point.result.state)]];
  return true;
}

void Store::Impl::write_counters(std::int64_t sweep) {
  for (const auto& [column, count] : added) {
    SQLite::Statement& s = prepared("UPDATE sweep SET " + column + " = " + column + " + ? WHERE id = ?");
    s.bind(1, count);
    s.bind(2, sweep);
    s.exec();
  }
  added.clear();
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::filesystem::path& file) {
  try {
    auto impl = std::make_unique<Impl>(file.string(), true);
    SQLite::Database& db = impl->db;
    const int tables_there = db.execAndGet("SELECT count(*) FROM sqlite_master").getInt();
    if (tables_there != 0 && !db.tableExists("meta"))
      return bad_input(file.string(), "is a database of something else", "give another file; this one is left as it is");
    // No waiting for the disk at each commit: after a power cut the last points are computed again.
    repeat_while_busy([&] { db.exec("PRAGMA journal_mode = WAL"); });
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
    SQLite::Statement read(db, "SELECT value FROM meta WHERE key = 'schema'");
    const std::string schema = read.executeStep() ? read.getColumn(0).getString() : "none";
    if (schema != schema_name())
      return bad_input(file.string(), "holds sweeps of schema '" + schema + "'; this version writes '" + schema_name() + "'",
                       "use another file, or the version that wrote it");
    return Store(std::move(impl));
  } catch (const SQLite::Exception& e) {
    return bad_input(file.string(), e.what(), remedy_of(e.getErrorCode()));
  }
}

Result<std::int64_t> Store::enter(const SweepSpec& spec, std::int64_t total, const Shard& shard) {
  return impl_->guarded<std::int64_t>([&]() -> Result<std::int64_t> {
    const std::string canonical = spec.canonical();
    const std::int64_t first = shard.first(total), part = shard.end(total) - first;
    SQLite::Transaction transaction(impl_->db, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement& add = impl_->prepared(
        "INSERT OR IGNORE INTO sweep (hash, space, specification, sampler, subject, axes, figures, first, total, handed_out) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?8)");
    std::vector<std::string> keys;
    for (const Axis& axis : spec.axes) keys.push_back(axis.key);
    add.bind(1, content_hash(canonical));
    add.bind(2, content_hash(spec.canonical_space()));
    add.bind(3, canonical);
    add.bind(4, spec.sampler);
    add.bind(5, spec.network_template.empty() ? spec.subject : "template " + spec.network_template);
    add.bind(6, joined(keys));
    add.bind(7, joined(spec.figures));
    add.bind(8, first);
    add.bind(9, part);
    add.exec();
    SQLite::Statement& find = impl_->prepared("SELECT id, first, total FROM sweep WHERE hash = ?");
    find.bind(1, content_hash(canonical));
    find.executeStep();
    const std::int64_t id = find.getColumn(0).getInt64(), was = find.getColumn(1).getInt64(), size = find.getColumn(2).getInt64();
    find.reset();
    if (was != first || size != part)
      return bad_input(impl_->file, fmt::format("holds points {} to {} of this sweep, not {} to {}", was, was + size, first, first + part),
                       "give another --db, or put shards together with --merge");
    SQLite::Statement& latest = impl_->prepared("UPDATE sweep SET objectives = ?, source = ? WHERE id = ?");
    std::vector<std::string> objectives;
    for (const Objective& o : spec.objectives) objectives.push_back((o.goal == Goal::maximum ? "max " : "min ") + spec.metric_name(o.metric));
    latest.bind(1, joined(objectives));
    latest.bind(2, spec.source);
    latest.bind(3, id);
    latest.exec();
    transaction.commit();
    return id;
  });
}

Result<std::optional<double>> Store::cached(const std::string& key) {
  return impl_->guarded<std::optional<double>>([&]() -> Result<std::optional<double>> {
    SQLite::Statement& s = impl_->prepared("SELECT value FROM cached WHERE key = ?");
    s.bind(1, key);
    std::optional<double> out;
    if (s.executeStep()) out = s.getColumn(0).getDouble();
    s.reset();
    return out;
  });
}

Result<void> Store::keep_cached(const std::string& key, double value) {
  return impl_->guarded<void>([&]() -> Result<void> {
    SQLite::Statement& s = impl_->prepared("INSERT OR IGNORE INTO cached VALUES (?, ?)");
    s.bind(1, key);
    s.bind(2, value);
    s.exec();
    return {};
  });
}

}  // namespace quartet
