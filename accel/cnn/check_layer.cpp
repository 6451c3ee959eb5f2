#include "accel/cnn/check_layer.hpp"

#include <algorithm>

#include "accel/cnn/grouping.hpp"

namespace quartet::cnn {

namespace {

using Rule = Requantization::Rule;

class Checker {
 public:
  Checker(const Network& network, const HwLayer& layer, bool last, const Params& params,
          std::vector<Problem>& illegal, std::vector<Problem>& too_large)
      : network_(network), l_(layer), last_(last), p_(params), illegal_(illegal), too_large_(too_large) {}

  void run() {
    sizes();
    units();
    if (l_.has_weights()) {
      kernel();
      weights();
    }
    for (const std::size_t i : l_.members) requantization(network_.layers[i]);
  }

 private:
  void illegal(std::string cause, std::string remedy = "") {
    Problem problem{l_.name, std::move(cause), std::move(remedy)};
    if (illegal_.empty() || !(illegal_.back() == problem)) illegal_.push_back(std::move(problem));
  }
  void limit(const std::string& what, std::int64_t value, std::int64_t allowed,
             const std::string& remedy = "") {
    if (value > allowed)
      too_large_.push_back(
          {l_.name,
           std::to_string(value) + " " + what + ", the array has room for " + std::to_string(allowed),
           remedy});
  }

  void sizes() {
    limit("rows", l_.rows, p_.max_rows);
    limit("columns", l_.columns, p_.max_columns);
    limit("input channels", l_.input.count, p_.max_channels,
          "fewer channels, or a linear layer over rows and columns");
    limit("output channels", l_.result.count, p_.max_channels, "fewer channels, or two layers");
    limit("passes", l_.input.passes, p_.max_passes, "fewer channels");
    limit("operands", l_.operand_count(), p_.max_operands);
    if (l_.y.walked() > 1 && (l_.y.kernel > 1 || l_.x.kernel > 1)) {
      limit("line-buffer entries a processor", std::int64_t{l_.y.kernel} * l_.x.walked() * l_.input.passes,
            p_.line_buffer_entries, "fewer columns or channels");
    }
  }

  void units() {
    limit("rows in the pooling window", l_.pool_window.h, p_.max_pool_window);
    limit("columns in the pooling window", l_.pool_window.w, p_.max_pool_window);
    limit("as pooling stride", std::max(l_.pool_stride.h, l_.pool_stride.w), p_.max_pool_stride);
    if (l_.has_pool && !p_.any_kernel() && l_.columns > 1 && l_.pool_stride.h != l_.pool_stride.w)
      illegal("a pooling stride that differs between rows and columns", "equal strides");
    if (l_.core == Core::pass_through && l_.pool_area() > 1 && l_.y.out * l_.x.out > 1) {
      limit("passes of pooling without a convolution", l_.input.passes, p_.max_pool_passes,
            "fuse the pooling with the next convolution");
    }
    if (l_.flatten) {
      if (l_.has_pool)
        illegal("pooling in a linear layer that reads rows and columns",
                "pool in a layer before it, or down to one pixel");
      limit("inputs of a linear layer", std::int64_t{l_.rows} * l_.columns * l_.input.count,
            p_.max_flatten_inputs, "pool before it");
      limit("pixels a channel of a linear layer", std::int64_t{l_.rows} * l_.columns, p_.max_flatten_pixels,
            "pool before it");
    }
    if (l_.wide_output && !last_)
      illegal("32-bit results in a layer that is not the last", "requantize to 8 bits");
  }

  void kernel() {
    const Attributes& a = network_.layers[l_.core_member].attributes;
    if (l_.core == Core::linear) return;
    if (l_.core == Core::depthwise && !p_.depthwise)
      illegal("depthwise convolution", "an ordinary convolution, or platform max78002 or cnn-int8");
    if (p_.any_kernel()) {
      limit("rows of a kernel", a.kernel.h, p_.max_kernel_2d);
      limit("columns of a kernel", a.kernel.w, p_.max_kernel_2d);
      limit("as stride", std::max(a.stride.h, a.stride.w), p_.max_stride);
      limit("as dilation", std::max(a.dilation.h, a.dilation.w), p_.max_dilation_2d);
      if (l_.core == Core::transposed) transposed(a);
      return;
    }
    const int pad = std::max({a.padding.top, a.padding.bottom, a.padding.left, a.padding.right});
    if (pad > p_.max_padding)
      illegal("padding of " + std::to_string(pad), "at most " + std::to_string(p_.max_padding));
    if (a.padding.top != a.padding.bottom || a.padding.left != a.padding.right)
      illegal("unequal padding at opposite sides", "the array pads both sides alike");
    if (l_.core == Core::transposed) return transposed(a);
    if (a.stride.h > p_.max_stride || (!l_.one_dimensional && a.stride.w > p_.max_stride))
      illegal("a convolution of stride " + std::to_string(std::max(a.stride.h, a.stride.w)),
              "stride 1 and pooling in front of it");
    if (l_.one_dimensional) {
      if (a.kernel.h > p_.max_kernel_1d)
        illegal("a 1-D kernel of length " + std::to_string(a.kernel.h),
                "1 to " + std::to_string(p_.max_kernel_1d));
      limit("as dilation", a.dilation.h, p_.max_dilation_1d);
      if (a.dilation.h > 1) dilated_1d(a);
      return;
    }
    const bool native = (a.kernel.h == 1 && a.kernel.w == 1) ||
                        (a.kernel.h == p_.max_kernel_2d && a.kernel.w == p_.max_kernel_2d);
    if (!native)
      illegal("a kernel of " + std::to_string(a.kernel.h) + "x" + std::to_string(a.kernel.w),
              "the array has 3x3 and 1x1, and 1-D kernels of length 1 to 9");
    if (std::max(a.dilation.h, a.dilation.w) > p_.max_dilation_2d)
      illegal("a 2-D convolution of dilation " + std::to_string(std::max(a.dilation.h, a.dilation.w)),
              "dilation 1");
  }

