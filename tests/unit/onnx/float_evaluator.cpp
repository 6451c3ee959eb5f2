#include "tests/unit/onnx/float_evaluator.hpp"

#include <algorithm>
#include <cmath>

namespace quartet::test {

namespace {

using Inputs = std::vector<FloatTensor>;

const onnx::AttributeProto* find(const onnx::NodeProto& node, const std::string& key) {
  for (const auto& a : node.attribute()) {
    if (a.name() == key) return &a;
  }
  return nullptr;
}

FloatTensor decode(const onnx::TensorProto& t) {
  FloatTensor result;
  result.dims.assign(t.dims().begin(), t.dims().end());
  if (t.has_raw_data()) {
    for (const char c : t.raw_data())
      result.values.push_back(t.data_type() == onnx::TensorProto::UINT8
                                  ? static_cast<double>(static_cast<unsigned char>(c))
                                  : static_cast<double>(static_cast<signed char>(c)));
  }
  for (const float v : t.float_data()) result.values.push_back(v);
  for (const std::int32_t v : t.int32_data()) result.values.push_back(v);
  for (const std::int64_t v : t.int64_data()) result.values.push_back(static_cast<double>(v));
  return result;
}

std::vector<std::int64_t> strides(const Dims& dims) {
  std::vector<std::int64_t> s(dims.size(), 1);
  for (std::size_t i = dims.size(); i-- > 1;) s[i - 1] = s[i] * dims[i];
  return s;
}

/// numpy broadcasting of two tensors where the result has the shape of `a`.
FloatTensor combine(const FloatTensor& a, const FloatTensor& b,
                    const std::function<double(double, double)>& f) {
  FloatTensor result = a;
  const auto sa = strides(a.dims), sb = strides(b.dims);
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    std::int64_t rest = static_cast<std::int64_t>(i), at = 0;
    for (std::size_t d = 0; d < a.dims.size(); ++d) {
      const std::int64_t index = rest / sa[d];
      rest %= sa[d];
      if (d + b.dims.size() < a.dims.size()) continue;
      const std::size_t e = d + b.dims.size() - a.dims.size();
      if (b.dims[e] != 1) at += index * sb[e];
    }
    result.values[i] = f(a.values[i], b.values[static_cast<std::size_t>(at)]);
  }
  return result;
}

FloatTensor binary(const Inputs& in, const std::function<double(double, double)>& f) {
  if (in[1].values.size() > in[0].values.size())
    return combine(in[1], in[0], [&](double b, double a) { return f(a, b); });
  return combine(in[0], in[1], f);
}

FloatTensor map(FloatTensor t, const std::function<double(double)>& f) {
  for (double& v : t.values) v = f(v);
  return t;
}

/// A vector along one axis, shaped to broadcast against `dims`.
FloatTensor along(const FloatTensor& v, const Dims& dims, std::int64_t axis) {
  if (v.values.size() == 1) return {{1}, v.values};
  Dims shape(dims.size(), 1);
  shape[static_cast<std::size_t>(axis)] = static_cast<std::int64_t>(v.values.size());
  return {shape, v.values};
}

FloatTensor transpose(const NodeView& node, const Inputs& in) {
  const Dims perm = node.ints("perm", {});
  FloatTensor result{{}, std::vector<double>(in[0].values.size())};
  for (const std::int64_t p : perm) result.dims.push_back(in[0].dims[static_cast<std::size_t>(p)]);
  const auto from = strides(in[0].dims), to = strides(result.dims);
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    std::int64_t rest = static_cast<std::int64_t>(i), at = 0;
    for (std::size_t d = 0; d < perm.size(); ++d) {
      at += (rest / to[d]) * from[static_cast<std::size_t>(perm[d])];
      rest %= to[d];
    }
    result.values[i] = in[0].values[static_cast<std::size_t>(at)];
  }
  return result;
}

FloatTensor concat(const NodeView& node, const Inputs& in) {
  const auto axis = static_cast<std::size_t>(node.integer("axis", 1));
  FloatTensor result{in[0].dims, {}};
  std::int64_t outer = 1;
  for (std::size_t d = 0; d < axis; ++d) outer *= in[0].dims[d];
  result.dims[axis] = 0;
  for (const FloatTensor& t : in) result.dims[axis] += t.dims[axis];
  for (std::int64_t o = 0; o < outer; ++o) {
    for (const FloatTensor& t : in) {
      const auto block = static_cast<std::ptrdiff_t>(t.values.size()) / outer;
      result.values.insert(result.values.end(), t.values.begin() + o * block,
                           t.values.begin() + (o + 1) * block);
    }
  }
  return result;
}

