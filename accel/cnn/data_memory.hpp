// The data memory: one SRAM instance for every four processors, and tensors laid out over them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "accel/cnn/memory_map.hpp"
#include "accel/cnn/params.hpp"
#include "memory/port_arbiter.hpp"
#include "memory/sram.hpp"

namespace quartet::cnn {

/// Bytes of every instance (empty where none is used): where a tensor's values go in them, and back.
using Instances = std::vector<std::span<std::uint8_t>>;
void store(const DataRegion& region, const Values& values, const Instances& instances);
[[nodiscard]] Values fetch(const DataRegion& region, const Instances& instances);

class DataMemory {
 public:
  explicit DataMemory(const Params& params);

  [[nodiscard]] Sram& instance(int i) { return srams_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] PortArbiter& port(int i) { return ports_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] int count() const { return static_cast<int>(srams_.size()); }
  /// Of the instances in `mask`.
  [[nodiscard]] Instances contents(std::uint64_t mask);

 private:
  std::vector<Sram> srams_;
  std::vector<PortArbiter> ports_;
};

}  // namespace quartet::cnn
