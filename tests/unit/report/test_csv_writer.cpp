#include <gtest/gtest.h>

#include "sim/report/csv_writer.hpp"

namespace quartet {
namespace {

TEST(CsvWriter, QuotesCellsThatNeedItAndLeavesAbsentOnesEmpty) {
  CsvWriter csv({"name", "energy_j", "cycles"});
  csv.cell("a,\"b\"\n").cell(0.1).cell(std::int64_t{7}).end_row();
  csv.cell("plain").cell(std::optional<double>()).cell(std::optional<std::int64_t>(3)).end_row();
  EXPECT_EQ(csv.text(), "name,energy_j,cycles\n\"a,\"\"b\"\"\n\",0.1,7\nplain,,3\n");
}

TEST(CsvWriter, KeepsAnEmptyFirstCell) {
  CsvWriter csv({"a", "b"});
  csv.cell("").cell("x").end_row();
  EXPECT_EQ(csv.text(), "a,b\n,x\n");
}

}  // namespace
}  // namespace quartet
