#include "accel/cim/device/population.hpp"

#include <algorithm>
#include <array>

namespace quartet::cim {
namespace {

/// Devices that are worked on at once: whole blocks of normals, and buffers that stay in the first cache.
constexpr std::size_t kChunk = 1024;
static_assert(kChunk % kNormalBlock == 0);

using Buffer = std::array<float, kChunk>;

/// Standard normals number start … start + count of a stream; start is a multiple of kChunk.
void draw(const Loops& loops, RandomKey stream, std::size_t start, std::size_t count, Buffer& z) {
  const std::size_t blocks = (count + kNormalBlock - 1) / kNormalBlock;
  loops.normals(stream.key, 0, start / kNormalBlock, static_cast<std::int64_t>(blocks), z.data());
}

void relative(std::span<const float> g, double g_max, Buffer& x) {
  const auto inverse = static_cast<float>(1.0 / g_max);
  for (std::size_t i = 0; i < g.size(); ++i) x[i] = g[i] * inverse;
}

}  // namespace

DevicePopulation::DevicePopulation(const DeviceModel& model, const DeviceEffects& effects, RandomKey key,
                                   std::uint64_t polarity, std::span<const float> g_target_us,
                                   const Loops& loops)
    : model_(model),
      effects_(effects),
      key_(key),
      polarity_(polarity),
      loops_(&loops),
      programmed_(g_target_us.begin(), g_target_us.end()),
      nu_(g_target_us.size(), 0.0f) {
  const RandomKey programming = key.child(Purpose::programming, polarity),
                  exponents = key.child(Purpose::drift_exponent, polarity);
  const auto noise = static_cast<float>(effects.programming_noise * model.g_max_us / model.g_fit_us);
  Buffer x, law, spread, z;
  for (std::size_t start = 0; start < programmed_.size(); start += kChunk) {
    const std::size_t count = std::min(kChunk, programmed_.size() - start);
    const auto n = static_cast<std::int64_t>(count);
    const std::span<const float> xs{x.data(), count};
    relative(g_target_us.subspan(start, count), model.g_max_us, x);
    if (effects.programming_noise > 0) {
      model.programming_sigma.fill(xs, {law.data(), count}, loops);
      draw(loops, programming, start, count, z);
      loops.program(g_target_us.data() + start, law.data(), noise, z.data(), programmed_.data() + start, n);
    }
    if (effects.drift > 0) {
      model.drift_mean.fill(xs, {law.data(), count}, loops);
      model.drift_sigma.fill(xs, {spread.data(), count}, loops);
      draw(loops, exponents, start, count, z);
      loops.exponent(law.data(), spread.data(), static_cast<float>(effects.drift_variability), z.data(),
                     static_cast<float>(effects.drift), nu_.data() + start, n);
    }
  }
}

void DevicePopulation::read_from(std::span<const float> g_start_us, double t_inference_s, std::uint64_t epoch,
                                 std::span<float> g) const {
  const RandomKey reads = key_.child(Purpose::read_noise, polarity_).child(Purpose::epoch, epoch);
  const auto log_time = static_cast<float>(model_.log_time(t_inference_s));
  const auto growth = static_cast<float>(model_.read_growth(t_inference_s) * effects_.read_noise);
  Buffer x, q, z;
  for (std::size_t start = 0; start < nu_.size(); start += kChunk) {
    const std::size_t count = std::min(kChunk, nu_.size() - start);
    const auto n = static_cast<std::int64_t>(count);
    loops_->drift(g_start_us.data() + start, nu_.data() + start, log_time, g.data() + start, n);
    if (effects_.read_noise <= 0) continue;
    relative(g_start_us.subspan(start, count), model_.g_max_us, x);
    model_.read_noise.fill({x.data(), count}, {q.data(), count}, *loops_);
    draw(*loops_, reads, start, count, z);
    loops_->read_noise(g.data() + start, q.data(), growth, z.data(), n);
  }
}

}  // namespace quartet::cim
