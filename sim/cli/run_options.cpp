#include "sim/cli/run_options.hpp"

#include <algorithm>
#include <thread>

namespace quartet::cli {

void declare_data_options(OptionTable& options) {
  options.repeated("inputs", "X.npy",
                   "samples: int8 as the model has it, uint8 images, or floats");
  options.value("labels", "Y.npy", "class of each sample");
  options.value("data", "NAME", "data set of the workload, or 'recorded' (default: its first)");
  options.value("variant", "NAME", "network of the workload (default: the first that runs there)");
  options.value("samples", "N|all", "the first N samples (default all)");
  options.value("seed", "S", "seed of everything random (default 1)");
}

void declare_run_options(OptionTable& options) {
  declare_data_options(options);
  options.value("seeds", "N", "repeat with N seeds, S and those after it: mean, quantiles and worst (default 1)");
  options.value("rounding", "double|single", "of requantization by multiplier (default double)");
  options.value("fidelity", "plan|simulate|rtl",
                "closed form, SystemC model, or RTL in the loop (default simulate)");
  options.repeated("rtl", "UNIT=PLUGIN",
                   "with --fidelity rtl: block for a unit (default: all that fit)");
  options.repeated("rtl-offset", "UNIT=N|any",
                   "cycles from the model's output to the block's (default 0)");
  options.value("wave", "FILE.fst", "where the wave around the first difference goes");
  options.repeated("set", "KEY=VALUE",
                   "a parameter, a price (tech.ROW) or the duty cycle (duty.*)");
}

Result<RunRequest> run_request(const Arguments& arguments) {
  RunRequest request;
  request.subject = arguments.positional.at(0);
  request.inputs = arguments.all("inputs");
  request.labels = arguments.text_or("labels", "");
  request.data = arguments.text_or("data", "");
  request.variant = arguments.text_or("variant", "");
  request.rounding = arguments.text_or("rounding", request.rounding);
  request.fidelity = arguments.text_or("fidelity", request.fidelity);
  request.rtl = arguments.all("rtl");
  request.rtl_offset = arguments.all("rtl-offset");
  request.wave = arguments.text_or("wave", "");
  request.settings = arguments.all("set");
  if (arguments.text_or("samples", "all") != "all") {
    const auto samples = arguments.integer("samples", 1);
    if (!samples) return pass(samples.error());
    request.samples = *samples;
  }
  const auto seed = arguments.integer("seed", 0);
  if (!seed) return pass(seed.error());
  request.seed = static_cast<std::uint64_t>(seed->value_or(1));
  const auto seeds = arguments.integer("seeds", 1);
  if (!seeds) return pass(seeds.error());
  request.seeds = seeds->value_or(1);
  return request;
}

Result<int> worker_count(const Arguments& arguments) {
  const auto jobs = arguments.integer("jobs", 1);
  if (!jobs) return pass(jobs.error());
  constexpr std::int64_t kMost = 256;
  const std::int64_t cores = std::max(1U, std::thread::hardware_concurrency());
  return static_cast<int>(std::min(jobs->value_or(cores), kMost));
}

}  // namespace quartet::cli
