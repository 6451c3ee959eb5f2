// quartet iss: runs a program on an instruction-set simulator and says how it ended, in what time and with
// what state.
#include <fmt/format.h>

#include <chrono>
#include <ostream>

#include "accel/mcu/machine.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

/// Ten seconds and more of host time: what no test program needs and a run-away program should not exceed.
constexpr std::int64_t kDefaultMaxCycles = 10'000'000'000;

std::string known_cores() {
  std::string names;
  for (const std::string& name : mcu::core_names()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

void declare(OptionTable& options) {
  options.positional("PROGRAM.elf", 1, 1);
  options.value("core", "CORE", "the core: " + known_cores() + ", or a .toml file");
  options.value("max-cycles", "N",
                fmt::format("end a run-away program after N cycles (default {})", kDefaultMaxCycles));
  options.flag("untimed", "count one cycle an instruction");
  options.flag("deliver-faults", "let the program handle its own faults; else a fault ends the run");
  options.repeated("dump", "SYMBOL:WORDS", "show WORDS 32-bit words of memory at SYMBOL");
  options.value("signature", "FILE",
                "write the words from begin_signature to end_signature, one hexadecimal line each");
  options.value("json", "FILE|-",
                "write the result as JSON; '-': to standard output, and nothing else there");
}

struct Dump {
  std::string symbol;
  std::vector<std::uint32_t> words;
};

Result<std::vector<std::uint32_t>> words_at(const mcu::Machine& machine, std::uint32_t address,
                                            std::uint64_t count, const std::string& place) {
  std::vector<std::uint32_t> words;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t at = address + 4 * i;
    const auto word = at <= UINT32_MAX ? machine.word(static_cast<std::uint32_t>(at)) : std::nullopt;
    if (!word) return bad_input(place, fmt::format("there is no RAM at 0x{:08x}", at));
    words.push_back(*word);
  }
  return words;
}

Result<Dump> dump(const std::string& text, const mcu::ElfImage& image, const mcu::Machine& machine) {
  const std::size_t colon = text.rfind(':');
  std::uint64_t count = 0;
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos)
    return fail(ErrorCode::usage, "--dump", "'" + text + "' is not SYMBOL:WORDS",
                "for example --dump begin_signature:16");
  count = std::stoull(digits);
  Dump made{text.substr(0, colon), {}};
  const auto address = image.symbol(made.symbol);
  if (!address) {
    std::vector<std::string> names;
    for (const auto& [name, value] : image.symbols) names.push_back(name);
    const std::string near = nearest(made.symbol, names);
    return bad_input("--dump", "the program has no symbol '" + made.symbol + "'",
                     near.empty() ? "" : "did you mean '" + near + "'?");
  }
  auto words = words_at(machine, *address, count, "--dump " + text);
  if (!words) return pass(words.error());
  made.words = std::move(*words);
  return made;
}

Result<void> write_signature(const std::string& file, const mcu::ElfImage& image,
                             const mcu::Machine& machine) {
  const auto begin = image.symbol("begin_signature"), end = image.symbol("end_signature");
  if (!begin || !end || *end < *begin)
    return bad_input("--signature", "the program has no begin_signature and end_signature");
  const auto words = words_at(machine, *begin, (*end - *begin) / 4, "--signature");
  if (!words) return pass(words.error());
  std::string text;
  for (const std::uint32_t word : *words) text += fmt::format("{:08x}\n", word);
  return write_text(file, text);
}

struct Outcome {
  const mcu::Machine& machine;
  std::vector<Dump> dumps;
  double host_seconds;
};

Result<std::string> to_json(const Outcome& outcome, const std::string& core) {
  const mcu::Machine& m = outcome.machine;
  JsonWriter json;
  json.begin_object();
  json.value("core", core);
  json.begin_object("exit");
  json.value("reason", to_string(m.stop().reason));
  json.value("code", std::int64_t{m.stop().code});
  if (m.stop().reason != mcu::StopReason::exit) json.value("text", mcu::describe_stop(m));
  json.end_object();
  json.value("cycles", m.cycles());
  json.value("sleep_cycles", m.sleep_cycles());
  json.value("instret", m.instret());
  json.value("host_seconds", outcome.host_seconds);
  json.value("pc", std::int64_t{m.pc()});
  json.begin_object("registers");
  for (unsigned i = 0; i < m.register_count(); ++i)
    json.value(m.register_key(i), std::int64_t{m.register_value(i)});
  json.end_object();
  json.begin_object("memory");
  for (const Dump& d : outcome.dumps) {
    json.begin_array(d.symbol);
    for (const std::uint32_t word : d.words) json.value("", std::int64_t{word});
    json.end_array();
  }
  json.end_object();
  json.value("serial", m.serial_text());
  json.end_object();
  return json.finish();
}