  void transposed(const Attributes& a) {
    if (!(a.stride == Size2{2, 2}) || !(a.kernel == Size2{3, 3}))
      illegal("a transposed convolution other than 3x3 with stride 2");
    if (l_.y.before < 0 || l_.x.before < 0) illegal("a transposed convolution with padding above its kernel");
  }

  void dilated_1d(const Attributes& a) {
    constexpr int kFoldedTaps = 3;
    constexpr int kFoldedPadding = 1;
    if ((a.kernel.h - 1) * a.dilation.h < p_.max_kernel_1d) return;
    if (a.kernel.h > kFoldedTaps)
      illegal("a 1-D kernel of length " + std::to_string(a.kernel.h) + " with dilation " +
                  std::to_string(a.dilation.h),
              "length 3 or less at this dilation");
    if (l_.has_pool) illegal("pooling in a layer with dilation above 4");
    if (a.padding.top > kFoldedPadding * a.dilation.h) illegal("padding above the dilation");
  }

  void weights() {
    const IntType type = network_.tensor(network_.layers[l_.core_member].weights).type;
    const bool power_of_two = type.bits == 1 || type.bits == 2 || type.bits == 4 || type.bits == 8;
    if (!power_of_two || type.bits < p_.min_weight_bits || !type.is_signed) {
      illegal("weights of type " + type.name(),
              p_.min_weight_bits == 8
                  ? "int8 weights"
                  : "signed weights of " + std::to_string(p_.min_weight_bits) + " to 8 bits, a power of two");
    }
    if (type.bipolar && !p_.bipolar_weights) illegal("bipolar weights", "weights of 0 and -1 or wider ones");
  }

  void requantization(const Layer& layer) {
    const Requantization& r = layer.requantization;
    const Role role = role_of(layer.op);
    if (role == Role::core) {
      core_requantization(layer);
    } else if (r.rule != Rule::none && !(r.rule == Rule::multiplier && p_.requantization == "multiplier")) {
      illegal("'" + layer.op + "' with a requantization of its own", "equal scales in front of it");
    }
    // A network of multipliers has zero points everywhere: its rule alone is reported.
    if (p_.requantization == "shift" && r.rule != Rule::multiplier) {
      for (const TensorId id : layer.inputs) {
        for (const std::int32_t zero : network_.tensor(id).quantization.zero_points) {
          if (zero != 0)
            return illegal("an input with zero point " + std::to_string(zero),
                           "symmetric quantization, or platform cnn-int8");
        }
      }
    }
  }

  void core_requantization(const Layer& layer) {
    const Requantization& r = layer.requantization;
    const bool shifts = p_.requantization == "shift";
    if (l_.wide_output) {
      if (r.rule != Rule::none) illegal("32-bit results with a requantization");
      if (shifts && layer.bias != kNoTensor) bias(network_.tensor(layer.bias));
      return;
    }
    const Rule wanted = shifts ? Rule::shift : Rule::multiplier;
    if (r.rule != wanted) {
      illegal(std::string("requantization ") +
                  (wanted == Rule::shift ? "other than by shift" : "other than by multiplier"),
              wanted == Rule::shift ? "power-of-two scales, or platform cnn-int8"
                                    : "a model quantized to int8 with scales");
      return;
    }
    if (r.rule != Rule::shift) return;
    if (r.shift < -15 || r.shift > 15) illegal("an output shift of " + std::to_string(r.shift), "-15 to 15");
    const bool plain = r.clamp_min == -128 && r.clamp_max == 127;
    const bool relu = r.clamp_min == 0 && r.clamp_max == 127;
    if (layer.bias != kNoTensor) bias(network_.tensor(layer.bias));
    if (!plain && !relu)
      illegal("an output clamp of " + std::to_string(r.clamp_min) + " to " + std::to_string(r.clamp_max),
              "no activation, ReLU or Abs");
  }

  /// Stored biases are int8; the accumulator adds them times 128.
  void bias(const Tensor& tensor) {
    constexpr std::int32_t kUnit = 128;
    for (const std::int32_t b : tensor.constant) {
      if (b % kUnit != 0 || !kInt8.holds(b / kUnit))
        return illegal("a bias of " + std::to_string(b) + " accumulator units",
                       "multiples of 128 from -16384 to 16256");
    }
  }

  const Network& network_;
  const HwLayer& l_;
  bool last_;
  const Params& p_;
  std::vector<Problem>& illegal_;
  std::vector<Problem>& too_large_;
};

}  // namespace

void check_layer(const Network& network, const HwLayer& layer, bool last, const Params& params,
                 std::vector<Problem>& illegal, std::vector<Problem>& too_large) {
  Checker(network, layer, last, params, illegal, too_large).run();
}

}  // namespace quartet::cnn
