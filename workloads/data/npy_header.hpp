// The header of a .npy file: magic, version, and a Python dict literal {'descr': …, 'fortran_order': …,
// 'shape': …}. Source: NumPy enhancement proposal 1 (NEP 1), "A simple file format for NumPy arrays".
#pragma once

#include "workloads/data/npy.hpp"

namespace quartet {

struct NpyHeader {
  NpyType type = NpyType::i8;
  std::vector<std::int64_t> shape;
  bool fortran_order = false;   ///< the first axis varies fastest
  std::int64_t elements = 0;    ///< product of the shape; times 8 it still fits 63 bits
  std::size_t data_offset = 0;  ///< within the bytes given
};

/// Versions 1.0 and 2.0. `place` names the file in errors.
[[nodiscard]] Result<NpyHeader> parse_npy_header(std::span<const std::uint8_t> bytes,
                                                 const std::string& place);
/// Version 1.0, padded with spaces to a multiple of 64 bytes and ended by a newline, as NumPy writes it.
[[nodiscard]] std::vector<std::uint8_t> npy_header_bytes(NpyType type,
                                                         const std::vector<std::int64_t>& shape);

}  // namespace quartet
