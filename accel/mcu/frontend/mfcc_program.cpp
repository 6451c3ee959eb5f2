#include <fmt/format.h>

#include <bit>

#include "accel/mcu/core.hpp"
#include "accel/mcu/firmware/include/quartet_frontend.h"
#include "accel/mcu/frontend/image_writer.hpp"
#include "accel/mcu/frontend/programs.hpp"
#include "frontends/sensor/mfcc/mfcc_tables.hpp"
#include "sim/base/philox.hpp"

namespace quartet::mcu {

namespace {

constexpr std::int64_t kMostSamples = 16'000'000;

template <class Tables>
q_mfcc header(const sensor::MfccParams& p, const Tables& t, q_arithmetic arithmetic, ImageWriter& out) {
  q_mfcc head{};
  head.magic = Q_MFCC_MAGIC;
  head.arithmetic = arithmetic;
  head.window_samples = static_cast<std::uint32_t>(p.window);
  head.step = static_cast<std::uint32_t>(p.step);
  head.log2_fft = static_cast<std::uint32_t>(std::countr_zero(static_cast<unsigned>(p.fft)));
  head.band_count = static_cast<std::uint32_t>(p.bands);
  head.coefficients = static_cast<std::uint32_t>(p.coefficients);
  head.zero_point = p.zero_point;
  head.saturate = p.overflow == "saturate" ? 1 : 0;
  head.window = out.append(t.window);
  head.cosine = out.append(t.cosine);
  head.sine = out.append(t.sine);
  head.reversed = out.append(t.reversed);
  std::vector<std::uint16_t> spans;
  for (const sensor::BandSpan& span : t.bands) {
    spans.push_back(span.first);
    spans.push_back(span.count);
  }
  head.spans = out.append(spans);
  head.weights = out.append(t.weights);
  head.dct = out.append(t.dct);
  return head;
}

std::vector<std::uint8_t> mfcc_image(const sensor::MfccParams& params,
                                     const sensor::FixedMfccTables& tables) {
  ImageWriter out(sizeof(q_mfcc));
  q_mfcc head = header(params, tables, Q_MFCC_FIXED, out);
  head.log2 = out.append(tables.log2);
  head.offset_low = static_cast<std::uint32_t>(tables.offset);
  head.offset_high = static_cast<std::uint32_t>(tables.offset >> 32);
  return out.finish(head);
}

std::vector<std::uint8_t> mfcc_image(const sensor::MfccParams& params,
                                     const sensor::FloatMfccTables& tables) {
  ImageWriter out(sizeof(q_mfcc));
  q_mfcc head = header(params, tables, Q_MFCC_FLOAT, out);
  head.offset_low = std::bit_cast<std::uint32_t>(tables.offset);
  return out.finish(head);
}

Result<std::string> choose_arithmetic(const std::string& wanted, const Core& core) {
  const bool has_unit = core.isa.find("_fp") != std::string::npos;
  if (wanted == "reference") return std::string(has_unit ? "float32" : "fixed");
  if (wanted == "float32" && !has_unit)
    return bad_input("mfcc.arithmetic", "is float32, but core '" + core.name + "' has no floating-point unit",
                     "set mfcc.arithmetic=fixed");
  return wanted;
}

Result<std::vector<std::uint8_t>> tables_of(const sensor::MfccParams& mfcc, const std::string& arithmetic) {
  if (arithmetic == "float32") return mfcc_image(mfcc, sensor::float_mfcc_tables(mfcc));
  const auto tables = sensor::fixed_mfcc_tables(mfcc);
  if (!tables) return pass(tables.error());
  return mfcc_image(mfcc, *tables);
}

}  // namespace

Result<FrontEndProgram> mfcc_program(const McuParams& platform, const sensor::MfccParams& mfcc,
                                     std::int64_t clip_samples) {
  if (const auto ok = mfcc.check(); !ok) return pass(ok.error());
  if (mfcc.frames(clip_samples) == 0 || clip_samples > kMostSamples)
    return bad_input("front end",
                     fmt::format("clips of {} samples are shorter than a window or longer than {}",
                                 clip_samples, kMostSamples));
  const auto core = load_core(platform.core);
  if (!core) return pass(core.error());
  const auto arithmetic = choose_arithmetic(mfcc.arithmetic, *core);
  if (!arithmetic) return pass(arithmetic.error());
  auto tables = tables_of(mfcc, *arithmetic);
  if (!tables) return pass(tables.error());
  return FrontEndProgram{*arithmetic,
                         std::move(*tables),
                         clip_samples,
                         2 * clip_samples,
                         12 * (mfcc.fft / 2) + 4 * mfcc.bands,
                         mfcc.frames(clip_samples) * mfcc.coefficients};
}

std::vector<std::int16_t> plan_clip(std::int64_t samples) {
  constexpr std::uint64_t kSeed = 1, kStream = 0;
  constexpr double kPeak = 16384.0;
  std::vector<std::int16_t> clip;
  for (std::int64_t i = 0; i < samples; ++i)
    clip.push_back(static_cast<std::int16_t>(
        kPeak * (2.0 * uniform01(kSeed, kStream, static_cast<std::uint64_t>(i)) - 1.0)));
  return clip;
}

}  // namespace quartet::mcu
