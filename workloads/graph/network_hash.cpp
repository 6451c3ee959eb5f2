// A canonical text of the network, hashed: tensors numbered by first use, reals as exact hexadecimal,
// constants by the hash of their values.
#include <fmt/format.h>

#include <bit>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/hash.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

namespace {

static_assert(std::endian::native == std::endian::little, "constants are hashed as little-endian int32");

/// Lines of fields, each with one spelling only.
class CanonicalText {
 public:
  template <class... Fields>
  void line(std::string_view key, const Fields&... fields) {
    text_ += key;
    ((text_ += ' ', append(fields)), ...);
    text_ += '\n';
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void append(double value) { fmt::format_to(std::back_inserter(text_), "{:a}", value); }
  void append(const std::string& value) { text_ += value; }
  void append(std::uint64_t value) { text_ += std::to_string(value); }
  void append(std::int32_t value) { text_ += std::to_string(value); }
  void append(bool value) { text_ += value ? '1' : '0'; }
  void append(const Size2& value) { fmt::format_to(std::back_inserter(text_), "{}x{}", value.h, value.w); }
  template <class T>
  void append(const std::vector<T>& values) {
    text_ += '[';
    for (const T& value : values) {
      append(value);
      text_ += ' ';
    }
    text_ += ']';
  }

  std::string text_;
};

class Canonical {
 public:
  explicit Canonical(const Network& network) : network_(network) {
    structure_.line("inputs", numbers(network.inputs));
    for (const Layer& layer : network.layers) write(layer);
    structure_.line("outputs", numbers(network.outputs));
  }
  [[nodiscard]] std::string text() const { return structure_.text() + tensors_.text(); }

 private:
  void write(const Layer& layer) {
    const Requantization& r = layer.requantization;
    const std::vector<TensorId> roles = {layer.weights, layer.bias, r.thresholds, layer.output};
    const std::vector<int> inputs = numbers(layer.inputs);
    structure_.line("layer", layer.op, inputs, numbers(roles));
    const Attributes& a = layer.attributes;
    structure_.line("attributes", a.kernel, a.stride, a.dilation, a.padding.top, a.padding.left,
                    a.padding.bottom, a.padding.right, a.output_padding, a.groups,
                    static_cast<int>(a.average_rounding), a.axis, a.new_shape,
                    static_cast<int>(a.flatten_order), a.beta, a.input_scales, a.output_scale);
    structure_.line("requantization", static_cast<int>(r.rule), r.scales, r.shift, r.clamp_min, r.clamp_max);
    const Placement& p = layer.placement;
    structure_.line("placement", p.hardware_layer, p.processors, p.output_processors, p.streaming,
                    p.channels_first_input, p.kernel_offset);
  }

  std::vector<int> numbers(const std::vector<TensorId>& ids) {
    std::vector<int> result;
    for (const TensorId id : ids) result.push_back(number(id));
    return result;
  }

  // The number of a tensor; its first use writes its description.
  int number(TensorId id) {
    if (id == kNoTensor) return kNoTensor;
    const auto [entry, is_new] = numbers_.try_emplace(id, static_cast<int>(numbers_.size()));
    if (is_new) {
      const Tensor& t = network_.tensor(id);
      const std::string values =
          t.is_constant() ? content_hash(t.constant.data(), t.constant.size() * sizeof(t.constant[0])) : "-";
      tensors_.line("tensor", t.shape, t.type.bits, t.type.is_signed, t.type.bipolar, t.quantization.scales,
                    t.quantization.zero_points, values);
    }
    return entry->second;
  }

  const Network& network_;
  std::map<TensorId, int> numbers_;
  CanonicalText structure_;
  CanonicalText tensors_;
};

}  // namespace

std::string network_hash(const Network& network) {
  return content_hash(Canonical(network).text());
}

}  // namespace quartet
