#include "sim/cli/screens/compare_screen.hpp"

#include <fmt/format.h>

#include "sim/report/json_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"
#include "sim/run/reasons.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kShownProblems = 2;

std::string accuracy_cell(const RunResult& r) {
  if (r.detection)
    return fmt::format("{} {:.3f} ({:.2f}-{:.2f})", r.detection->metric, r.detection->value, r.detection->ci95.at(0), r.detection->ci95.at(1));
  if (!r.accuracy) return "not known";
  return fmt::format("{:.1f} ({:.1f}-{:.1f}) %", 100 * r.accuracy->value, 100 * r.accuracy->ci95.at(0),
                     100 * r.accuracy->ci95.at(1));
}

void add_row(TextTable& table, const RunResult& r) {
  const bool timed = r.latency.has_value();
  const std::optional<double> total = r.energy ? r.energy->total_j : std::nullopt;
  const std::optional<double> dynamic = r.energy ? r.energy->dynamic_j : std::nullopt;
  const std::optional<double> power = r.energy ? r.energy->power_w : std::nullopt;
  table.row({r.platform, r.model.variant, accuracy_cell(r),
             timed ? grouped(static_cast<std::int64_t>(r.latency->cycles)) : kNotModelled,
             timed ? si(r.latency->seconds, "s") : kNotModelled, si(total, "J"), si(dynamic, "J"),
             si(power, "W"), bytes_text(r.memory.weights_bytes)});
}

std::string paragraph(const std::string& head, const std::string& text) {
  std::string out = "  " + head + "\n";
  for (const std::string& line : wrap(text, kWidth - 4)) out += "    " + line + "\n";
  return out;
}

// A warning with the platforms that give it.
struct Warned {
  std::string warning, platforms;
};

void add_warning(std::vector<Warned>& warned, const std::string& warning, const std::string& platform) {
  for (Warned& one : warned) {
    if (one.warning != warning) continue;
    one.platforms += ", " + platform;
    return;
  }
  warned.push_back({warning, platform});
}

std::string refusal(const Error& error, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < error.problems.size() && i < most; ++i) {
    const Problem& p = error.problems[i];
    if (!out.empty()) out += "; ";
    out += p.place.empty() ? p.cause : p.place + ": " + p.cause;
    if (!p.remedy.empty()) out += " (" + p.remedy + ")";
  }
  if (error.problems.size() > most) out += fmt::format("; and {} more", error.problems.size() - most);
  return out;
}

}  // namespace

std::string compare_screen(const std::vector<Compared>& compared, const Paint& paint) {
  using Align = TextTable::Align;
  TextTable table({{"platform"},
                   {"network"},
                   {"accuracy", Align::right},
                   {"cycles", Align::right},
                   {"latency", Align::right},
                   {"energy", Align::right},
                   {"without idle", Align::right},
                   {"power", Align::right},
                   {"weights", Align::right}});
  std::string reasons, refused, warnings, synthetic;
  std::vector<Warned> warned;
  for (const Compared& one : compared) {
    if (!one.result) {
      refused += paragraph(one.platform, refusal(one.result.error(), kShownProblems));
      continue;
    }
    const RunResult& r = *one.result;
    add_row(table, r);
    if (const std::string why = reason(r); !why.empty()) reasons += paragraph(r.platform, why);
    for (const std::string& warning : r.warnings) add_warning(warned, warning, r.platform);
    if (r.accuracy && r.accuracy->synthetic)
      synthetic = fmt::format("accuracy on {} samples of SYNTHETIC data ({})\n", grouped(r.accuracy->samples),
                              r.accuracy->data);
  }
  for (const Warned& one : warned) warnings += paragraph(one.platforms, one.warning);
  std::string out = table.text() + synthetic;
  if (!reasons.empty()) out += "\n" + paint.bold("why") + "\n" + reasons;
  if (!refused.empty()) out += "\n" + paint.bold("cannot run it") + "\n" + refused;
  if (!warnings.empty()) out += "\n" + paint.yellow("warnings") + "\n" + warnings;
  return out;
}

Result<std::string> comparison_json(const std::vector<Compared>& compared) {
  JsonWriter out;
  out.begin_object();
  out.value("schema", "quartet-comparison-1");
  out.begin_array("platforms");
  for (const Compared& one : compared) {
    out.begin_object();
    out.value("platform", one.platform);
    if (one.result) {
      out.value("reason", reason(*one.result));
      write_json(out, "result", *one.result);
      out.null("error");
    } else {
      out.null("reason");
      out.null("result");
      out.value("error", refusal(one.result.error(), one.result.error().problems.size()));
    }
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return out.finish();
}

}  // namespace quartet::cli
