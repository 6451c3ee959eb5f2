#include "sim/run/results_directory.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "sim/base/files.hpp"
#include "sim/base/hash.hpp"
#include "sim/report/csv_writer.hpp"
#include "sim/report/json_writer.hpp"

namespace quartet {

namespace fs = std::filesystem;

namespace {

Result<std::string> manifest_json(const Manifest& manifest, const RunResult& result) {
  JsonWriter out;
  out.begin_object();
  out.value("schema", "quartet-manifest-1");
  out.value("version", manifest.version);
  out.value("revision", manifest.revision);
  out.value("compiler", manifest.compiler);
  out.value("host", manifest.host);
  out.value("started_utc", manifest.started_utc);
  out.value("wall_s", manifest.wall_s);
  out.value("command_line", manifest.command_line);
  out.value("seed", result.identity.seed);
  out.value("config_hash", result.identity.config_hash);
  out.value("network_hash", result.identity.network_hash);
  out.value("data_hash", result.identity.data_hash);
  out.end_object();
  return out.finish();
}

Result<void> write_files(const fs::path& folder, const RunResult& result, const Manifest& manifest) {
  const auto json = to_json(result);
  if (!json) return pass(json.error());
  const auto manifest_text = manifest_json(manifest, result);
  if (!manifest_text) return pass(manifest_text.error());
  const std::pair<const char*, std::string> files[] = {{"result.json", *json},
                                                       {"layers.csv", layers_csv(result)},
                                                       {"energy.csv", energy_csv(result)},
                                                       {"resolved.toml", result.resolved_config},
                                                       {"manifest.json", *manifest_text}};
  for (const auto& [name, text] : files) {
    if (const auto ok = write_text(folder / name, text); !ok) return pass(ok.error());
  }
  return {};
}

Result<void> put_in_place(const fs::path& temporary, const fs::path& folder) {
  std::error_code ec;
  fs::path old;
  if (fs::exists(folder, ec)) {
    old = temporary.string() + ".old";
    fs::rename(folder, old, ec);
    if (ec) return bad_input(folder.string(), "cannot be replaced: " + ec.message());
  }
  fs::rename(temporary, folder, ec);
  if (ec) return bad_input(folder.string(), "cannot be put in place: " + ec.message());
  if (!old.empty()) fs::remove_all(old, ec);
  return {};
}

}  // namespace

std::string results_folder_name(const std::string& name, const RunResult& result) {
  const RunIdentity& id = result.identity;
  const std::string key =
      fmt::format("{}\n{}\n{}\n{}\n{}\n", id.version, id.config_hash, id.network_hash, id.data_hash, id.seed);
  return name + "-" + content_hash(key).substr(0, 8);
}

Result<fs::path> write_results(const fs::path& out, const std::string& name, const RunResult& result,
                               const Manifest& manifest, bool force) {
  const fs::path folder = out / results_folder_name(name, result);
  std::error_code ec;
  if (fs::exists(folder, ec) && !force)
    return fail(ErrorCode::usage, folder.string(), "exists already: the same run has been kept",
                "give --force to replace it");
  const fs::path temporary = out / fmt::format(".{}.tmp{}", folder.filename().string(), getpid());
  fs::create_directories(temporary, ec);
  if (ec)
    return bad_input(out.string(), "cannot be created: " + ec.message(),
                     "give a folder that can be written to");
  auto done = write_files(temporary, result, manifest);
  if (done) done = put_in_place(temporary, folder);
  if (done) return folder;
  fs::remove_all(temporary, ec);
  return pass(done.error());
}

std::string layers_csv(const RunResult& result) {
  CsvWriter csv({"name", "op", "macs", "cycles", "energy_j", "utilization", "bound"});
  for (const LayerSummary& l : result.layers) {
    std::optional<std::int64_t> cycles;
    if (l.cycles) cycles = static_cast<std::int64_t>(*l.cycles);
    csv.cell(l.name)
        .cell(l.op)
        .cell(l.macs)
        .cell(cycles)
        .cell(l.energy_j)
        .cell(l.utilization)
        .cell(l.bound)
        .end_row();
  }
  return csv.text();
}

std::string energy_csv(const RunResult& result) {
  CsvWriter csv({"layer", "component", "row", "count", "per", "value", "unit", "energy_j", "paid", "source",
                 "confidence", "note"});
  for (const LedgerLine& l : result.ledger) {
    csv.cell(l.layer)
        .cell(l.component)
        .cell(l.row)
        .cell(l.count)
        .cell(l.per)
        .cell(l.value)
        .cell(l.unit)
        .cell(l.energy_j);
    csv.cell(l.paid).cell(l.source).cell(l.confidence).cell(l.note).end_row();
  }
  return csv.text();
}

}  // namespace quartet
