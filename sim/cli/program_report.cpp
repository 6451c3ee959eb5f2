#include "sim/cli/program_report.hpp"

#include <fmt/format.h>

#include <ostream>

#include "sim/base/files.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

struct Dump {
  std::string symbol;
  std::vector<std::uint32_t> words;
};

Result<std::vector<std::uint32_t>> words_at(const mcu::IProgramRun& run, std::uint32_t address, std::uint64_t count,
                                            const std::string& place) {
  std::vector<std::uint32_t> words;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t at = address + 4 * i;
    const auto word = at <= UINT32_MAX ? run.word(static_cast<std::uint32_t>(at)) : std::nullopt;
    if (!word) return bad_input(place, fmt::format("there is no RAM at 0x{:08x}", at));
    words.push_back(*word);
  }
  return words;
}

Result<Dump> dump(const std::string& text, const ProgramReport& report) {
  const std::size_t colon = text.rfind(':');
  std::uint64_t count = 0;
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos)
    return fail(ErrorCode::usage, "--dump", "'" + text + "' is not SYMBOL:WORDS",
                "for example --dump begin_signature:16");
  count = std::stoull(digits);
  Dump made{text.substr(0, colon), {}};
  const auto address = report.image.symbol(made.symbol);
  if (!address) {
    std::vector<std::string> names;
    for (const auto& [name, value] : report.image.symbols) names.push_back(name);
    const std::string near = nearest(made.symbol, names);
    return bad_input("--dump", "the program has no symbol '" + made.symbol + "'",
                     near.empty() ? "" : "did you mean '" + near + "'?");
  }
  auto words = words_at(report.run, *address, count, "--dump " + text);
  if (!words) return pass(words.error());
  made.words = std::move(*words);
  return made;
}

Result<void> write_signature(const std::string& file, const ProgramReport& report) {
  const auto begin = report.image.symbol("begin_signature"), end = report.image.symbol("end_signature");
  if (!begin || !end || *end < *begin)
    return bad_input("--signature", "the program has no begin_signature and end_signature");
  const auto words = words_at(report.run, *begin, (*end - *begin) / 4, "--signature");
  if (!words) return pass(words.error());
  std::string text;
  for (const std::uint32_t word : *words) text += fmt::format("{:08x}\n", word);
  return write_text(file, text);
}

Result<std::string> to_json(const ProgramReport& report, const std::vector<Dump>& dumps) {
  const mcu::IProgramRun& run = report.run;
  JsonWriter json;
  json.begin_object();
  json.value("core", report.core);
  json.begin_object("exit");
  json.value("reason", run.reason());
  json.value("code", std::int64_t{run.stop().code});
  if (run.stop().reason != mcu::StopReason::exit) json.value("text", run.why());
  json.end_object();
  json.value("cycles", run.cycles());
  json.value("sleep_cycles", run.sleep_cycles());
  json.value("instret", run.instret());
  json.value("host_seconds", report.host_seconds);
  const auto pc = run.pc();
  json.value("pc", pc ? std::optional(std::int64_t{*pc}) : std::nullopt);
  if (const auto registers = run.registers(); registers.empty()) {
    json.null("registers");
  } else {
    json.begin_object("registers");
    for (const auto& r : registers) json.value(r.key, std::int64_t{r.value});
    json.end_object();
  }
  json.begin_object("memory");
  for (const Dump& d : dumps) {
    json.begin_array(d.symbol);
    for (const std::uint32_t word : d.words) json.value("", std::int64_t{word});
    json.end_array();
  }
  json.end_object();
  json.value("serial", run.serial_text());
  json.end_object();
  return json.finish();
}

std::string speed(const ProgramReport& report) {
  const std::uint64_t cycles = report.run.cycles();
  const auto instret = report.run.instret();
  if (!instret)
    return fmt::format("instructions not shown by the core, {:.1f} M cycles/s",
                       static_cast<double>(cycles) / 1e6 / report.host_seconds);
  const auto count = static_cast<double>(*instret);
  const double mips = count / 1e6 / report.host_seconds;
  return fmt::format("{} instructions, {:.3f} cycles an instruction, {:.{}f} M instructions/s",
                     grouped(static_cast<std::int64_t>(*instret)),
                     *instret > 0 ? static_cast<double>(cycles) / count : 0.0, mips, mips < 10 ? 1 : 0);
}

std::string screen(const ProgramReport& report, const std::vector<Dump>& dumps) {
  std::string text = report.run.serial_text();
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += fmt::format("{}: exit code {}, {} cycles, {}\n", report.core, report.run.stop().code,
                      grouped(static_cast<std::int64_t>(report.run.cycles())), speed(report));
  for (const Dump& d : dumps) {
    text += d.symbol + ":";
    for (const std::uint32_t word : d.words) text += fmt::format(" {:08x}", word);
    text += '\n';
  }
  return text;
}

Result<void> show(const ProgramReport& report, const std::vector<Dump>& dumps, const Arguments& arguments,
                  Session& session) {
  if (const auto target = arguments.text("json")) {
    const auto json = to_json(report, dumps);
    if (!json) return pass(json.error());
    if (*target == "-") {
      session.out << *json;
      return {};
    }
    if (auto ok = write_text(*target, *json); !ok) return ok;
  }
  if (!session.quiet && report.run.stop().reason == mcu::StopReason::exit) session.out << screen(report, dumps);
  return {};
}

}  // namespace

void declare_program_report(OptionTable& options) {
  options.repeated("dump", "SYMBOL:WORDS", "show WORDS 32-bit words of memory at SYMBOL");
  options.value("signature", "FILE",
                "write the words from begin_signature to end_signature, one hexadecimal line each");
  options.value("json", "FILE|-",
                "write the result as JSON; '-': to standard output, and nothing else there");
}

Result<int> report_program(const ProgramReport& report, const Arguments& arguments, Session& session) {
  std::vector<Dump> dumps;
  for (const std::string& text : arguments.all("dump")) {
    auto made = dump(text, report);
    if (!made) return pass(made.error());
    dumps.push_back(std::move(*made));
  }
  if (const auto signature = arguments.text("signature")) {
    if (auto ok = write_signature(*signature, report); !ok) return pass(ok.error());
  }
  if (auto ok = show(report, dumps, arguments, session); !ok) return pass(ok.error());
  const mcu::Stop& stop = report.run.stop();
  if (stop.reason == mcu::StopReason::exit) return stop.code == 0 ? 0 : static_cast<int>(ErrorCode::check_failed);
  session.err << report.file << ": " << report.run.why() << '\n';
  return static_cast<int>(ErrorCode::check_failed);
}

}  // namespace quartet::cli
