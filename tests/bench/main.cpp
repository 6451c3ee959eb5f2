// quartet_bench: every figure of the speed budget. A benchmark whose counters hold `bar` gets a line with the
// figure beside its bar; the name ends in __bar_<value>. Figures are reported, not asserted.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <string>
#include <vector>

extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) {
  return 0;
}  // libsystemc wants one

namespace {

class BarReporter final : public benchmark::ConsoleReporter {
 public:
  BarReporter() : benchmark::ConsoleReporter(OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    benchmark::ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const auto bar = run.counters.find("bar");
      const auto rate = run.counters.find("items_per_second");
      if (bar == run.counters.end() || rate == run.counters.end() || run.run_type != Run::RT_Iteration)
        continue;
      std::string name = run.benchmark_name();
      name = name.substr(0, name.find("__bar_"));
      lines_.push_back(fmt::format("{:<44} {:>14.5g}   bar {:>10.5g}   {:.2f} times the bar", name,
                                   rate->second.value, bar->second.value,
                                   rate->second.value / bar->second.value));
    }
  }
  void Finalize() override {
    benchmark::ConsoleReporter::Finalize();
    for (const std::string& line : lines_) fmt::print("{}\n", line);
  }

 private:
  std::vector<std::string> lines_;
};

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  BarReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::Shutdown();
  return 0;
}
