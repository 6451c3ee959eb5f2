// The options of one command: declared once, parsed by Boost.Program_options, shown by --help.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet::cli {

/// What a command line held. Options carry their long names without dashes.
class Arguments {
 public:
  std::vector<std::string> positional;
  std::map<std::string, std::vector<std::string>> options;

  [[nodiscard]] bool has(const std::string& name) const { return options.contains(name); }
  [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
  [[nodiscard]] std::string text_or(const std::string& name, const std::string& fallback) const;
  [[nodiscard]] std::vector<std::string> all(const std::string& name) const;
  /// A whole number of at least `min`; a usage error otherwise; nullopt when absent.
  [[nodiscard]] Result<std::optional<std::int64_t>> integer(const std::string& name, std::int64_t min) const;
};

class OptionTable {
 public:
  /// `name` for messages ("WORKLOAD"); max = −1: any number. At most one call.
  void positional(std::string name, int min, int max);
  /// `names`: "force", or "out,o" with a one-letter form.
  void flag(std::string names, std::string sentence);
  void value(std::string names, std::string placeholder, std::string sentence);
  void repeated(std::string names, std::string placeholder, std::string sentence);

  /// Usage errors name the option and the nearest right one.
  [[nodiscard]] Result<Arguments> parse(const std::vector<std::string>& words) const;
  /// One line an option, aligned.
  [[nodiscard]] std::string help() const;

 private:
  struct Option {
    std::string long_name, short_name, placeholder, sentence;
    bool takes_value = false;
    bool may_repeat = false;
  };
  void add(const std::string& names, std::string placeholder, std::string sentence, bool takes_value,
           bool may_repeat);
  [[nodiscard]] Result<void> check_counts(const Arguments& arguments) const;
  [[nodiscard]] std::string suggestion(const std::string& word) const;

  std::vector<Option> options_;
  std::string positional_name_;
  int positional_min_ = 0, positional_max_ = 0;
};

}  // namespace quartet::cli
