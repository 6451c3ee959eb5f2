// Convolutions and pools of the float oracle, straight from ONNX's definitions; sequences are maps of
// width 1.
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/unit/onnx/float_evaluator.hpp"

namespace quartet::test {

namespace {

using Inputs = std::vector<FloatTensor>;

/// N,C,H,W view of a map or a sequence (W = 1).
struct Map {
  std::int64_t c = 0, h = 0, w = 0;
  const std::vector<double>* values = nullptr;
  [[nodiscard]] double at(std::int64_t channel, std::int64_t y, std::int64_t x) const {
    return (*values)[static_cast<std::size_t>((channel * h + y) * w + x)];
  }
  [[nodiscard]] bool inside(std::int64_t y, std::int64_t x) const {
    return y >= 0 && y < h && x >= 0 && x < w;
  }
};

Map view(const FloatTensor& t) {
  return {t.dims[1], t.dims[2], t.dims.size() == 4 ? t.dims[3] : 1, &t.values};
}

struct Geometry {
  std::int64_t kh, kw, sh, sw, dh, dw, top, left, bottom, right;
};

Geometry geometry(const NodeView& node, std::int64_t kh, std::int64_t kw, bool flat) {
  const auto two = [&](const std::string& key) {
    Dims d = node.ints(key, flat ? Dims{1} : Dims{1, 1});
    if (flat) d.push_back(1);
    return d;
  };
  Dims pads = node.ints("pads", flat ? Dims{0, 0} : Dims{0, 0, 0, 0});
  if (flat) pads = {pads[0], 0, pads[1], 0};
  const Dims s = two("strides"), d = two("dilations");
  return {kh, kw, s[0], s[1], d[0], d[1], pads[0], pads[1], pads[2], pads[3]};
}

std::int64_t outputs(std::int64_t size, std::int64_t pads, std::int64_t kernel, std::int64_t stride,
                     std::int64_t dilation, bool ceil) {
  const std::int64_t slack = size + pads - dilation * (kernel - 1) - 1;
  return (ceil ? (slack + stride - 1) / stride : slack / stride) + 1;
}

Dims result_dims(std::int64_t channels, std::int64_t h, std::int64_t w, bool flat) {
  return flat ? Dims{1, channels, h} : Dims{1, channels, h, w};
}

FloatTensor conv(const NodeView& node, const Inputs& in) {
  const bool flat = in[0].dims.size() == 3;
  const Map x = view(in[0]);
  const Geometry g = geometry(node, in[1].dims[2], flat ? 1 : in[1].dims[3], flat);
  const std::int64_t groups = node.integer("group", 1), o_count = in[1].dims[0], i_count = in[1].dims[1];
  const std::int64_t oh = outputs(x.h, g.top + g.bottom, g.kh, g.sh, g.dh, false),
                     ow = outputs(x.w, g.left + g.right, g.kw, g.sw, g.dw, false);
  FloatTensor y{result_dims(o_count, oh, ow, flat), {}};
  for (std::int64_t o = 0; o < o_count; ++o) {
    const std::int64_t first = o / (o_count / groups) * i_count;
    for (std::int64_t r = 0; r < oh; ++r) {
      for (std::int64_t q = 0; q < ow; ++q) {
        double sum = in.size() > 2 ? in[2].values[static_cast<std::size_t>(o)] : 0;
        for (std::int64_t i = 0; i < i_count; ++i) {
          for (std::int64_t a = 0; a < g.kh; ++a) {
            for (std::int64_t b = 0; b < g.kw; ++b) {
              const std::int64_t yy = r * g.sh - g.top + a * g.dh, xx = q * g.sw - g.left + b * g.dw;
              if (x.inside(yy, xx))
                sum += x.at(first + i, yy, xx) *
                       in[1].values[static_cast<std::size_t>(((o * i_count + i) * g.kh + a) * g.kw + b)];
            }
          }
        }
        y.values.push_back(sum);
      }
    }
  }
  return y;
}

/// By its definition: every input element adds its kernel to the output.
FloatTensor conv_transpose(const NodeView& node, const Inputs& in) {
  const Map x = view(in[0]);
  const Geometry g = geometry(node, in[1].dims[2], in[1].dims[3], false);
  const Dims extra = node.ints("output_padding", {0, 0});
  const std::int64_t groups = node.integer("group", 1), per = in[1].dims[1], channels = per * groups;
  const std::int64_t oh = (x.h - 1) * g.sh + (g.kh - 1) * g.dh + 1 + extra[0] - g.top - g.bottom;
  const std::int64_t ow = (x.w - 1) * g.sw + (g.kw - 1) * g.dw + 1 + extra[1] - g.left - g.right;
  FloatTensor y{{1, channels, oh, ow},
                std::vector<double>(static_cast<std::size_t>(channels * oh * ow), 0.0)};
  for (std::int64_t i = 0; i < x.c; ++i) {
    const std::int64_t group = i / (x.c / groups);
    for (std::int64_t o = 0; o < per; ++o) {
      for (std::int64_t r = 0; r < x.h; ++r) {
        for (std::int64_t q = 0; q < x.w; ++q) {
          for (std::int64_t a = 0; a < g.kh; ++a) {
            for (std::int64_t b = 0; b < g.kw; ++b) {
              const std::int64_t yy = r * g.sh + a * g.dh - g.top, xx = q * g.sw + b * g.dw - g.left;
              if (yy < 0 || yy >= oh || xx < 0 || xx >= ow) continue;
              y.values[static_cast<std::size_t>(((group * per + o) * oh + yy) * ow + xx)] +=
                  x.at(i, r, q) *
                  in[1].values[static_cast<std::size_t>(((i * per + o) * g.kh + a) * g.kw + b)];
            }
          }
        }
      }
    }
  }
  return y;
}

FloatTensor pool(const NodeView& node, const Inputs& in, bool maximum) {
  const bool flat = in[0].dims.size() == 3;
  const Map x = view(in[0]);
  const Dims k = node.ints("kernel_shape", {});
  const Geometry g = geometry(node, k[0], flat ? 1 : k[1], flat);
  const bool ceil = node.integer("ceil_mode", 0) != 0, counted = node.integer("count_include_pad", 0) != 0;
  const std::int64_t oh = outputs(x.h, g.top + g.bottom, g.kh, g.sh, g.dh, ceil),
                     ow = outputs(x.w, g.left + g.right, g.kw, g.sw, g.dw, ceil);
  FloatTensor y{result_dims(x.c, oh, ow, flat), {}};
  for (std::int64_t c = 0; c < x.c; ++c) {
    for (std::int64_t r = 0; r < oh; ++r) {
      for (std::int64_t q = 0; q < ow; ++q) {
        double best = -std::numeric_limits<double>::infinity(), sum = 0, taps = 0;
        for (std::int64_t a = 0; a < g.kh; ++a) {
          for (std::int64_t b = 0; b < g.kw; ++b) {
            const std::int64_t yy = r * g.sh - g.top + a * g.dh, xx = q * g.sw - g.left + b * g.dw;
            if (!x.inside(yy, xx)) continue;
            best = std::max(best, x.at(c, yy, xx));
            sum += x.at(c, yy, xx);
            ++taps;
          }
        }
        y.values.push_back(maximum ? best : sum / (counted ? static_cast<double>(g.kh * g.kw) : taps));
      }
    }
  }
  return y;
}

FloatTensor global_pool(const Inputs& in, bool maximum) {
  const Map x = view(in[0]);
  FloatTensor y{{1, x.c, 1, 1}, {}};
  const std::int64_t area = x.h * x.w;
  for (std::int64_t c = 0; c < x.c; ++c) {
    const auto begin = x.values->begin() + c * area;
    double sum = 0;
    for (auto v = begin; v != begin + area; ++v) sum += *v;
    y.values.push_back(maximum ? *std::max_element(begin, begin + area) : sum / static_cast<double>(area));
  }
  return y;
}

FloatTensor pad(const NodeView&, const Inputs& in) {
  const Map x = view(in[0]);
  const auto p = [&](std::size_t i) { return static_cast<std::int64_t>(in[1].values[i]); };
  const std::int64_t h = x.h + p(2) + p(6), w = x.w + p(3) + p(7);
  FloatTensor y{{1, x.c, h, w}, {}};
  for (std::int64_t c = 0; c < x.c; ++c) {
    for (std::int64_t r = 0; r < h; ++r) {
      for (std::int64_t q = 0; q < w; ++q)
        y.values.push_back(x.inside(r - p(2), q - p(3)) ? x.at(c, r - p(2), q - p(3)) : 0.0);
    }
  }
  return y;
}

}  // namespace

void register_windows(std::map<std::string, Evaluate>& t) {
  t["Conv"] = conv;
  t["ConvTranspose"] = conv_transpose;
  t["MaxPool"] = [](const NodeView& node, const Inputs& in) { return pool(node, in, true); };
  t["AveragePool"] = [](const NodeView& node, const Inputs& in) { return pool(node, in, false); };
  t["GlobalMaxPool"] = [](const NodeView&, const Inputs& in) { return global_pool(in, true); };
  t["GlobalAveragePool"] = [](const NodeView&, const Inputs& in) { return global_pool(in, false); };
  t["Pad"] = pad;
}

}  // namespace quartet::test