FloatTensor matmul(const FloatTensor& a, const FloatTensor& b, bool transposed) {
  const std::int64_t k = a.dims.back();
  const std::int64_t n = b.dims[transposed ? 0 : 1];
  FloatTensor result{a.dims, {}};
  result.dims.back() = n;
  for (std::int64_t j = 0; j < n; ++j) {
    double sum = 0;
    for (std::int64_t i = 0; i < k; ++i)
      sum += a.values[static_cast<std::size_t>(i)] *
             b.values[static_cast<std::size_t>(transposed ? j * k + i : i * n + j)];
    result.values.push_back(sum);
  }
  return result;
}

FloatTensor multi_threshold(const NodeView& node, const Inputs& in) {
  const std::int64_t steps = in[1].dims[1];
  const std::size_t axis = node.text("data_layout", "NCHW") == "NHWC" ? in[0].dims.size() - 1 : 1;
  const auto s = strides(in[0].dims);
  FloatTensor result = in[0];
  for (std::size_t i = 0; i < result.values.size(); ++i) {
    const std::int64_t channel = static_cast<std::int64_t>(i) / s[axis] % in[0].dims[axis];
    const std::int64_t row = in[1].dims[0] == 1 ? 0 : channel;
    double reached = 0;
    for (std::int64_t k = 0; k < steps; ++k)
      reached += in[0].values[i] >= in[1].values[static_cast<std::size_t>(row * steps + k)] ? 1 : 0;
    result.values[i] = node.real("out_scale", 1) * reached + node.real("out_bias", 0);
  }
  return result;
}

FloatTensor quant(const NodeView& node, const Inputs& in) {
  const double bits = in[3].values[0];
  const bool is_signed = node.integer("signed", 1) != 0, narrow = node.integer("narrow", 0) != 0;
  const double low = is_signed ? -std::exp2(bits - 1) + (narrow ? 1 : 0) : 0;
  const double high = is_signed ? std::exp2(bits - 1) - 1 : std::exp2(bits) - (narrow ? 2 : 1);
  const std::string mode = node.text("rounding_mode", "ROUND");
  const double zero = in[2].values[0];
  return combine(in[0], in[1], [&](double v, double scale) {
    if (bits == 1 && is_signed) return v >= 0 ? scale : -scale;
    return (rounded(mode, std::clamp(v / scale + zero, low, high)) - zero) * scale;
  });
}

FloatTensor batch_normalization(const NodeView& node, const Inputs& in) {
  FloatTensor gain = in[1], shift = in[2];
  for (std::size_t i = 0; i < gain.values.size(); ++i) {
    gain.values[i] /= std::sqrt(in[4].values[i] + node.real("epsilon", 1e-5));
    shift.values[i] -= gain.values[i] * in[3].values[i];
  }
  const FloatTensor scaled =
      combine(in[0], along(gain, in[0].dims, 1), [](double a, double b) { return a * b; });
  return combine(scaled, along(shift, in[0].dims, 1), [](double a, double b) { return a + b; });
}

FloatTensor reshape(const NodeView&, const Inputs& in) {
  FloatTensor result = in[0];
  result.dims.clear();
  std::int64_t known = 1, free_at = -1;
  for (const double v : in[1].values) {
    const auto d = v == 0 ? in[0].dims[result.dims.size()] : static_cast<std::int64_t>(v);
    if (d < 0) {
      free_at = static_cast<std::int64_t>(result.dims.size());
    } else {
      known *= d;
    }
    result.dims.push_back(d);
  }
  if (free_at >= 0)
    result.dims[static_cast<std::size_t>(free_at)] = static_cast<std::int64_t>(in[0].values.size()) / known;
  return result;
}

