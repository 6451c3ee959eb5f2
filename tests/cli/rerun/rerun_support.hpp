// Runs and other cost tables for the tests of rerun.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "sim/run/experiment.hpp"
#include "sim/run/reprice.hpp"

namespace quartet::test {

/// One sample of the first shipped workload that the platform can run, on the simulate rung.
[[nodiscard]] Result<RunResult> run_on(const std::string& platform, const std::string& tech = "",
                                       const std::vector<std::string>& settings = {}, const std::string& fidelity = "simulate");

/// The file of the platform's own cost table.
[[nodiscard]] std::filesystem::path own_table(const std::string& platform);

/// A copy of a table, its values changed by `change` (row number, value), and without the row `dropped`.
[[nodiscard]] std::string changed_table(const std::filesystem::path& file, const std::function<double(int, double)>& change,
                                        const std::string& dropped = "");

/// The problems of a result that must be an error, one text.
[[nodiscard]] std::string error_of(const Result<Repriced>& result);

}  // namespace quartet::test
