// quartet frontend: features of recordings, as the network of a sensor takes them.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "frontends/sensor/front_end.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/parameter_text.hpp"
#include "sim/report/text_table.hpp"

namespace quartet::cli {

namespace {

std::string known_names() {
  std::string names;
  for (const sensor::FrontEndKind& kind : sensor::front_end_kinds())
    names += (names.empty() ? "" : ", ") + kind.name;
  return names;
}

void declare(OptionTable& options) {
  options.positional("FRONTEND [INPUT.npy]", 1, 2);
  options.value("out,o", "OUT.npy", "where the features go; first axis = sample");
  options.repeated("set", "KEY=VALUE", "a parameter of the front end");
}

Result<sensor::FrontEndKind> find_kind(const std::string& name) {
  std::vector<std::string> names;
  for (const sensor::FrontEndKind& kind : sensor::front_end_kinds()) {
    if (kind.name == name) return kind;
    names.push_back(kind.name);
  }
  const std::string near = nearest(name, names);
  return fail(ErrorCode::usage, "FRONTEND", "unknown front end '" + name + "'",
              near.empty() ? "known: " + known_names() : "did you mean '" + near + "'?");
}

Result<void> apply_settings_to(const std::vector<std::string>& settings, ParameterSet& parameters) {
  std::vector<Problem> problems;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    const auto done =
        equals == std::string::npos
            ? Result<void>(fail(ErrorCode::usage, "--set", "'" + setting + "' is not of the form key=value"))
            : parameters.set(setting.substr(0, equals), setting.substr(equals + 1), "--set");
    if (!done) problems.insert(problems.end(), done.error().problems.begin(), done.error().problems.end());
  }
  if (problems.empty()) return {};
  return pass(Error{ErrorCode::usage, std::move(problems)});
}

std::string shape_text(const NpyArray& array) {
  std::string out;
  for (const std::int64_t extent : array.shape) out += (out.empty() ? "" : "x") + std::to_string(extent);
  return out + " " + std::string(npy_type_name(array.type));
}

Result<int> frontend(const Arguments& arguments, Session& session) {
  const auto kind = find_kind(arguments.positional[0]);
  if (!kind) return pass(kind.error());
  const auto front_end = kind->create();
  if (const auto ok = apply_settings_to(arguments.all("set"), front_end->parameters()); !ok)
    return pass(ok.error());
  if (arguments.positional.size() == 1) {
    session.out << session.paint.bold("front end " + kind->name) << "\n"
                << kind->sentence << "\ninput: " << kind->input << "\noutput: " << kind->output << "\n\n"
                << parameters_text(front_end->parameters().all());
    return 0;
  }
  const auto out = arguments.text("out");
  if (!out)
    return fail(ErrorCode::usage, "--out", "is missing: where the features go",
                "for example -o features.npy");
  const std::string& file = arguments.positional[1];
  const auto input = read_npy(file);
  if (!input) return pass(input.error());
  const auto features = front_end->run(*input, file);
  if (!features) return pass(features.error());
  if (const auto ok = write_npy(*out, *features); !ok) return pass(ok.error());
  if (!session.quiet)
    session.out << fmt::format("{}: {} from {}, {}\n", *out, shape_text(*features), file, shape_text(*input));
  return 0;
}

}  // namespace

Command frontend_command() {
  return {"frontend",
          "features of recordings: " + known_names() + "; without input: its parameters",
          "FRONTEND [INPUT.npy -o OUT.npy] [--set KEY=VALUE]",
          {"frontend mfcc", "frontend mfcc audio.npy -o features.npy --set mfcc.overflow=saturate",
           "frontend analog-binary audio.npy -o bits.npy --set analog-binary.channels=32"},
          declare,
          frontend};
}

}  // namespace quartet::cli
