// Reshape, Flatten, Squeeze, Unsqueeze, Transpose: on activations a copy or nothing, on constants done at
// import.
#include <algorithm>
#include <numeric>

#include "frontends/model/onnx/operators.hpp"
#include "frontends/model/onnx/requantize.hpp"

namespace quartet::onnx_import {

namespace {

std::int64_t product(const Dims& dims, std::size_t begin) {
  return std::accumulate(dims.begin() + static_cast<std::ptrdiff_t>(std::min(begin, dims.size())), dims.end(),
                         std::int64_t{1}, std::multiplies<>());
}

Result<void> reshape_constant(Converter& c, const Node& node, const Constant& constant, const Dims& dims) {
  Constant result = constant;
  result.dims = dims;
  if (result.quantized && result.quantized->axis >= 0) {
    // The scales' axis survives when an axis of the same size has the same number of elements behind it.
    const auto axis = static_cast<std::size_t>(result.quantized->axis);
    int found = -1;
    for (std::size_t i = 0; i < dims.size(); ++i) {
      if (dims[i] == constant.dims[axis] && product(dims, i + 1) == product(constant.dims, axis + 1))
        found = static_cast<int>(i);
    }
    if (found < 0) return c.error(node, "it reshapes a constant across the axis of its scales");
    result.quantized->axis = found;
  }
  c.define(node, std::move(result));
  return {};
}

/// Elements keep ONNX's row-major order; the stored order is H,W,C. `dims` are checked.
Result<Activation> reshape(Converter& c, const Node& node, const Activation& x, const Dims& dims) {
  const auto stored = stored_shape(x.dims, x.layout);
  if (!stored) return c.error(node, stored.error());
  const std::int64_t channels = stored->back();
  const bool row_major =
      x.layout == Layout::channels_last || channels == 1 || channels == element_count(*stored);
  const bool same_channels = x.layout == Layout::channels_first && x.dims.size() > 2 && dims.size() > 2 &&
                             dims[1] == channels && dims[0] == 1;
  // Channels before space needs no move where one of the two is 1; elsewhere the rows read as channels-last.
  const bool narrow = dims.size() < 3 || dims[1] == 1 || product(dims, 2) == 1;
  const Layout layout = same_channels || narrow ? Layout::channels_first : Layout::channels_last;
  const auto shape = stored_shape(dims, layout);
  if (!shape) return c.error(node, "its result cannot be stored: " + shape.error());
  Activation y = x;
  const bool chw = !same_channels && !row_major;
  if (chw || *shape != *stored) {
    Layer layer;
    layer.op = "reshape";
    layer.attributes.new_shape = *shape;
    layer.attributes.flatten_order = chw ? FlattenOrder::chw : FlattenOrder::hwc;
    auto followed = c.follow(node, x, std::move(layer), dims, layout);
    if (!followed) return followed;
    y = std::move(*followed);
  }
  y.dims = dims;
  y.layout = layout;
  y.channels_lost = x.channels_lost || shape->back() != channels || chw;
  if (y.channels_lost && x.stage == Activation::Stage::stored && !x.per_tensor())
    return c.error(node, "it mixes channels that have pending constants of their own",
                   "quantize before the reshape");
  return y;
}

Result<void> reshape_to(Converter& c, const Node& node, const Dims& dims) {
  const auto wanted = checked_count(dims);
  if (!wanted) return c.error(node, "the new shape: " + wanted.error());
  const bool constant = c.is_constant(node, 0);
  Dims given;
  if (constant) {
    const auto value = c.constant(node, 0, "tensor");
    if (!value) return pass(value.error());
    given = (*value)->dims;
  } else {
    const auto value = c.activation(node, 0);
    if (!value) return pass(value.error());
    given = value->dims;
  }
  if (product(given, 0) != *wanted)
    return c.error(node, "it makes " + to_text(dims) + " of " + to_text(given) +
                             ", which has another number of elements");
  if (constant) return reshape_constant(c, node, **c.constant(node, 0, "tensor"), dims);
  auto y = reshape(c, node, *c.activation(node, 0), dims);
  if (!y) return pass(y.error());
  c.define(node, std::move(*y));
  return {};
}

Result<Dims> input_dims(Converter& c, const Node& node) {
  if (c.is_constant(node, 0)) {
    const auto constant = c.constant(node, 0, "tensor");
    if (!constant) return pass(constant.error());
    return (*constant)->dims;
  }
  const auto x = c.activation(node, 0);
  if (!x) return pass(x.error());
  return x->dims;
}

/// `axes`: an attribute before version 13, then an input; each made non-negative for `rank` axes and in
/// range.
Result<Dims> read_axes(const Converter& c, const Node& node, std::size_t rank) {
  Dims axes = node.integers("axes");
  if (node.has_input(1)) {
    const auto constant = c.constant(node, 1, "axes");
    if (!constant) return pass(constant.error());
    for (const double v : (*constant)->values)
      axes.push_back(static_cast<std::int64_t>(std::clamp(v, -1e6, 1e6)));
  }
  for (std::int64_t& a : axes) {
    if (a < 0) a += static_cast<std::int64_t>(rank);
    if (a < 0 || a >= static_cast<std::int64_t>(rank))
      return c.error(node, "an axis is beyond the " + std::to_string(rank) + " axes");
  }
  return axes;
}

Result<void> transpose_constant(Converter& c, const Node& node, const Constant& constant, const Dims& perm) {
  const std::size_t rank = perm.size();
  Constant result = constant;
  std::vector<std::size_t> stride(rank, 1), source_stride(rank, 1);
  for (std::size_t i = rank; i-- > 1;)
    source_stride[i - 1] = source_stride[i] * static_cast<std::size_t>(constant.dims[i]);
  for (std::size_t i = 0; i < rank; ++i) {
    result.dims[i] = constant.dims[static_cast<std::size_t>(perm[i])];
    stride[i] = source_stride[static_cast<std::size_t>(perm[i])];
    if (constant.quantized && constant.quantized->axis == perm[i])
      result.quantized->axis = static_cast<int>(i);
  }
  std::vector<std::int64_t> at(rank, 0);
  std::size_t from = 0;
  for (std::size_t n = 0; n < constant.values.size(); ++n) {
    result.values[n] = constant.values[from];
    if (constant.quantized) result.quantized->q[n] = constant.quantized->q[from];
    for (std::size_t i = rank; i-- > 0;) {
      from += stride[i];
      if (++at[i] < result.dims[i]) break;
      from -= stride[i] * static_cast<std::size_t>(result.dims[i]);
      at[i] = 0;
    }
  }
  c.define(node, std::move(result));
  return {};
}

/// N,C,…→N,…,C and back only rename axes: stored tensors are H,W,C either way.
bool changes_layout(const Activation& x, const Dims& perm) {
  if (x.dims.size() < 3 || x.dims.size() > 4) return false;
  const bool three = x.dims.size() == 3;
  const Dims to_last = three ? Dims{0, 2, 1} : Dims{0, 2, 3, 1};
  const Dims to_first = three ? Dims{0, 2, 1} : Dims{0, 3, 1, 2};
  return perm == (x.layout == Layout::channels_first ? to_last : to_first);
}

bool moves_unit_axes_only(const Dims& dims, const Dims& perm) {
  std::int64_t last = -1;
  for (const std::int64_t p : perm) {
    if (dims[static_cast<std::size_t>(p)] == 1) continue;
    if (p < last) return false;
    last = p;
  }
  return true;
}

}  // namespace

Result<void> convert_reshape(Converter& c, const Node& node) {
  const auto given = input_dims(c, node);
  if (!given) return pass(given.error());
  Dims dims = node.integers("shape");  // before version 5
  if (node.has_input(1)) {
    const auto constant = c.constant(node, 1, "shape");
    if (!constant) return pass(constant.error());
    dims.clear();
    for (const double v : (*constant)->values)
      dims.push_back(static_cast<std::int64_t>(std::clamp(v, -2.0, static_cast<double>(kMaxElements) + 1)));
  }
  if (dims.size() > kMaxRank) return c.error(node, "the new shape has more than 8 axes");
  std::int64_t known = 1;
  int free_axes = 0;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 0 && node.integer("allowzero", 0) == 0 && i < given->size()) dims[i] = (*given)[i];
    if (dims[i] == -1) {
      ++free_axes;
    } else if (dims[i] <= 0 || dims[i] > kMaxElements / known) {
      return c.error(node, "the new shape " + to_text(dims) + " is not possible");
    } else {
      known *= dims[i];
    }
  }
  const std::int64_t count = product(*given, 0);
  if (free_axes > 1 || (free_axes == 1 && count % known != 0))
    return c.error(node, "the new shape " + to_text(dims) + " is not possible for " + to_text(*given));
  std::replace(dims.begin(), dims.end(), std::int64_t{-1}, count / known);
  return reshape_to(c, node, dims);
}