std::map<std::string, Evaluate> make_table() {
  std::map<std::string, Evaluate> t;
  t["Relu"] = [](const NodeView&, const Inputs& in) {
    return map(in[0], [](double v) { return std::max(v, 0.0); });
  };
  t["Clip"] = [](const NodeView&, const Inputs& in) {
    return map(in[0], [&](double v) { return std::clamp(v, in[1].values[0], in[2].values[0]); });
  };
  t["Abs"] = [](const NodeView&, const Inputs& in) {
    return map(in[0], [](double v) { return std::abs(v); });
  };
  t["Identity"] = t["Dropout"] = t["Cast"] = [](const NodeView&, const Inputs& in) { return in[0]; };
  t["Add"] = t["QAdd"] = [](const NodeView&, const Inputs& in) {
    return binary(in, [](double a, double b) { return a + b; });
  };
  t["Sub"] = [](const NodeView&, const Inputs& in) {
    return binary(in, [](double a, double b) { return a - b; });
  };
  t["Mul"] = [](const NodeView&, const Inputs& in) {
    return binary(in, [](double a, double b) { return a * b; });
  };
  t["Div"] = [](const NodeView&, const Inputs& in) {
    return binary(in, [](double a, double b) { return a / b; });
  };
  t["Transpose"] = transpose;
  t["Concat"] = concat;
  t["Reshape"] = reshape;
  t["Flatten"] = [](const NodeView&, const Inputs& in) {
    return FloatTensor{{in[0].dims[0], static_cast<std::int64_t>(in[0].values.size()) / in[0].dims[0]},
                       in[0].values};
  };
  t["Squeeze"] = [](const NodeView&, const Inputs& in) {
    FloatTensor r{{}, in[0].values};
    for (std::size_t d = 0; d < in[0].dims.size(); ++d) {
      if (std::find(in[1].values.begin(), in[1].values.end(), static_cast<double>(d)) == in[1].values.end())
        r.dims.push_back(in[0].dims[d]);
    }
    return r;
  };
  t["MatMul"] = [](const NodeView&, const Inputs& in) { return matmul(in[0], in[1], false); };
  t["Gemm"] = [](const NodeView& node, const Inputs& in) {
    const FloatTensor product = matmul(in[0], in[1], node.integer("transB", 0) != 0);
    return in.size() < 3 ? product : combine(product, in[2], [](double a, double b) { return a + b; });
  };
  t["BatchNormalization"] = batch_normalization;
  t["Quant"] = quant;
  t["BipolarQuant"] = [](const NodeView&, const Inputs& in) {
    return combine(in[0], in[1], [](double v, double s) { return v >= 0 ? s : -s; });
  };
  t["MultiThreshold"] = multi_threshold;
  t["DequantizeLinear"] = [](const NodeView& node, const Inputs& in) {
    const std::int64_t axis = in[0].dims.empty() ? 0 : node.integer("axis", 1);
    const FloatTensor moved =
        combine(in[0], along(in[2], in[0].dims, axis), [](double a, double b) { return a - b; });
    return combine(moved, along(in[1], in[0].dims, axis), [](double a, double b) { return a * b; });
  };
  register_windows(t);
  return t;
}

/// QuantizeLinear needs its zero point's type for the limits.
FloatTensor quantize_linear(const FloatTensor& x, const FloatTensor& scale, const onnx::TensorProto& zero) {
  const bool is_unsigned = zero.data_type() == onnx::TensorProto::UINT8;
  const double z = decode(zero).values[0];
  return map(x, [&](double v) {
    return std::clamp(rounded("ROUND", v / scale.values[0]) + z, is_unsigned ? 0.0 : -128.0,
                      is_unsigned ? 255.0 : 127.0);
  });
}

}  // namespace

std::int64_t NodeView::integer(const std::string& key, std::int64_t fallback) const {
  const auto* a = find(node, key);
  return a == nullptr ? fallback : a->i();
}
Dims NodeView::ints(const std::string& key, const Dims& fallback) const {
  const auto* a = find(node, key);
  return a == nullptr ? fallback : Dims(a->ints().begin(), a->ints().end());
}
double NodeView::real(const std::string& key, double fallback) const {
  const auto* a = find(node, key);
  return a == nullptr ? fallback : static_cast<double>(a->f());
}
std::string NodeView::text(const std::string& key, const std::string& fallback) const {
  const auto* a = find(node, key);
  return a == nullptr ? fallback : a->s();
}

double rounded(const std::string& mode, double v) {
  if (mode == "FLOOR") return std::floor(v);
  if (mode == "CEIL") return std::ceil(v);
  if (mode == "HALF_UP") return std::copysign(std::floor(std::abs(v) + 0.5), v);
  return std::nearbyint(v);
}

FloatTensor evaluate(const onnx::ModelProto& model, const FloatTensor& input) {
  static const std::map<std::string, Evaluate> table = make_table();
  std::map<std::string, FloatTensor> values;
  std::map<std::string, const onnx::TensorProto*> initializers;
  for (const auto& t : model.graph().initializer()) {
    values[t.name()] = decode(t);
    initializers[t.name()] = &t;
  }
  values[model.graph().input(0).name()] = input;
  for (const auto& node : model.graph().node()) {
    std::vector<FloatTensor> in;
    for (const auto& name : node.input()) in.push_back(name.empty() ? FloatTensor{} : values.at(name));
    values[node.output(0)] = node.op_type() == "QuantizeLinear"
                                 ? quantize_linear(in[0], in[1], *initializers.at(node.input(2)))
                                 : table.at(node.op_type())(NodeView(node), in);
  }
  return values.at(model.graph().output(0).name());
}

}  // namespace quartet::test
