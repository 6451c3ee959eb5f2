#include "recorded_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "accel/dataflow/stream/pattern.hpp"

namespace quartet::test {

namespace {
using namespace dataflow;

/// Data of the recordings: generator of seed 12345, value x >> 8, then modulo.
class Data {
 public:
  std::int32_t draw(std::int64_t range, std::int64_t low) { return static_cast<std::int32_t>(static_cast<std::int64_t>(lcg_.next() >> 8) % range + low); }

 private:
  stream::Lcg lcg_{12345};
};

StreamGraph alone(UnitSpec unit, const RtlRow& row, std::shared_ptr<const Lanes> values = nullptr) {
  StreamGraph g;
  g.name = row.block;
  g.sources = {{"source", {unit.name, "in"}, row.in, 0, std::move(values)}};
  g.sinks = {{"sink", {unit.name, "out"}, row.out, 0}};
  g.units = {std::move(unit)};
  return g;
}

std::int64_t mvu_vectors(const RtlRow& row) { return row.number("beats_in").value_or(0) * row.param("SIMD", 1) / row.param("MW", 1); }

StreamGraph mvu(const RtlRow& row) {
  const std::int64_t mw = row.param("MW");
  const std::int64_t mh = row.param("MH");
  const std::int64_t pe = row.param("PE");
  const std::int64_t simd = row.param("SIMD");
  const std::int64_t abits = row.param("ABITS");
  const std::int64_t wbits = row.param("WBITS");
  UnitSpec unit{"mvu", "mvau",
                {{"mw", mw}, {"mh", mh}, {"pe", pe}, {"simd", simd}, {"abits", abits}, {"wbits", wbits}, {"accbits", row.param("ACC")}, {"streamed", 1}},
                row.variant.find("dsp58") != std::string::npos ? "dsp58" : "dsp48", {}};
  Data data;
  const std::int64_t half = std::int64_t{1} << (wbits - 1);
  const std::int64_t narrow = row.param("NARROW");
  std::vector<std::int32_t> w;
  for (std::int64_t i = 0; i < mh * mw; ++i) w.push_back(data.draw(2 * half - narrow, narrow - half));
  const std::int64_t low = row.param("SIGNED_ACT") != 0 ? -(std::int64_t{1} << (abits - 1)) : 0;
  auto x = std::make_shared<Lanes>();
  for (std::int64_t i = 0; i < mvu_vectors(row) * mw; ++i) x->push_back(data.draw(std::int64_t{1} << abits, low));
  // A beat of weights: pe rows of simd, in the order (output fold, input fold).
  auto beats = std::make_shared<Lanes>();
  for (std::int64_t nf = 0; nf < mh / pe; ++nf)
    for (std::int64_t sf = 0; sf < mw / simd; ++sf)
      for (std::int64_t p = 0; p < pe; ++p)
        for (std::int64_t s = 0; s < simd; ++s) beats->push_back(w[static_cast<std::size_t>((nf * pe + p) * mw + sf * simd + s)]);
  StreamGraph g = alone(std::move(unit), row, std::move(x));
  g.sources.push_back({"weights", {"mvu", "weights"}, row.weights, 0, std::move(beats)});
  return g;
}

StreamGraph thresholding(const RtlRow& row) {
  const std::int64_t channels = row.param("C");
  const std::int64_t n = row.param("N");
  UnitSpec unit{"thresholds", "threshold", {{"channels", channels}, {"pe", row.param("PE")}, {"bits", row.param("WI")}, {"out_bits", n}},
                row.param("DEEP") != 0 ? "deep" : "normal", {}};
  Data data;
  const std::int64_t steps = (std::int64_t{1} << n) - 1;
  const std::int64_t wt = std::int64_t{1} << row.param("WT");
  const std::int64_t wi = std::int64_t{1} << row.param("WI");
  auto t = std::make_shared<Lanes>();
  for (std::int64_t c = 0; c < channels; ++c) {
    for (std::int64_t i = 0; i < steps; ++i) t->push_back(data.draw(wt, -wt / 2));
    std::sort(t->end() - steps, t->end());
  }
  auto x = std::make_shared<Lanes>();
  for (std::int64_t i = 0; i < row.number("beats_in").value_or(0) * row.param("PE"); ++i) x->push_back(data.draw(wi, -wi / 2));
  unit.tables["thresholds"] = t;
  return alone(std::move(unit), row, std::move(x));
}

StreamGraph converter(const RtlRow& row) {
  return alone({"converter", "width_converter",
                {{"in_bits", row.param("IBITS")}, {"out_bits", row.param("OBITS")}, {"beats_in", row.number("beats_in").value_or(1)}}, "", {}}, row);
}

StreamGraph queue(const RtlRow& row) {
  return alone({"queue", "fifo", {{"depth", row.param("depth")}, {"width", row.param("width")}, {"beats", row.number("beats_in").value_or(1)}}, "", {}}, row);
}

StreamGraph window(const RtlRow& row) {
  UnitSpec unit{"window", "window", {}, row.variant.empty() ? (row.param("parallel_window") != 0 ? "parallel" : "default") : row.variant, {}};
  unit.params = {{"channels", row.param("C")}, {"simd", row.param("SIMD")}, {"bits", row.param("BITS")}, {"h", row.param("H", 1)},
                 {"w", row.param("W")}, {"kh", row.param("KH", 1)}, {"kw", row.param("KW")}, {"sh", row.param("SH", 1)},
                 {"sw", row.param("SW", 1)}, {"dh", row.param("DH", 1)}, {"dw", row.param("DW", 1)}, {"depthwise", row.param("depthwise")}};
  return alone(std::move(unit), row);
}

std::int64_t one(const RtlRow&) { return 1; }
std::int64_t pixels(const RtlRow& row) { return row.number("beats_in").value_or(0) * row.param("PE", 1) / row.param("C", 1); }
std::int64_t frames(const RtlRow& row) { return row.param("frames", 1); }

}  // namespace

const std::vector<RecordedBlock>& recorded_blocks() {
  static const std::vector<RecordedBlock> blocks = {
      {"finn.mvu_vvu_axi", 0, true, 8, mvu, mvu_vectors},
      {"finn.thresholding_axi", 0, true, 1, thresholding, pixels},
      {"finn.dwc_axi", 0, false, 0, converter, one},
      {"finn.Q_srl", 0, false, 0, queue, one},
      {"finn.swg", 0.01, false, 0, window, frames},
  };
  return blocks;
}

const RecordedBlock* recorded_block(const RtlRow& row) {
  for (const RecordedBlock& b : recorded_blocks()) {
    if (row.block.rfind(b.prefix, 0) == 0) return &b;
  }
  return nullptr;
}

std::string fnv_hash(const Lanes& values, std::size_t bytes) {
  // The recorder's start value: the usual one less its last digit in decimal.
  std::uint64_t hash = 1469598103934665603ULL;
  for (const std::int32_t v : values) {
    const auto wide = static_cast<std::uint64_t>(static_cast<std::int64_t>(v));
    for (std::size_t b = 0; b < bytes; ++b) hash = (hash ^ ((wide >> (8 * b)) & 0xff)) * 0x100000001b3ULL;
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace quartet::test
