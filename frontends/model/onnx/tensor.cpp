#include "frontends/model/onnx/tensor.hpp"

#include <onnx/onnx_pb.h>

#include <bit>
#include <cmath>
#include <cstring>

namespace quartet::onnx_import {

namespace {

using Proto = ::onnx::TensorProto;

/// Little-endian elements of raw_data, whatever the host's order.
template <class T>
std::vector<double> decode_raw(const std::string& raw) {
  std::vector<double> values(raw.size() / sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint64_t word = 0;
    for (std::size_t b = 0; b < sizeof(T); ++b)
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(raw[i * sizeof(T) + b])) << (8 * b);
    if constexpr (std::is_same_v<T, float>) {
      values[i] = std::bit_cast<float>(static_cast<std::uint32_t>(word));
    } else if constexpr (std::is_same_v<T, double>) {
      values[i] = std::bit_cast<double>(word);
    } else {
      values[i] = static_cast<double>(static_cast<T>(word));
    }
  }
  return values;
}

double half_to_double(std::uint32_t bits) {
  const int exponent = static_cast<int>((bits >> 10) & 31);
  const double mantissa = bits & 1023;
  const double sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
  if (exponent == 31) return mantissa == 0 ? sign * HUGE_VAL : std::nan("");
  if (exponent == 0) return sign * std::ldexp(mantissa, -24);
  return sign * std::ldexp(1024 + mantissa, exponent - 25);
}

std::vector<double> decode_halves(std::vector<double> bits) {
  for (double& v : bits)
    v = half_to_double(static_cast<std::uint32_t>(static_cast<std::int64_t>(v)) & 0xFFFF);
  return bits;
}

template <class Field>
std::vector<double> decode_field(const Field& field) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(field.size()));
  for (const auto v : field) values.push_back(static_cast<double>(v));
  return values;
}

/// Bytes of one element in raw_data; 0 for types that have no numbers here.
std::size_t raw_size(int type) {
  switch (type) {
    case Proto::INT8:
    case Proto::UINT8:
    case Proto::BOOL:
      return 1;
    case Proto::INT16:
    case Proto::UINT16:
    case Proto::FLOAT16:
      return 2;
    case Proto::FLOAT:
    case Proto::INT32:
      return 4;
    case Proto::DOUBLE:
    case Proto::INT64:
      return 8;
    default:
      return 0;
  }
}

std::vector<double> decode_raw_as(int type, const std::string& raw) {
  switch (type) {
    case Proto::INT8:
      return decode_raw<std::int8_t>(raw);
    case Proto::INT16:
      return decode_raw<std::int16_t>(raw);
    case Proto::UINT16:
      return decode_raw<std::uint16_t>(raw);
    case Proto::FLOAT16:
      return decode_halves(decode_raw<std::uint16_t>(raw));
    case Proto::FLOAT:
      return decode_raw<float>(raw);
    case Proto::INT32:
      return decode_raw<std::int32_t>(raw);
    case Proto::DOUBLE:
      return decode_raw<double>(raw);
    case Proto::INT64:
      return decode_raw<std::int64_t>(raw);
    default:
      return decode_raw<std::uint8_t>(raw);
  }
}

std::vector<double> decode_typed(int type, const Proto& tensor) {
  switch (type) {
    case Proto::FLOAT:
      return decode_field(tensor.float_data());
    case Proto::DOUBLE:
      return decode_field(tensor.double_data());
    case Proto::INT64:
      return decode_field(tensor.int64_data());
    case Proto::FLOAT16:
      return decode_halves(decode_field(tensor.int32_data()));
    default:
      return decode_field(tensor.int32_data());
  }
}

/// Typed fields carry small integers in 32 bits: a value beyond the type is a corrupt file.
bool in_range(ElementType type, double v) {
  switch (type) {
    case ElementType::int8:
      return v >= -128 && v <= 127;
    case ElementType::uint8:
      return v >= 0 && v <= 255;
    case ElementType::int16:
      return v >= -32768 && v <= 32767;
    case ElementType::uint16:
      return v >= 0 && v <= 65535;
    default:
      return true;
  }
}

}  // namespace

ElementType element_type(int onnx_data_type) {
  switch (onnx_data_type) {
    case Proto::FLOAT:
    case Proto::FLOAT16:
    case Proto::DOUBLE:
      return ElementType::floating;
    case Proto::INT8:
      return ElementType::int8;
    case Proto::UINT8:
      return ElementType::uint8;
    case Proto::INT16:
      return ElementType::int16;
    case Proto::UINT16:
      return ElementType::uint16;
    case Proto::INT32:
      return ElementType::int32;
    case Proto::INT64:
      return ElementType::int64;
    case Proto::BOOL:
      return ElementType::boolean;
    default:
      return ElementType::other;
  }
}

tl::expected<Constant, std::string> decode_tensor(const Proto& tensor) {
  if (tensor.data_location() == Proto::EXTERNAL || tensor.external_data_size() > 0)
    return tl::unexpected<std::string>("its data is in another file; save the model with its data inside");
  const std::size_t size = raw_size(tensor.data_type());
  if (size == 0)
    return tl::unexpected<std::string>("element type " + std::to_string(tensor.data_type()) +
                                       " is not known");
  Constant constant;
  constant.type = element_type(tensor.data_type());
  if (static_cast<std::size_t>(tensor.dims_size()) > kMaxRank)
    return tl::unexpected<std::string>("it has more than 8 axes");
  constant.dims.assign(tensor.dims().begin(), tensor.dims().end());
  // An empty constant is legal ONNX (an absent `axes` or `roi`): one axis of size 0, no data.
  const bool empty = constant.dims.size() == 1 && constant.dims[0] == 0;
  std::int64_t count = 0;
  if (!empty) {
    const auto checked = checked_count(constant.dims);
    if (!checked) return tl::unexpected<std::string>(checked.error());
    count = *checked;
  }
  const auto expected = static_cast<std::size_t>(count);
  if (tensor.has_raw_data()) {
    if (tensor.raw_data().size() != expected * size)
      return tl::unexpected<std::string>("raw_data has " + std::to_string(tensor.raw_data().size()) +
                                         " bytes, " + to_text(constant.dims) + " elements need " +
                                         std::to_string(expected * size));
    constant.values = decode_raw_as(tensor.data_type(), tensor.raw_data());
  } else {
    constant.values = decode_typed(tensor.data_type(), tensor);
    if (constant.values.size() != expected)
      return tl::unexpected<std::string>("it has " + std::to_string(constant.values.size()) +
                                         " values, its shape " + to_text(constant.dims) + " needs " +
                                         std::to_string(expected));
  }
  for (const double v : constant.values) {
    if (std::isnan(v)) return tl::unexpected<std::string>("it holds a value that is not a number");
    if (!in_range(constant.type, v)) return tl::unexpected<std::string>("a value is beyond its element type");
  }
  return constant;
}

}  // namespace quartet::onnx_import
