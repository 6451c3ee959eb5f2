// A recorded network as one byte string: the JSON text, a zero byte, then array after array (name, zero byte,
// length in four bytes little endian, the .npy file). What the golden-JSON fuzzer mutates.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "frontends/model/golden_json.hpp"

namespace quartet::test {

struct GoldenBundle {
  std::string json;
  std::map<std::string, std::vector<std::uint8_t>> arrays;

  [[nodiscard]] std::vector<std::uint8_t> bytes() const;
  /// Any byte string is a bundle, perhaps with less in it than meant.
  [[nodiscard]] static GoldenBundle parse(std::span<const std::uint8_t> bytes);
  [[nodiscard]] Result<GoldenNetwork> read() const;
  [[nodiscard]] Result<Network> read_layer_list() const;
  /// Gives the arrays.
  [[nodiscard]] ArrayLoader loader() const;
  /// An int8 array that counts −3, −2, …, 3, −3, ….
  void array(const std::string& name, std::vector<std::int64_t> shape, std::int32_t modulus = 7,
             std::int32_t first = -3);
};

/// Three hardware layers: pool + conv2d, two operands cut from the previous output + passthrough, flatten +
/// linear with a bias and a 32-bit result.
[[nodiscard]] GoldenBundle small_golden();
/// A layer list of two layers, 6-4-3.
[[nodiscard]] GoldenBundle small_layer_list();

}  // namespace quartet::test
