// The README promises: its commands run, and the outputs it shows are what they print.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"

namespace quartet::test {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) {
    if (!part.empty() || separator == '\n') parts.push_back(part);
  }
  return parts;
}

std::vector<std::string> readme_lines() {
  const auto text = read_text(std::string(QUARTET_CHECKOUT_DIR) + "/README.md");
  return text ? split(*text, '\n') : std::vector<std::string>{};
}

/// The words behind "quartet" of a command line; a comment at its end is cut off. Files of the checkout are found from here.
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words = split(command.substr(0, command.find(" #")), ' ');
  for (std::string& word : words) {
    if (word.rfind("docs/", 0) == 0) word.insert(0, std::string(QUARTET_CHECKOUT_DIR) + "/");
  }
  return words;
}

}  // namespace

TEST(Readme, ShowsTheOutputThatItsCommandsPrint) {
  const std::string marker = "<!-- output: quartet ";
  int blocks = 0;
  const auto lines = readme_lines();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].rfind(marker, 0) != 0) continue;
    const std::string command = lines[i].substr(marker.size(), lines[i].find(" -->") - marker.size());
    std::string shown;
    for (std::size_t j = i + 2; j < lines.size() && lines[j] != "```"; ++j) shown += lines[j] + "\n";
    const Finished ran = run_quartet(words_of(command));
    EXPECT_EQ(ran.code, 0) << command << "\n" << ran.err;
    EXPECT_EQ(ran.out, shown) << "README.md, output of: quartet " << command;
    ++blocks;
  }
  EXPECT_GT(blocks, 0);
}

TEST(Readme, ListsCommandsThatRun) {
  const std::string start = "    build/release/quartet ";
  const ScratchFolder scratch;
  int commands = 0;
  for (const std::string& line : readme_lines()) {
    if (line.rfind(start, 0) != 0 || line.find("MODEL") != std::string::npos ||
        line.find("PROGRAM") != std::string::npos)
      continue;  // placeholders
    if (line.find("kws01") != std::string::npos && !data_root()) continue;
    auto words = words_of(line.substr(start.size()));
    for (std::string& word : words) {
      if (word == "r.json" || word == "n.json" || word == "r.html") word = scratch.file(word);
    }
    const Finished ran = run_quartet(words);
    EXPECT_EQ(ran.code, 0) << line << "\n" << ran.err;
    ++commands;
  }
  EXPECT_GT(commands, 4);
}

// Accuracy depends on the data that are here; the rest of a row does not.
TEST(WorkloadTable, HasTheRowsThatItsCommandPrints) {
  const ScratchFolder scratch;
  const std::string file = scratch.file("t.md");
  const Finished ran = run_quartet({"table", "kws", "har", "--on", "max78000,ultratrail,aon-cim,pynq-z2", "--samples", "2", "-q", "-o", file});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto rows = [](const std::string& path) {
    std::vector<std::string> out;
    for (const std::string& line : split(read_text(path).value_or(""), '\n')) {
      const auto cells = split(line, '|');
      if (cells.size() == 8 && cells[0].find("---") == std::string::npos)
        out.push_back(cells[0] + cells[1] + cells[2] + cells[5] + cells[6] + cells[7]);
    }
    return out;
  };
  const auto shown = rows(std::string(QUARTET_CHECKOUT_DIR) + "/docs/workloads_table.md"), made = rows(file);
  EXPECT_GT(made.size(), 6U);
  for (const std::string& row : made) EXPECT_NE(std::find(shown.begin(), shown.end(), row), shown.end()) << row;
}

}  // namespace quartet::test
