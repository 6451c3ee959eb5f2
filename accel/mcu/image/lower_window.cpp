// Layers with weights: convolutions of every kind, and fully connected layers as convolutions of one pixel.
#include <algorithm>

#include "accel/mcu/image/channels.hpp"
#include "accel/mcu/image/pack_weights.hpp"

namespace quartet::mcu {

namespace {

std::size_t round_up(std::size_t n, int unit) {
  const auto u = static_cast<std::size_t>(unit);
  return (n + u - 1) / u * u;
}

/// A layer's weights as rows, one an output channel.
struct Rows {
  const Values& weights;
  IntType type;
  std::size_t channels, depth;

  [[nodiscard]] std::span<const std::int32_t> row(std::size_t c) const {
    return std::span(weights).subspan(c * depth, depth);
  }
};

// Bias with the input's zero point folded in, and the bounds of the true accumulator. Padded taps add nothing.
void fold(const ImageBuilder& builder, const Step& step, const Rows& rows, std::vector<std::int32_t>& bias,
          std::vector<Bounds>& bounds) {
  const Network& network = builder.network();
  const Layer& layer = network.layers[static_cast<std::size_t>(step.source)];
  const Tensor& in = network.tensor(layer.inputs[0]);
  const std::int64_t zero = step.record.in_zero;
  const std::int64_t low = std::min<std::int64_t>(in.type.min() - zero, 0);
  const std::int64_t high = std::max<std::int64_t>(in.type.max() - zero, 0);
  for (std::size_t c = 0; c < rows.channels; ++c) {
    const std::int64_t b = layer.bias == kNoTensor ? 0 : network.tensor(layer.bias).constant[c];
    std::int64_t sum = 0;
    Bounds bound{b, b};
    for (const std::int32_t w : rows.row(c)) {
      sum += w;
      bound.low += std::min(w * low, w * high);
      bound.high += std::max(w * low, w * high);
    }
    bias.push_back(static_cast<std::int32_t>(static_cast<std::uint32_t>(b - zero * sum)));
    bounds.push_back(bound);
  }
}

// A word of a channel in turn, in fields that the dot product of the core takes: activations at least as wide as weights.
std::vector<std::uint8_t> pack_mixed(const ImageBuilder& builder, Step& step, const Rows& rows, IntType input) {
  constexpr int kNarrowest = 2, kWordBits = 32;
  const int weight_bits = std::max(field_bits(rows.type), kNarrowest);
  const int bits = std::max({field_bits(input), weight_bits, kNarrowest});
  const auto turn = static_cast<std::size_t>(kWordBits / weight_bits);
  q_layer& r = step.record;
  r.weight_kind = static_cast<std::uint32_t>(weight_bits);
  r.activation_format = static_cast<std::uint32_t>(bits);
  r.depth_words = static_cast<std::int32_t>(round_up(rows.depth, static_cast<int>(turn)) / 4);
  step.kernel = "matmul " + std::to_string(bits) + "x" + std::to_string(weight_bits);
  return pack_blocks(rows.weights, rows.depth, builder.kernels().block, weight_bits, turn);
}

// Rows of whole words in blocks of channels, in the narrowest field that the kernels can read.
void pack_convolution(ImageBuilder& builder, Step& step, const Rows& rows, IntType input) {
  q_layer& r = step.record;
  r.op = Q_CONV;
  r.depth = static_cast<std::int32_t>(rows.depth);
  r.depth_words = static_cast<std::int32_t>(round_up(rows.depth, 4) / 4);
  const int block = builder.kernels().block;
  if (rows.type.bipolar && input.bipolar) {
    r.weight_kind = Q_XNOR;
    r.depth_words = static_cast<std::int32_t>(round_up(rows.depth, 32) / 32);
    const auto bits = pack_rows_of_bits(rows.weights, rows.depth);
    r.weights = builder.append(bits);
    step.weight_bytes = static_cast<std::int64_t>(bits.size() * 4);
    step.kernel = "xnor";
    return;
  }
  std::vector<std::uint8_t> packed;
  if (builder.options().shift_weights && powers_of_two(rows.weights)) {
    r.weight_kind = Q_SHIFTS;
    packed = pack_shift_codes(rows.weights, rows.depth, block);
    step.kernel = "shift and add";
  } else if (builder.kernels().mixed) {
    packed = pack_mixed(builder, step, rows, input);
  } else {
    const int bits = field_bits(rows.type);
    r.weight_kind = static_cast<std::uint32_t>(bits);
    packed = pack_blocks(rows.weights, rows.depth, block, bits);
    step.kernel = "matmul int" + std::to_string(bits);
  }
  r.weights = builder.append(packed);
  step.weight_bytes = static_cast<std::int64_t>(packed.size());
}

void pack_plain(ImageBuilder& builder, Step& step, const Rows& rows) {
  std::vector<std::int8_t> bytes(rows.weights.size());
  std::transform(rows.weights.begin(), rows.weights.end(), bytes.begin(),
                 [](std::int32_t w) { return static_cast<std::int8_t>(w); });
  step.record.op = Q_GROUPED;
  step.record.weights = builder.append(bytes);
  step.weight_bytes = static_cast<std::int64_t>(bytes.size());
  step.kernel = "grouped";
}

// What the kernel of kernel rows can do: 3x3 on every pixel of an image of the same size, by the fast rule.
bool goes_by_kernel_rows(const q_layer& r) {
  return r.kernel_h == 3 && r.kernel_w == 3 && r.stride_h == 1 && r.stride_w == 1 && r.dilation_h == 1 &&
         r.dilation_w == 1 && r.pad_top == 1 && r.pad_left == 1 && r.in_h == r.out_h && r.in_w == r.out_w &&
         r.in_h > 1 && r.rule == Q_FAST && r.out_words == 0;
}

void pack_depthwise(ImageBuilder& builder, Step& step, const Rows& rows) {
  if (builder.kernels().taps_by_four && goes_by_kernel_rows(step.record)) {
    const auto words = pack_kernel_rows(rows.weights);
    step.record.op = Q_DEPTHWISE;
    step.record.weight_kind = Q_KERNEL_ROWS;
    step.record.weights = builder.append(words);
    step.weight_bytes = static_cast<std::int64_t>(words.size());
    step.kernel = "depthwise by kernel rows";
    return;
  }
  const bool turned = builder.kernels().taps_by_four && rows.channels % 4 == 0;
  const auto bytes = turned ? pack_taps_by_four(rows.weights, rows.depth) : pack_taps(rows.weights, rows.depth);
  step.record.op = Q_DEPTHWISE;
  step.record.weights = builder.append(bytes);
  step.weight_bytes = static_cast<std::int64_t>(bytes.size());
  step.kernel = "depthwise";
}

// Weights are read once for every few pixels: a layer with enough of them reads them from SRAM.
void stage(const ImageBuilder& builder, Step& step, std::size_t channels) {
  constexpr int kFewPixels = 8;
  q_layer& r = step.record;
  const std::int64_t weights = (step.weight_bytes + 3) / 4 * 4;
  const auto constants = static_cast<std::int64_t>(channels * sizeof(q_channel));
  if (r.out_h * r.out_w < kFewPixels || weights + constants > builder.options().stage_bytes) return;
  r.stage_weights = static_cast<std::uint32_t>(weights);
  r.stage_channels = static_cast<std::uint32_t>(constants);
}

Result<void> lower(ImageBuilder& builder, int index, Step step) {
  const Network& network = builder.network();
  const Layer& layer = network.layers[static_cast<std::size_t>(index)];
  if (auto ok = check_bytes(builder, index, false); !ok) return ok;
  const Tensor &weights = network.tensor(layer.weights), &out = network.tensor(layer.output);
  const IntType input = network.tensor(layer.inputs[0]).type;
  if (!weights.type.fits_int8())
    return refuse(builder, index, "weights of type " + weights.type.name() + " do not fit a byte",
                  "the firmware multiplies int8 and narrower");
  if (layer.bias != kNoTensor && network.tensor(layer.bias).type.bits > 32)
    return refuse(builder, index, "its bias has more than 32 bit");
  const auto channels = static_cast<std::size_t>(weights.shape[0]);
  const Rows rows{weights.constant, weights.type, channels, weights.constant.size() / channels};
  q_layer& r = step.record;
  r.out_words = out.type.fits_int8() ? 0 : 1;
  std::vector<std::int32_t> bias;
  std::vector<Bounds> bounds;
  fold(builder, step, rows, bias, bounds);
  // Whole words of channels, and whole blocks of any kernel.
  const std::size_t padded = round_up(channels, std::max(4, builder.kernels().block));
  if (auto ok = add_channels(builder, step, bias, bounds, padded); !ok) return ok;
  if (r.groups == 1) {
    pack_convolution(builder, step, rows, input);
  } else if (r.groups == r.in_c && r.out_c == r.in_c) {
    pack_depthwise(builder, step, rows);
  } else {
    pack_plain(builder, step, rows);
  }
  stage(builder, step, padded);
  builder.add(std::move(step));
  return {};
}

}  // namespace

Result<void> lower_window(ImageBuilder& builder, int layer) {
  Step step = builder.step(layer);
  if (builder.network().layers[static_cast<std::size_t>(layer)].op == "depthwise_conv2d")
    step.record.groups = step.record.in_c;
  return lower(builder, layer, std::move(step));
}

Result<void> lower_fully_connected(ImageBuilder& builder, int layer) {
  Step step = builder.step(layer);
  q_layer& r = step.record;
  r.in_c = r.in_h * r.in_w * r.in_c;
  r.in_h = r.in_w = r.out_h = r.out_w = 1;
  r.kernel_h = r.kernel_w = r.stride_h = r.stride_w = r.dilation_h = r.dilation_w = 1;
  r.pad_top = r.pad_left = 0;
  r.groups = 1;
  return lower(builder, layer, std::move(step));
}

}  // namespace quartet::mcu
