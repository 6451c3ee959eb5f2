// Golden sets: where the data root is, and the line each set prints.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace quartet::test {

/// Prints "golden NAME: N compared, M differ" and appends it to golden_summary.txt of the build folder, where
/// scripts/test.sh shows it again.
void report_golden(const std::string& name, std::int64_t compared, std::int64_t differ);

}  // namespace quartet::test

/// Declares `path` (a folder below the data root) or skips the test and says why.
#define QUARTET_DATA_OR_SKIP(path, relative)                                                     \
  const auto path##_root = ::quartet::data_root();                                               \
  if (!path##_root || !std::filesystem::exists(*path##_root / (relative)))                       \
    GTEST_SKIP() << "needs " << (relative) << " below the data root ($QUARTET_DATA), not found"; \
  const std::filesystem::path path = *path##_root / (relative)
