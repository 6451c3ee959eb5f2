#include "tests/support/golden_report.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace quartet::test {

void report_golden(const std::string& name, std::int64_t compared, std::int64_t differ) {
  const std::string line =
      "golden " + name + ": " + std::to_string(compared) + " compared, " + std::to_string(differ) + " differ\n";
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
  if (const char* build = std::getenv("QUARTET_BUILD_DIR")) {
    std::ofstream(std::filesystem::path(build) / "golden_summary.txt", std::ios::app) << line;
  }
}

}  // namespace quartet::test