Result<void> convert_flatten(Converter& c, const Node& node) {
  const auto given = input_dims(c, node);
  if (!given) return pass(given.error());
  std::int64_t axis = node.integer("axis", 1);
  if (axis < 0) axis += static_cast<std::int64_t>(given->size());
  if (axis < 0 || axis > static_cast<std::int64_t>(given->size()))
    return c.error(node, "its axis is beyond the input's axes");
  const std::int64_t behind = product(*given, static_cast<std::size_t>(axis));
  return reshape_to(c, node, {product(*given, 0) / behind, behind});
}

Result<void> convert_squeeze(Converter& c, const Node& node) {
  const auto given = input_dims(c, node);
  if (!given) return pass(given.error());
  const auto axes = read_axes(c, node, given->size());
  if (!axes) return pass(axes.error());
  Dims dims;
  for (std::size_t i = 0; i < given->size(); ++i) {
    const bool named = std::find(axes->begin(), axes->end(), static_cast<std::int64_t>(i)) != axes->end();
    if (named && (*given)[i] != 1)
      return c.error(node, "axis " + std::to_string(i) + " of " + to_text(*given) + " is not 1");
    if (!named && (!axes->empty() || (*given)[i] != 1)) dims.push_back((*given)[i]);
  }
  return reshape_to(c, node, dims);
}

