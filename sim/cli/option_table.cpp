#include "sim/cli/option_table.hpp"

#include <fmt/format.h>

#include <boost/make_shared.hpp>
#include <boost/program_options.hpp>
#include <charconv>

#include "sim/report/text_table.hpp"

namespace quartet::cli {

namespace po = boost::program_options;

namespace {

constexpr const char* kPositional = "quartet-positional";  // Boost's key for words without an option

tl::unexpected<Error> usage(std::string place, std::string cause, std::string remedy = "") {
  return fail(ErrorCode::usage, std::move(place), std::move(cause), std::move(remedy));
}

}  // namespace

std::optional<std::string> Arguments::text(const std::string& name) const {
  const auto found = options.find(name);
  return found == options.end() || found->second.empty() ? std::nullopt : std::optional(found->second.back());
}

std::string Arguments::text_or(const std::string& name, const std::string& fallback) const {
  return text(name).value_or(fallback);
}

std::vector<std::string> Arguments::all(const std::string& name) const {
  const auto found = options.find(name);
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

Result<std::optional<std::int64_t>> Arguments::integer(const std::string& name, std::int64_t min) const {
  const auto word = text(name);
  if (!word) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), value);
  if (error != std::errc{} || end != word->data() + word->size() || value < min)
    return usage("--" + name, "'" + *word + "' is not a whole number of at least " + std::to_string(min));
  return value;
}

void OptionTable::positional(std::string name, int min, int max) {
  positional_name_ = std::move(name);
  positional_min_ = min;
  positional_max_ = max;
}

void OptionTable::add(const std::string& names, std::string placeholder, std::string sentence,
                      bool takes_value, bool may_repeat) {
  const std::size_t comma = names.find(',');
  options_.push_back({names.substr(0, comma), comma == std::string::npos ? "" : names.substr(comma + 1),
                      std::move(placeholder), std::move(sentence), takes_value, may_repeat});
}

void OptionTable::flag(std::string names, std::string sentence) {
  add(names, "", std::move(sentence), false, true);
}
void OptionTable::value(std::string names, std::string placeholder, std::string sentence) {
  add(names, std::move(placeholder), std::move(sentence), true, false);
}
void OptionTable::repeated(std::string names, std::string placeholder, std::string sentence) {
  add(names, std::move(placeholder), std::move(sentence), true, true);
}

std::string OptionTable::suggestion(const std::string& word) const {
  std::vector<std::string> names;
  for (const Option& option : options_) names.push_back("--" + option.long_name);
  const std::string near = nearest(word, names);
  return near.empty() ? "--help lists the options" : "did you mean '" + near + "'?";
}

Result<void> OptionTable::check_counts(const Arguments& arguments) const {
  for (const Option& option : options_) {
    if (!option.may_repeat && arguments.all(option.long_name).size() > 1)
      return usage("--" + option.long_name, "is given more than once", "give it once");
  }
  const auto count = static_cast<int>(arguments.positional.size());
  if (count < positional_min_)
    return usage("", positional_name_ + " is missing", "--help shows the form of the command");
  if (positional_max_ >= 0 && count > positional_max_)
    return usage(
        "", "unexpected argument '" + arguments.positional[static_cast<std::size_t>(positional_max_)] + "'",
        "--help shows the form of the command");
  return {};
}

Result<Arguments> OptionTable::parse(const std::vector<std::string>& words) const {
  po::options_description description;
  for (const Option& option : options_) {
    const std::string names =
        option.short_name.empty() ? option.long_name : option.long_name + "," + option.short_name;
    const po::value_semantic* semantic = option.takes_value
                                             ? static_cast<po::value_semantic*>(po::value<std::string>())
                                             : new po::untyped_value(true);  // Boost takes ownership
    description.add(boost::make_shared<po::option_description>(names.c_str(), semantic, ""));
  }
  description.add_options()(kPositional, po::value<std::vector<std::string>>());
  po::positional_options_description positions;
  positions.add(kPositional, -1);
  constexpr int kStyle = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
  Arguments arguments;
  try {
    const auto parsed =
        po::command_line_parser(words).options(description).positional(positions).style(kStyle).run();
    for (const auto& option : parsed.options) {
      if (option.string_key == kPositional)
        arguments.positional.insert(arguments.positional.end(), option.value.begin(), option.value.end());
      else
        arguments.options[option.string_key].insert(arguments.options[option.string_key].end(),
                                                    option.value.begin(), option.value.end());
    }
  } catch (const po::unknown_option& e) {
    return usage(e.get_option_name(), "unknown option", suggestion(e.get_option_name()));
  } catch (const po::error& e) {
    return usage("", e.what(), "--help shows the form of the command");
  }
  if (const auto ok = check_counts(arguments); !ok) return pass(ok.error());
  return arguments;
}

std::string OptionTable::help() const {
  TextTable table({{"", TextTable::Align::left, 0}, {"", TextTable::Align::left, 66}});
  for (const Option& option : options_) {
    std::string names =
        (option.short_name.empty() ? "    " : "-" + option.short_name + ", ") + "--" + option.long_name;
    if (option.takes_value) names += " " + option.placeholder;
    table.row({names, option.sentence});
  }
  return table.text("  ");
}

}  // namespace quartet::cli
