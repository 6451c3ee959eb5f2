#include "accel/cnn/build_layer.hpp"

#include <algorithm>
#include <bitset>

#include "accel/cnn/grouping.hpp"

namespace quartet::cnn {

Channels Channels::spread(int count, int group, int instance) {
  Channels c;
  c.count = count;
  c.passes = (count + group - 1) / group;
  c.per_pass = (count + c.passes - 1) / c.passes;
  if (c.passes > 1) c.per_pass = std::min(group, (c.per_pass + instance - 1) / instance * instance);
  return c;
}

MapShape MapShape::of(const Shape& shape) {
  if (shape.size() == 1) return {1, 1, shape[0]};
  if (shape.size() == 2) return {shape[0], 1, shape[1]};
  return {shape[0], shape[1], shape.back()};
}

namespace {

/// Members of a group by what they do.
struct Parts {
  std::vector<const Layer*> pools;
  const Layer* eltwise = nullptr;
  const Layer* core = nullptr;
  const Layer* relabel = nullptr;  ///< in front of the core
  std::size_t core_member = 0;
};

class Builder {
 public:
  Builder(const Network& network, const std::vector<std::size_t>& members, const Params& params,
          std::vector<Problem>& problems)
      : network_(network), params_(params), problems_(problems) {
    hw_.members = members;
  }

  HwLayer build() {
    for (const std::size_t i : hw_.members)
      hw_.name += (hw_.name.empty() ? "" : "+") + network_.layers[i].name;
    sort_parts();
    find_operands();
    hw_.output = network_.layers[hw_.members.back()].output;
    hw_.wide_output = network_.tensor(hw_.output).type.bits > 8;
    input_map();
    pooling();
    if (parts_.core != nullptr) {
      core();
    } else {
      hw_.y = {pooled_.h, 0, 0, 1, 1, 1, pooled_.h};
      hw_.x = {pooled_.w, 0, 0, 1, 1, 1, pooled_.w};
      hw_.result = hw_.input;
      append_op("passthrough");
    }
    for (const std::size_t i : hw_.members) {
      hw_.macs += layer_macs(network_, network_.layers[i]);
      const Placement& p = network_.layers[i].placement;
      hw_.streaming = hw_.streaming || p.streaming;
      hw_.channels_first = hw_.channels_first || p.channels_first_input;
    }
    return std::move(hw_);
  }

 private:
  void problem(std::string cause, std::string remedy = "") {
    problems_.push_back({hw_.name, std::move(cause), std::move(remedy)});
  }
  void append_op(const std::string& op) { hw_.op += (hw_.op.empty() ? "" : "+") + op; }

  void sort_parts() {
    for (const std::size_t i : hw_.members) {
      const Layer& layer = network_.layers[i];
      switch (role_of(layer.op)) {
        case Role::pooling:
          if (parts_.core != nullptr) problem("pooling behind a convolution needs a layer of its own");
          if (parts_.eltwise != nullptr) hw_.eltwise_first = true;
          parts_.pools.push_back(&layer);
          break;
        case Role::elementwise:
          if (parts_.eltwise != nullptr || parts_.core != nullptr)
            problem("one element-wise operation a layer, in front of its convolution");
          parts_.eltwise = &layer;
          break;
        case Role::core:
          if (parts_.core != nullptr) problem("one convolution a layer");
          parts_.core = &layer;
          parts_.core_member = i;
          break;
        case Role::relabel:
          if (parts_.core == nullptr) parts_.relabel = &layer;
          break;
        case Role::activation:
          if (parts_.core == nullptr)
            problem("an activation needs a convolution or linear layer in front of it",
                    "fold it into the layer before");
          break;
        default:
          break;
      }
    }
    const bool pools = !parts_.pools.empty();
    if (hw_.eltwise_first) append_op("eltwise");
    if (pools) append_op("pool");
    if (parts_.eltwise != nullptr && !hw_.eltwise_first) append_op("eltwise");
  }