Result<void> convert_unsqueeze(Converter& c, const Node& node) {
  const auto given = input_dims(c, node);
  if (!given) return pass(given.error());
  const std::size_t added =
      c.is_constant(node, 1) ? (*c.constant(node, 1, "axes"))->values.size() : node.integers("axes").size();
  const std::size_t rank = given->size() + added;
  if (rank > kMaxRank) return c.error(node, "its result has more than 8 axes");
  const auto axes = read_axes(c, node, rank);
  if (!axes) return pass(axes.error());
  Dims dims;
  std::size_t next = 0;
  for (std::size_t i = 0; i < rank; ++i) {
    const bool named = std::find(axes->begin(), axes->end(), static_cast<std::int64_t>(i)) != axes->end();
    if (!named && next == given->size()) return c.error(node, "its axes repeat");
    dims.push_back(named ? 1 : (*given)[next++]);
  }
  return reshape_to(c, node, dims);
}

Result<void> convert_transpose(Converter& c, const Node& node) {
  const auto given = input_dims(c, node);
  if (!given) return pass(given.error());
  Dims perm = node.integers("perm");
  if (perm.empty()) {
    perm.resize(given->size());
    std::iota(perm.rbegin(), perm.rend(), 0);
  }
  Dims sorted = perm;
  std::sort(sorted.begin(), sorted.end());
  Dims identity(given->size());
  std::iota(identity.begin(), identity.end(), 0);
  if (sorted != identity) return c.error(node, "perm is not a permutation of the input's axes");
  if (c.is_constant(node, 0)) return transpose_constant(c, node, **c.constant(node, 0, "tensor"), perm);
  auto x = c.activation(node, 0);
  if (!x) return pass(x.error());
  Dims dims;
  for (const std::int64_t p : perm) dims.push_back(x->dims[static_cast<std::size_t>(p)]);
  if (changes_layout(*x, perm)) {
    x->layout = x->layout == Layout::channels_first ? Layout::channels_last : Layout::channels_first;
    x->dims = std::move(dims);
    c.define(node, std::move(*x));
    return {};
  }
  if (moves_unit_axes_only(*given, perm)) return reshape_to(c, node, dims);
  return c.error(node,
                 "it permutes " + to_text(*given) + " by " + to_text(perm) + ", which needs data to move",
                 "only N,C,H,W to N,H,W,C (and back) and moves of axes of size 1 are supported");
}

}  // namespace quartet::onnx_import
