#include "sim/cli/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <ostream>

#include "sim/cli/build_info.hpp"
#include "sim/cli/command.hpp"
#include "sim/report/text_table.hpp"

namespace quartet::cli {

namespace {

void declare_common(OptionTable& options) {
  options.flag("quiet,q", "print nothing but errors");
  options.value("color", "auto|always|never", "colours on the screen (default auto: on a terminal)");
  options.flag("help,h", "this text");
}

std::string overview() {
  std::string out =
      "quartet simulates quantized networks on tinyML hardware: accuracy, latency and energy per "
      "inference.\n\n";
  TextTable table({{""}, {""}});
  for (const Command& command : commands()) table.row({"quartet " + command.name, command.summary});
  table.row({"quartet --version", "version, compiler and compiled-in features"});
  return out + table.text("  ") +
         "\n'quartet COMMAND --help' explains one. Start with: quartet run kws --on max78000\n";
}

std::string help(const Command& command, const OptionTable& options) {
  std::string out = command.summary + "\n\n  quartet " + command.name + " " + command.form + "\n\n" +
                    options.help() + "\nexamples\n";
  for (const std::string& example : command.examples) out += "  quartet " + example + "\n";
  return out;
}

Result<void> choose_color(const Arguments& arguments, Session& session) {
  const std::string color = arguments.text_or("color", "auto");
  if (color != "auto" && color != "always" && color != "never")
    return fail(ErrorCode::usage, "--color", "'" + color + "' is not one of auto, always, never");
  session.paint = Paint(color == "always" || (color == "auto" && session.out_is_terminal));
  session.error_paint = Paint(color == "always" || (color == "auto" && session.err_is_terminal));
  return {};
}

Result<int> run(const Command& command, const std::vector<std::string>& words, Session& session) {
  OptionTable options;
  command.declare(options);
  declare_common(options);
  // Help comes first: it is asked for where the rest of the line is not right yet.
  const auto end_of_options = std::find(words.begin(), words.end(), "--");
  if (std::find_if(words.begin(), end_of_options, [](const auto& w) { return w == "--help" || w == "-h"; }) !=
      end_of_options) {
    session.out << help(command, options);
    return 0;
  }
  const auto arguments = options.parse(words);
  if (!arguments) return pass(arguments.error());
  if (const auto ok = choose_color(*arguments, session); !ok) return pass(ok.error());
  session.quiet = arguments->has("quiet");
  return command.run(*arguments, session);
}

tl::unexpected<Error> unknown(const std::string& word) {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(command.name);
  const std::string near = nearest(word, names);
  const std::string known = fmt::format("commands: {}", fmt::join(names, ", "));
  return fail(ErrorCode::usage, "", "unknown command '" + word + "'",
              near.empty() ? known : "did you mean '" + near + "'? " + known);
}

Result<int> dispatch(std::vector<std::string> words, Session& session) {
  if (words.empty()) {
    session.err << overview();
    return static_cast<int>(ErrorCode::usage);
  }
  if (words[0] == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  const std::string first = words[0];
  if (first == "--help" || first == "-h") {
    session.out << overview();
    return 0;
  }
  if (first == "--version" || first == "-V") {
    session.out << version_text();
    return 0;
  }
  const auto command =
      std::find_if(commands().begin(), commands().end(), [&](const Command& c) { return c.name == first; });
  if (command == commands().end()) return unknown(first);
  return run(*command, {words.begin() + 1, words.end()}, session);
}

}  // namespace

int run_command_line(const std::vector<std::string>& words, Session& session) {
  session.command_line = "quartet " + quoted_command_line(words);
  const Result<int> done = dispatch(words, session);
  if (!done) return report(done.error(), session);
  session.out.flush();
  if (!session.out) {
    session.err << "quartet: error: standard output cannot be written\n";
    return static_cast<int>(ErrorCode::bad_input);
  }
  return *done;
}

std::string quoted_command_line(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ' ';
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
             std::string("-_./=,:+@%").find(c) != std::string::npos;
    });
    if (plain) {
      out += word;
      continue;
    }
    out += '\'';
    for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    out += '\'';
  }
  return out;
}

}  // namespace quartet::cli