std::string screen(const Outcome& outcome, const std::string& core) {
  const mcu::Machine& m = outcome.machine;
  const double cpi = m.instret() > 0 ? static_cast<double>(m.cycles()) / static_cast<double>(m.instret()) : 0;
  std::string text = m.serial_text();
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += fmt::format(
      "{}: exit code {}, {} cycles, {} instructions, {:.3f} cycles an instruction, {:.0f} M instructions/s\n",
      core, m.stop().code, grouped(static_cast<std::int64_t>(m.cycles())),
      grouped(static_cast<std::int64_t>(m.instret())), cpi,
      static_cast<double>(m.instret()) / 1e6 / outcome.host_seconds);
  for (const Dump& d : outcome.dumps) {
    text += d.symbol + ":";
    for (const std::uint32_t word : d.words) text += fmt::format(" {:08x}", word);
    text += '\n';
  }
  return text;
}

Result<void> show(const Outcome& outcome, const std::string& core, const Arguments& arguments,
                  Session& session) {
  if (const auto target = arguments.text("json")) {
    const auto json = to_json(outcome, core);
    if (!json) return pass(json.error());
    if (*target == "-") {
      session.out << *json;
      return {};
    }
    if (auto ok = write_text(*target, *json); !ok) return ok;
  }
  if (!session.quiet && outcome.machine.stop().reason == mcu::StopReason::exit)
    session.out << screen(outcome, core);
  return {};
}

Result<int> iss(const Arguments& arguments, Session& session) {
  const std::string& file = arguments.positional[0];
  const auto core_name = arguments.text("core");
  if (!core_name) return fail(ErrorCode::usage, "--core", "is missing", "cores: " + known_cores());
  const auto limit = arguments.integer("max-cycles", 1);
  if (!limit) return pass(limit.error());
  const auto core = mcu::load_core(*core_name);
  if (!core) return pass(core.error());
  const auto bytes = read_bytes(file);
  if (!bytes) return pass(bytes.error());
  const auto image = mcu::read_elf(*bytes, file);
  if (!image) return pass(image.error());
  const auto machine =
      mcu::Machine::make(*core, {!arguments.has("untimed"), arguments.has("deliver-faults")});
  if (!machine) return pass(machine.error());
  if (auto loaded = (*machine)->load(*image, file); !loaded) return pass(loaded.error());

  const auto start = std::chrono::steady_clock::now();
  (*machine)->run_to_end(static_cast<std::uint64_t>(limit->value_or(kDefaultMaxCycles)));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  Outcome outcome{**machine, {}, seconds};
  for (const std::string& text : arguments.all("dump")) {
    auto made = dump(text, *image, **machine);
    if (!made) return pass(made.error());
    outcome.dumps.push_back(std::move(*made));
  }
  if (const auto signature = arguments.text("signature")) {
    if (auto ok = write_signature(*signature, *image, **machine); !ok) return pass(ok.error());
  }
  if (auto ok = show(outcome, core->name, arguments, session); !ok) return pass(ok.error());
  const mcu::Stop& stop = (*machine)->stop();
  if (stop.reason == mcu::StopReason::exit)
    return stop.code == 0 ? 0 : static_cast<int>(ErrorCode::check_failed);
  session.err << file << ": " << mcu::describe_stop(**machine) << '\n';
  return static_cast<int>(ErrorCode::check_failed);
}

}  // namespace

Command iss_command() {
  return {"iss",
          "run a program on a microcontroller core",
          "PROGRAM.elf --core CORE [options]",
          {"iss firmware.elf --core cv32e40p",
           "iss firmware.elf --core ibex --max-cycles 1000000 --dump begin_signature:16",
           "iss firmware.elf --core picorv32 --json - --signature out.sig",
           "iss firmware.elf --core cortex-m4f --dump mailbox:16"},
          declare,
          iss};
}

}  // namespace quartet::cli
