// The activation SRAM: every tensor between the layers as bytes at its address.
#pragma once

#include <systemc>

#include "accel/cim/mapping/activation_memory.hpp"
#include "memory/sram.hpp"

namespace quartet::cim {

class ActivationSram : public sc_core::sc_module {
 public:
  ActivationSram(const sc_core::sc_module_name& name, const Network& network, const ActivationMemory& places,
                 std::int64_t bytes, int word_bytes)
      : sc_module(name), sram({"activation_sram", bytes, word_bytes}), network_(network), places_(places) {}

  /// Bytes of a tensor's values, little endian.
  [[nodiscard]] static std::vector<std::uint8_t> pack(const Tensor& tensor, const Values& values);
  [[nodiscard]] static Values unpack(const Tensor& tensor, std::span<const std::uint8_t> bytes);

  [[nodiscard]] bool store(TensorId id, const Values& values);
  [[nodiscard]] Values fetch(TensorId id);
  [[nodiscard]] std::int64_t address(TensorId id) const {
    return places_.address[static_cast<std::size_t>(id)];
  }

  Sram sram;

 private:
  const Network& network_;
  const ActivationMemory& places_;
};

}  // namespace quartet::cim
