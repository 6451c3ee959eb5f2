#include "workloads/data/npy.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "sim/base/files.hpp"
#include "workloads/data/npy_header.hpp"

static_assert(std::endian::native == std::endian::little, "arrays are kept little endian as they are stored");

namespace quartet {
namespace {

struct TypeFacts {
  NpyType type;
  std::string_view name;
  std::size_t size;
};

// In the order of the enumeration.
constexpr std::array<TypeFacts, 10> kTypes{{{NpyType::i8, "int8", 1},
                                            {NpyType::u8, "uint8", 1},
                                            {NpyType::i16, "int16", 2},
                                            {NpyType::u16, "uint16", 2},
                                            {NpyType::i32, "int32", 4},
                                            {NpyType::u32, "uint32", 4},
                                            {NpyType::i64, "int64", 8},
                                            {NpyType::f16, "float16", 2},
                                            {NpyType::f32, "float32", 4},
                                            {NpyType::f64, "float64", 8}}};

const TypeFacts& facts(NpyType type) {
  return kTypes.at(static_cast<std::size_t>(type));
}

template <class T>
T load(const std::uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// IEEE 754 binary16.
double half_to_double(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 0x1f;
  const int fraction = bits & 0x3ff;
  double value = 0.0;
  if (exponent == 0) {
    value = std::ldexp(fraction, -24);
  } else if (exponent == 31) {
    value =
        fraction == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
  } else {
    value = std::ldexp(1024 + fraction, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -value : value;
}

std::int64_t integer_at(NpyType type, const std::uint8_t* at) {
  switch (type) {
    case NpyType::i8:
      return load<std::int8_t>(at);
    case NpyType::u8:
      return load<std::uint8_t>(at);
    case NpyType::i16:
      return load<std::int16_t>(at);
    case NpyType::u16:
      return load<std::uint16_t>(at);
    case NpyType::i32:
      return load<std::int32_t>(at);
    case NpyType::u32:
      return load<std::uint32_t>(at);
    default:
      return load<std::int64_t>(at);
  }
}

double real_at(NpyType type, const std::uint8_t* at) {
  switch (type) {
    case NpyType::f16:
      return half_to_double(load<std::uint16_t>(at));
    case NpyType::f32:
      return static_cast<double>(load<float>(at));
    case NpyType::f64:
      return load<double>(at);
    default:
      return static_cast<double>(integer_at(type, at));
  }
}

struct Limits {
  std::int64_t min;
  std::int64_t max;
};

template <class T>
constexpr Limits limits_of() {
  return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

Limits limits(NpyType type) {
  switch (type) {
    case NpyType::i8:
      return limits_of<std::int8_t>();
    case NpyType::u8:
      return limits_of<std::uint8_t>();
    case NpyType::i16:
      return limits_of<std::int16_t>();
    case NpyType::u16:
      return limits_of<std::uint16_t>();
    case NpyType::i32:
      return limits_of<std::int32_t>();
    case NpyType::u32:
      return limits_of<std::uint32_t>();
    default:
      return limits_of<std::int64_t>();
  }
}

/// Elements whose first axis varies fastest, put into the order whose last axis does. `item` bytes each.
std::vector<std::uint8_t> from_fortran_order(std::span<const std::uint8_t> data,
                                             const std::vector<std::int64_t>& shape, std::size_t item) {
  std::vector<std::uint8_t> out(data.size());
  const std::size_t elements = data.size() / item;
  for (std::size_t to = 0; to < elements; ++to) {
    std::size_t rest = to;
    std::size_t step = elements;  // of the axis in the stored order
    std::size_t from = 0;
    for (auto size = shape.rbegin(); size != shape.rend(); ++size) {
      const auto n = static_cast<std::size_t>(*size);
      step /= n;
      from += rest % n * step;
      rest /= n;
    }
    std::memcpy(out.data() + to * item, data.data() + from * item, item);
  }
  return out;
}

}  // namespace

std::string_view npy_type_name(NpyType type) {
  return facts(type).name;
}
std::size_t npy_item_size(NpyType type) {
  return facts(type).size;
}

std::int64_t NpyArray::elements() const {
  std::int64_t n = 1;
  for (const std::int64_t d : shape) n *= d;
  return n;
}

Result<std::vector<std::int32_t>> NpyArray::as_int32() const {
  if (is_float())
    return bad_input("array", fmt::format("holds {} where integers are needed", npy_type_name(type)));
  const std::size_t item = npy_item_size(type);
  std::vector<std::int32_t> out(data.size() / item);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::int64_t value = integer_at(type, data.data() + i * item);
    const auto narrow = static_cast<std::int32_t>(value);
    if (narrow != value)
      return bad_input("array", fmt::format("element {} is {}, which does not fit 32 bits", i, value));
    out[i] = narrow;
  }
  return out;
}

std::vector<double> NpyArray::as_double() const {
  const std::size_t item = npy_item_size(type);
  std::vector<double> out(data.size() / item);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = real_at(type, data.data() + i * item);
  return out;
}

Result<NpyArray> parse_npy(std::span<const std::uint8_t> bytes, const std::string& place) {
  auto header = parse_npy_header(bytes, place);
  if (!header) return pass(std::move(header.error()));
  const std::size_t have = bytes.size() - header->data_offset;
  // The header's check bounds the product of the shape, so need cannot overflow.
  const std::uint64_t need = static_cast<std::uint64_t>(header->elements) * npy_item_size(header->type);
  if (have != need) {
    return bad_input(place,
                     fmt::format("holds {} bytes of data where its shape and type need {}", have, need),
                     have < need ? "the file is truncated" : "the file has trailing bytes");
  }
  const auto data = bytes.subspan(header->data_offset);
  NpyArray array{header->type, std::move(header->shape), {}};
  if (header->fortran_order) {
    array.data = from_fortran_order(data, array.shape, npy_item_size(array.type));
  } else {
    array.data.assign(data.begin(), data.end());
  }
  return array;
}

Result<NpyArray> read_npy(const std::filesystem::path& path) {
  const auto bytes = read_bytes(path);
  if (!bytes) return pass(bytes.error());
  return parse_npy(*bytes, path.string());
}

Result<void> write_npy(const std::filesystem::path& path, const NpyArray& array) {
  const auto need = static_cast<std::uint64_t>(array.elements()) * npy_item_size(array.type);
  if (array.elements() < 0 || array.data.size() != need) {
    return fail(ErrorCode::internal, path.string(),
                fmt::format("an array of {} bytes does not match its shape, which needs {}",
                            array.data.size(), need));
  }
  std::vector<std::uint8_t> bytes = npy_header_bytes(array.type, array.shape);
  bytes.insert(bytes.end(), array.data.begin(), array.data.end());
  return write_bytes(path, bytes);
}

Result<NpyArray> make_npy(NpyType type, std::vector<std::int64_t> shape,
                          std::span<const std::int32_t> values) {
  NpyArray array{type, std::move(shape), {}};
  const std::string place = fmt::format("{} array", npy_type_name(type));
  if (array.is_float()) return bad_input(place, "integers are not stored as floats here");
  if (array.elements() != static_cast<std::int64_t>(values.size())) {
    return bad_input(
        place, fmt::format("{} values do not fill a shape of {} elements", values.size(), array.elements()));
  }
  const Limits range = limits(type);
  const std::size_t item = npy_item_size(type);
  array.data.resize(values.size() * item);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::int64_t value = values[i];
    if (value < range.min || value > range.max) {
      return bad_input(place,
                       fmt::format("element {} is {}, outside {} to {}", i, value, range.min, range.max));
    }
    std::memcpy(array.data.data() + i * item, &value, item);
  }
  return array;
}

}  // namespace quartet
