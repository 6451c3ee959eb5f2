// quartet explain: from the total joule and cycle of a result down to count × price × source.
#include <ostream>

#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/screens/explain_screen.hpp"
#include "sim/report/text_table.hpp"
#include "sim/run/reasons.hpp"

namespace quartet::cli {

namespace {

constexpr std::size_t kWidth = 100;

void declare(OptionTable& options) {
  options.positional("RESULT.json", 1, 1);
  options.value("layer", "NAME", "this layer only");
  options.value("component", "NAME", "this component of the energy only, layer by layer");
}

Result<int> explain(const Arguments& arguments, Session& session) {
  const std::string& file = arguments.positional[0];
  const auto text = read_text(file);
  if (!text) return pass(text.error());
  const auto result = result_from_json(*text, file);
  if (!result) return pass(result.error());
  const ExplainFilter filter{arguments.text_or("layer", ""), arguments.text_or("component", "")};
  const auto energy = explain_energy(*result, filter, session.paint);
  if (!energy) return pass(energy.error());
  if (session.quiet) return 0;
  session.out << session.paint.bold(result->network + " on " + result->platform) << '\n';
  if (const std::string why = reason(*result); !why.empty()) {
    for (const std::string& line : wrap(why, kWidth)) session.out << line << '\n';
  }
  session.out << '\n' << *energy;
  if (filter.component.empty()) session.out << '\n' << explain_latency(*result, filter, session.paint);
  for (const std::string& warning : result->warnings)
    session.out << '\n' << session.paint.yellow("warning: ") << warning;
  session.out << (result->warnings.empty() ? "" : "\n");
  return 0;
}

}  // namespace

Command explain_command() {
  return {"explain",
          "where the energy and the time of a result went, down to count x price x source",
          "RESULT.json [--layer NAME] [--component NAME]",
          {"explain result.json", "explain result.json --component cnn.quadrants",
           "explain result.json --layer conv3"},
          declare,
          explain};
}

}  // namespace quartet::cli
