#include "sim/run/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "sim/base/hash.hpp"
#include "sim/base/requantize.hpp"
#include "sim/report/units.hpp"

namespace quartet {

namespace {

Shape without_ones(const Shape& shape) {
  Shape out;
  std::copy_if(shape.begin(), shape.end(), std::back_inserter(out), [](int d) { return d != 1; });
  return out;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return shape.empty() ? "()" : fmt::format("{}", fmt::join(shape, "x"));
}

/// The axes of a sample behind the first, which counts the samples; empty when there are too many elements.
Shape sample_shape(const NpyArray& array) {
  Shape shape;
  std::int64_t elements = 1;
  for (std::size_t axis = 1; axis < array.shape.size(); ++axis) {
    elements *= array.shape[axis];
    if (elements > kMaxElements) return {};
    shape.push_back(static_cast<int>(array.shape[axis]));
  }
  return shape;
}

/// True when the samples have the channels before the space axes (ONNX's order, and that of many data sets)
/// and cannot be meant in the network's order.
bool channels_first(const Tensor& tensor, const NpyArray& array) {
  if (tensor.shape.size() < 2 || array.shape.size() < 3) return false;
  Shape rotated = tensor.shape;
  std::rotate(rotated.begin(), rotated.end() - 1, rotated.end());
  const Shape have = without_ones(sample_shape(array));
  return have == without_ones(rotated) && have != without_ones(tensor.shape);
}

/// Moves the channels of every sample behind the space axes; the shape becomes the network's.
void move_channels_last(const Tensor& tensor, NpyArray& array) {
  const auto channels = static_cast<std::size_t>(tensor.shape.back());
  const auto size = static_cast<std::size_t>(tensor.elements());
  const std::size_t positions = size / channels;
  const std::size_t width = npy_item_size(array.type);
  std::vector<std::uint8_t> moved(array.data.size());
  for (std::size_t first = 0; first < array.data.size(); first += size * width) {
    for (std::size_t c = 0; c < channels; ++c) {
      for (std::size_t p = 0; p < positions; ++p)
        std::memcpy(moved.data() + first + (p * channels + c) * width,
                    array.data.data() + first + (c * positions + p) * width, width);
    }
  }
  array.data = std::move(moved);
  array.shape.resize(1);
  array.shape.insert(array.shape.end(), tensor.shape.begin(), tensor.shape.end());
}

/// Windows of a data sample of frames x bands when the network takes k x bands elements; 1 where that is not so.
std::int64_t sliding_windows(const Tensor& tensor, const NpyArray& array) {
  if (array.shape.size() != 3 || without_ones(tensor.shape).size() > 1) return 1;
  const std::int64_t frames = array.shape[1], bands = array.shape[2];
  if (bands < 1 || tensor.elements() % bands != 0 || tensor.elements() / bands > frames) return 1;
  return frames - tensor.elements() / bands + 1;
}

// A sample fits when its axes equal the input's (axes of 1 do not count), or when the input is a plain vector
// of as many elements.
Result<void> check_shape(const Tensor& tensor, const NpyArray& array, const std::string& file) {
  const std::string needed = "N x " + to_string(tensor.shape);
  if (array.shape.empty())
    return bad_input(file, "holds a single number",
                     fmt::format("the first axis must be the sample: {} is needed", needed));
  Shape sample;
  std::int64_t elements = 1;
  for (std::size_t axis = 1; axis < array.shape.size(); ++axis) {
    elements *= array.shape[axis];
    if (elements > kMaxElements) break;
    sample.push_back(static_cast<int>(array.shape[axis]));
  }
  const Shape have = without_ones(sample);
  const Shape want = without_ones(tensor.shape);
  if (array.shape[0] == 0) return bad_input(file, "holds no sample");
  if (have == want || (want.size() <= 1 && elements == tensor.elements())) return {};
  std::string remedy = fmt::format("the network input '{}' needs {}", tensor.name, needed);
  if (elements == tensor.elements() &&
      std::is_permutation(have.begin(), have.end(), want.begin(), want.end()))
    remedy += "; the axes are in another order: images are H, W, C, so transpose the array first";
  else if (array.elements() == tensor.elements())
    remedy += "; a single sample still needs a first axis of 1";
  return bad_input(file, fmt::format("has shape {}", shape_text(array.shape)), remedy);
}

std::int64_t integer_at(const NpyArray& array, std::int64_t index) {
  const std::uint8_t* at = array.data.data() + static_cast<std::size_t>(index) * npy_item_size(array.type);
  const auto as = [&]<class T>(T) {
    T v{};
    std::memcpy(&v, at, sizeof v);
    return static_cast<std::int64_t>(v);
  };
  switch (npy_item_size(array.type)) {
    case 1:
      return array.type == NpyType::u8 ? as(std::uint8_t{}) : as(std::int8_t{});
    case 2:
      return array.type == NpyType::u16 ? as(std::uint16_t{}) : as(std::int16_t{});
    case 4:
      return array.type == NpyType::u32 ? as(std::uint32_t{}) : as(std::int32_t{});
    default:
      return as(std::int64_t{});
  }
}

}  // namespace

Result<Samples::Input> Samples::read_input(const Tensor& tensor, const std::string& file, Framing framing,
                                           Samples& samples) {
  auto array = read_npy(file);
  if (!array) return pass(array.error());
  if (channels_first(tensor, *array)) {
    samples.notes_.push_back(fmt::format("inputs of {} have shape {}: channels first, read as N x {}",
                                         tensor.name, shape_text(array->shape), to_string(tensor.shape)));
    move_channels_last(tensor, *array);
  }
  const std::int64_t windows = framing == Framing::sliding ? sliding_windows(tensor, *array) : 1;
  if (windows > 1) {
    samples.windows_ = windows;
    samples.notes_.push_back(
        fmt::format("each sample of {} is given as {} windows of {} successive frames; the score is their mean",
                    shape_text(array->shape), windows, tensor.elements() / array->shape[2]));
  } else if (const auto ok = check_shape(tensor, *array, file); !ok) {
    return pass(ok.error());
  }
  const std::int64_t hop = windows > 1 ? array->shape[2] : 0;
  Input input{std::move(*array), tensor.elements(), hop, 0, false, tensor};
  input.quantize = input.array.is_float();
  if (input.quantize && tensor.quantization.scales.empty())
    return bad_input(file, "holds floats, but the network input has no scale to quantize them with",
                     fmt::format("store integers ({}) as the network has them", tensor.type.name()));
  if (input.array.type == NpyType::u8 && tensor.type == kInt8) {
    input.offset = -128;
    samples.notes_.push_back(
        fmt::format("inputs of {} are uint8: value - 128 enters the network", tensor.name));
  }
  if (const auto ok = check_range(input, file, samples); !ok) return pass(ok.error());
  return input;
}

Result<void> Samples::check_range(const Input& input, const std::string& file, Samples& samples) {
  const std::int64_t total = input.array.elements();
  const IntType type = input.tensor.type;
  if (!input.quantize) {
    for (std::int64_t i = 0; i < total; ++i) {
      const std::int64_t v = integer_at(input.array, i);
      if (type.holds(v + input.offset)) continue;
      return bad_input(file,
                       fmt::format("value {} at sample {} does not fit the network input '{}'", v,
                                   i / (total / input.array.shape[0]), input.tensor.name),
                       fmt::format("{} holds {} to {}", type.name(), type.min(), type.max()));
    }
    return {};
  }
  const std::vector<double> reals = input.array.as_double();
  const auto bad = std::find_if(reals.begin(), reals.end(), [](double x) { return !std::isfinite(x); });
  if (bad != reals.end())
    return bad_input(file, fmt::format("holds a value that is not finite at sample {}",
                                       (bad - reals.begin()) / (total / input.array.shape[0])));
  const Quantization& q = input.tensor.quantization;
  const double low = q.scale() * (static_cast<double>(type.min()) - 0.5 - q.zero_point());
  const double high = q.scale() * (static_cast<double>(type.max()) + 0.5 - q.zero_point());
  const auto saturated =
      std::count_if(reals.begin(), reals.end(), [&](double x) { return x < low || x > high; });
  samples.notes_.push_back(fmt::format(
      "inputs of {} are floats, quantized with scale {} and zero point {}; {} of {} values saturated",
      input.tensor.name, shortest(q.scale()), q.zero_point(), saturated, total));
  return {};
}

std::int64_t Samples::begin(const Input& input, std::int64_t index) const {
  const std::int64_t whole = input.hop == 0 ? input.elements : input.elements + (windows_ - 1) * input.hop;
  return index / windows_ * whole + index % windows_ * input.hop;
}

std::vector<double> Samples::file_reals(const Input& input, std::int64_t first) {
  NpyArray one{input.array.type, {input.elements}, {}};
  const auto size = static_cast<std::ptrdiff_t>(npy_item_size(one.type));
  one.data.assign(input.array.data.begin() + first * size, input.array.data.begin() + (first + input.elements) * size);
  return one.as_double();
}

std::vector<double> Samples::reals(std::int64_t index) const {
  const Input& input = inputs_.front();
  if (input.quantize) return file_reals(input, begin(input, index));
  const Quantization& q = input.tensor.quantization;
  std::vector<double> out;
  for (const std::int32_t v : values(input, index)) out.push_back(q.scale() * (v - q.zero_point()));
  return out;
}

Values Samples::values(const Input& input, std::int64_t index) const {
  const std::int64_t first = begin(input, index);
  Values out(static_cast<std::size_t>(input.elements));
  if (!input.quantize) {
    for (std::int64_t i = 0; i < input.elements; ++i)
      out[static_cast<std::size_t>(i)] =
          static_cast<std::int32_t>(integer_at(input.array, first + i) + input.offset);
    return out;
  }
  const std::vector<double> reals = file_reals(input, first);
  const Quantization& q = input.tensor.quantization;
  std::transform(reals.begin(), reals.end(), out.begin(), [&](double x) {
    return quantize_real(x, q.scale(), q.zero_point(), input.tensor.type);
  });
  return out;
}

Result<Samples> Samples::load(const Network& network, const std::vector<std::string>& files, Framing framing) {
  if (files.size() != network.inputs.size())
    return bad_input(
        "--inputs",
        fmt::format("{} file(s) for a network with {} input(s)", files.size(), network.inputs.size()),
        "give --inputs once for each network input, in order");
  Samples samples;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto input = read_input(network.tensor(network.inputs[i]), files[i], files.size() == 1 ? framing : Framing::whole, samples);
    if (!input) return pass(input.error());
    const std::int64_t count = input->array.shape[0] * samples.windows_;
    if (i > 0 && count != samples.count_)
      return bad_input(files[i], fmt::format("has {} samples", count),
                       fmt::format("{} has {}", files[0], samples.count_));
    samples.count_ = count;
    samples.inputs_.push_back(std::move(*input));
  }
  return samples;
}