  [[nodiscard]] bool inside(TensorId id) const {
    return std::any_of(hw_.members.begin(), hw_.members.end(),
                       [&](std::size_t i) { return network_.layers[i].output == id; });
  }

  void find_operands() {
    for (const std::size_t i : hw_.members) {
      for (const TensorId id : network_.layers[i].inputs) {
        if (!inside(id)) hw_.operands.push_back(id);
      }
    }
    if (parts_.eltwise == nullptr && hw_.operands.size() > 1)
      problem("several inputs without an element-wise operation");
    for (const TensorId id : hw_.operands) {
      if (network_.tensor(id).shape != network_.tensor(hw_.operands[0]).shape)
        problem("operands of unequal shape");
      if (network_.tensor(id).is_constant())
        problem("a constant operand", "only results of layers and network inputs lie in data memory");
      if (!network_.tensor(id).type.fits_int8())
        problem("input '" + network_.tensor(id).name + "' of type " + network_.tensor(id).type.name() +
                " does not fit an 8-bit data word");
    }
  }

  /// Shape in data memory. A reshape in front of a convolution that does not flatten changes how the input is
  /// laid out.
  void input_map() {
    const Tensor& operand = network_.tensor(hw_.operands[0]);
    MapShape map = MapShape::of(operand.shape);
    linear_ = parts_.core != nullptr && (parts_.core->op == "fully_connected" || flattens());
    if (parts_.relabel != nullptr && !linear_) {
      const MapShape to = MapShape::of(network_.tensor(parts_.relabel->output).shape);
      const bool from_host =
          std::find(network_.inputs.begin(), network_.inputs.end(), hw_.operands[0]) != network_.inputs.end();
      if (!from_host && to.channels != map.channels)
        problem("a reshape between layers that changes the channels",
                "only flattening in front of a linear layer");
      map = to;
    }
    hw_.rows = map.rows;
    hw_.columns = map.columns;
    recorded_map(map);
    hw_.input = Channels::spread(map.channels, params_.processors(), params_.processors_per_instance);
  }

  /// A vector whose recorded processors are fewer than its elements need lies in memory as rows x columns.
  void recorded_map(MapShape& map) {
    if (!linear_ || map.rows * map.columns != 1) return;
    const auto recorded =
        static_cast<int>(std::bitset<64>(network_.layers[hw_.members[0]].placement.processors).count());
    if (recorded == 0 || map.channels % recorded != 0) return;
    if (recorded ==
        Channels::spread(map.channels, params_.processors(), params_.processors_per_instance).per_pass)
      return;
    hw_.rows = map.channels / recorded;
    hw_.chw_operand = true;
    map.channels = recorded;
  }

  [[nodiscard]] bool flattens() const {
    if (parts_.relabel == nullptr) return false;
    const MapShape to = MapShape::of(network_.tensor(parts_.relabel->output).shape);
    return to.rows == 1 && to.columns == 1;
  }

  void pooling() {
    pooled_ = {hw_.rows, hw_.columns};
    if (parts_.pools.empty()) return;
    hw_.has_pool = true;
    const Layer& pool = *parts_.pools[0];
    const bool global = pool.op.rfind("global_", 0) == 0;
    hw_.pool_window = global ? pooled_ : pool.attributes.kernel;
    hw_.pool_stride = global ? Size2{1, 1} : pool.attributes.stride;
    for (const Layer* other : parts_.pools) {
      if (other->op != pool.op || !(other->attributes.kernel == pool.attributes.kernel) ||
          !(other->attributes.stride == pool.attributes.stride))
        problem("operands pooled in different ways");
      if (!(other->attributes.padding == Padding{})) problem("pooling with padding");
      if (!(other->attributes.dilation == Size2{})) problem("pooling with dilation");
    }
    if (hw_.pool_window.h < 1 || hw_.pool_window.w < 1 || hw_.pool_window.h > pooled_.h ||
        hw_.pool_window.w > pooled_.w) {
      problem("the pooling window is larger than its input");
      hw_.pool_window = {1, 1};
    }
    pooled_.h = (pooled_.h - hw_.pool_window.h) / std::max(1, hw_.pool_stride.h) + 1;
    pooled_.w = (pooled_.w - hw_.pool_window.w) / std::max(1, hw_.pool_stride.w) + 1;
  }

