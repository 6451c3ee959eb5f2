// NumPy .npy files, little endian. Versions 1.0 and 2.0 are read, 1.0 is written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet {

enum class NpyType { i8, u8, i16, u16, i32, u32, i64, f16, f32, f64 };

/// An array in C order. `data` holds element_count·item_size bytes, little endian.
struct NpyArray {
  NpyType type = NpyType::i8;
  std::vector<std::int64_t> shape;
  std::vector<std::uint8_t> data;

  [[nodiscard]] std::int64_t elements() const;
  [[nodiscard]] bool is_float() const {
    return type == NpyType::f16 || type == NpyType::f32 || type == NpyType::f64;
  }
  /// All elements as int32; fails for floats and for values that do not fit.
  [[nodiscard]] Result<std::vector<std::int32_t>> as_int32() const;
  /// All elements as double (exact for every type but large int64).
  [[nodiscard]] std::vector<double> as_double() const;
};

[[nodiscard]] std::string_view npy_type_name(NpyType type);
[[nodiscard]] std::size_t npy_item_size(NpyType type);

/// Reads a file of any size, Fortran order included; every malformed header or length is an error (never a
/// crash, fuzzed).
[[nodiscard]] Result<NpyArray> read_npy(const std::filesystem::path& path);
[[nodiscard]] Result<NpyArray> parse_npy(std::span<const std::uint8_t> bytes, const std::string& place);
[[nodiscard]] Result<void> write_npy(const std::filesystem::path& path, const NpyArray& array);
/// int8 array from int32 values within range (checked).
[[nodiscard]] Result<NpyArray> make_npy(NpyType type, std::vector<std::int64_t> shape,
                                        std::span<const std::int32_t> values);

}  // namespace quartet
