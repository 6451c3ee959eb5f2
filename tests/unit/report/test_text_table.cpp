#include <gtest/gtest.h>

#include "sim/report/text_table.hpp"

namespace quartet {
namespace {

using Align = TextTable::Align;

TEST(TextTable, AlignsColumnsByCharactersNotByBytes) {
  TextTable table({{"what"}, {"energy", Align::right}});
  table.row({"µ-array", "12.3 µJ"});
  table.row({"bus", "4 J"});
  EXPECT_EQ(table.text(),
            "what      energy\n"
            "µ-array  12.3 µJ\n"
            "bus          4 J\n");
}

TEST(TextTable, LeavesNoBlanksAtTheEndOfALine) {
  TextTable table({{"a"}, {"b"}});
  table.row({"long cell", ""});
  table.row({"x", "y"});
  EXPECT_EQ(table.text("  "), "  a          b\n  long cell\n  x          y\n");
}

TEST(TextTable, WrapsLongCellsUnderTheirColumn) {
  TextTable table({{"name"}, {"source", Align::left, 10}});
  table.row({"clock", "datasheet table 3, page 12"});
  EXPECT_EQ(table.text(),
            "name   source\n"
            "clock  datasheet\n"
            "       table 3,\n"
            "       page 12\n");
}

TEST(TextTable, LeavesOutTheTitleLineWhenNoColumnHasATitle) {
  TextTable table({{""}, {""}});
  table.row({"a", "b"});
  EXPECT_EQ(table.text(), "a  b\n");
}

TEST(Wrap, KeepsAWordThatIsLongerThanTheLine) {
  EXPECT_EQ(wrap("a verylongword b", 6), (std::vector<std::string>{"a", "verylongword", "b"}));
  EXPECT_EQ(wrap("", 6), std::vector<std::string>{""});
}

}  // namespace
}  // namespace quartet