  void core() {
    const Layer& layer = *parts_.core;
    hw_.core_member = parts_.core_member;
    hw_.has_bias = layer.bias != kNoTensor;
    hw_.weight_bits = network_.tensor(layer.weights).type.bits;
    const int outputs = network_.tensor(layer.weights).shape[0];
    hw_.result = Channels::spread(outputs, params_.processors(), params_.processors_per_instance);
    append_op(linear_ ? "linear" : layer.op);
    if (linear_) {
      hw_.core = Core::linear;
      hw_.flatten = pooled_.h * pooled_.w > 1;
      hw_.y = {pooled_.h, 0, 0, 1, 1, 1, pooled_.h};
      hw_.x = {pooled_.w, 0, 0, 1, 1, 1, pooled_.w};
      return;
    }
    const bool transposed = layer.op == "conv_transpose2d";
    const int channels = hw_.input.count;
    const int groups = layer.op == "depthwise_conv2d" ? channels : layer.attributes.groups;
    hw_.core = transposed ? Core::transposed : groups > 1 ? Core::depthwise : Core::convolution;
    if (groups > 1 && (groups != channels || outputs != channels))
      problem("groups other than one output channel an input channel",
              "split the layer, or use groups = channels");
    const Attributes& a = layer.attributes;
    hw_.y = axis(pooled_.h, a.padding.top, a.padding.bottom, a.kernel.h, a.dilation.h, a.stride.h,
                 a.output_padding.h, transposed);
    hw_.x = axis(pooled_.w, a.padding.left, a.padding.right, a.kernel.w, a.dilation.w, a.stride.w,
                 a.output_padding.w, transposed);
    hw_.one_dimensional = layer.op == "conv1d" || (pooled_.w == 1 && hw_.x.kernel == 1 &&
                                                   hw_.x.before + hw_.x.after == 0 && hw_.y.kernel > 1);
    if (hw_.one_dimensional && hw_.y.dilation > 1 && !params_.any_kernel()) dilate_1d();
  }

  static Axis axis(int size, int before, int after, int kernel, int dilation, int stride, int output_padding,
                   bool transposed) {
    Axis r{size, before, after, kernel, dilation, stride, 1};
    if (transposed) {
      r.size = (size - 1) * stride + 1 + output_padding;
      r.before = dilation * (kernel - 1) - before;
      r.after = dilation * (kernel - 1) - after;
      r.stride = 1;
    }
    r.out = (r.size + r.before + r.after - r.extent()) / std::max(1, r.stride) + 1;
    return r;
  }

  /// Short dilated kernels are stretched with zeros; longer ones run as 3x3 kernels over the sequence folded
  /// to `dilation` columns with one pixel of padding. Source: ai8x-synthesis izer/backend/max7800x.py.
  void dilate_1d() {
    constexpr int kStretchLimit = 9;
    const int dilation = hw_.y.dilation;
    if (hw_.y.extent() - 1 < kStretchLimit) {
      hw_.y.kernel = hw_.y.extent();
      hw_.y.dilation = 1;
      return;
    }
    const int rows = (hw_.y.size + dilation - 1) / dilation;
    hw_.y = {rows, 1, 1, 3, 1, 1, rows};
    hw_.x = {dilation, 1, 1, 3, 1, 1, dilation};
  }

  const Network& network_;
  const Params& params_;
  std::vector<Problem>& problems_;
  HwLayer hw_;
  Parts parts_;
  Size2 pooled_;
  bool linear_ = false;
};

}  // namespace

HwLayer build_layer(const Network& network, const std::vector<std::size_t>& members, const Params& params,
                    std::vector<Problem>& problems) {
  return Builder(network, members, params, problems).build();
}

}  // namespace quartet::cnn