Samples Samples::zero_point(const Network& network) {
  Samples samples;
  samples.count_ = 1;
  for (const TensorId id : network.inputs) {
    Input input;
    input.tensor = network.tensor(id);
    input.elements = input.tensor.elements();
    input.array.type = NpyType::i32;
    input.array.shape = {1, input.elements};
    const auto zero = static_cast<std::int32_t>(std::clamp<std::int64_t>(
        input.tensor.quantization.zero_point(), input.tensor.type.min(), input.tensor.type.max()));
    const Values zeros(static_cast<std::size_t>(input.elements), zero);
    input.array.data.resize(zeros.size() * sizeof(std::int32_t));
    std::memcpy(input.array.data.data(), zeros.data(), input.array.data.size());
    samples.inputs_.push_back(std::move(input));
  }
  return samples;
}

std::vector<Values> Samples::sample(std::int64_t index) const {
  std::vector<Values> out;
  for (const Input& input : inputs_) out.push_back(values(input, index));
  return out;
}

std::string Samples::hash(std::int64_t count) const {
  std::string hashes;
  for (std::int64_t i = 0; i < count; ++i) {
    for (const Values& v : sample(i)) hashes += content_hash(v.data(), v.size() * sizeof(std::int32_t));
  }
  return content_hash(hashes);
}

Result<std::vector<std::int32_t>> load_labels(const std::string& file, std::int64_t samples,
                                              std::int64_t classes) {
  const auto array = read_npy(file);
  if (!array) return pass(array.error());
  if (array->elements() != samples)
    return bad_input(file, fmt::format("has {} labels for {} samples", array->elements(), samples),
                     "one label a sample is needed");
  auto labels = array->as_int32();
  if (!labels)
    return bad_input(file, "labels must be whole numbers", "store class indices, for example as uint8");
  for (std::size_t i = 0; i < labels->size(); ++i) {
    const std::int32_t label = (*labels)[i];
    if (label < 0 || label >= classes)
      return bad_input(
          file,
          fmt::format("label {} of sample {} is not one of the network's {} outputs", label, i, classes),
          fmt::format("labels run from 0 to {}", classes - 1));
  }
  return labels;
}

}  // namespace quartet
