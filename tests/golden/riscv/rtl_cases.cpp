#include "rtl_cases.hpp"

#include <fstream>
#include <sstream>

#include "accel/mcu/machine.hpp"
#include "sim/base/files.hpp"

namespace quartet::test {

namespace {

/// A line without its end, whatever system wrote the file.
bool read_line(std::istream& in, std::string& line) {
  if (!std::getline(in, line)) return false;
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

/// No program of the set is longer.
constexpr std::uint64_t kCycleLimit = 100'000'000;
/// Result words at begin_signature: magic, checksum, cycles, instructions.
constexpr std::uint32_t kMagic = 0x051A47E7;

}  // namespace

std::vector<RtlCase> read_rtl_cases(const std::filesystem::path& csv) {
  std::ifstream in(csv);
  std::string line;
  read_line(in, line);
  std::vector<std::string> columns;
  std::stringstream header(line);
  for (std::string cell; std::getline(header, cell, ',');) columns.push_back(cell);
  std::vector<RtlCase> cases;
  while (read_line(in, line)) {
    std::map<std::string, std::string> row;
    std::stringstream cells(line);
    std::size_t i = 0;
    for (std::string cell; std::getline(cells, cell, ',') && i < columns.size();) row[columns[i++]] = cell;
    if (row["core"].empty()) continue;
    cases.push_back({row["core"], row["program"], row["kind"], row["parameters"], std::stoull(row["cycles"]),
                     std::stoull(row["instret"]), std::stoull(row["reps"]),
                     static_cast<std::uint32_t>(std::stoul(row["checksum"], nullptr, 16))});
  }
  return cases;
}

std::string core_for(const RtlCase& c) {
  const auto has = [&](const char* text) { return c.parameters.find(text) != std::string::npos; };
  if (c.core == "cv32e40p") return "cv32e40p";
  if (c.core == "ibex")
    return has("RV32M=SingleCycle") ? "ibex-max" : has("RV32M=Slow") ? "ibex-slow" : "ibex";
  if (c.core == "picorv32") return has("BARREL_SHIFTER=1") ? "picorv32" : "picorv32-small";
  return "";
}

Measured run_case(const mcu::Core& core, const std::filesystem::path& elf) {
  Measured m;
  const auto bytes = read_bytes(elf);
  if (!bytes) return m.why = bytes.error().text(), m;
  const auto image = mcu::read_elf(*bytes, elf.string());
  if (!image) return m.why = image.error().text(), m;
  auto machine = mcu::Machine::make(core);
  if (!machine) return m.why = machine.error().text(), m;
  if (auto loaded = (*machine)->load(*image, elf.string()); !loaded) return m.why = loaded.error().text(), m;
  (*machine)->run_to_end(kCycleLimit);
  m.why = mcu::describe_stop(**machine);
  const auto signature = image->symbol("begin_signature");
  if ((*machine)->stop().reason != mcu::StopReason::exit || !signature) return m;
  const auto word = [&](std::uint32_t i) { return (*machine)->word(*signature + 4 * i).value_or(0); };
  if (word(0) != kMagic) return m.why = "no result words", m;
  m.ended = true;
  m.checksum = word(1);
  m.cycles = word(2);
  m.instret = word(3);
  return m;
}

}  // namespace quartet::test
