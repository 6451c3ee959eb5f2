// A Verilated C++ model (--cc) as the plug-in's top: its ports are its members, in the memory that the C interface wants.
#pragma once

#include <memory>

#include "accel/rtl/abi/plugin_abi.h"
#include "verilated.h"

namespace quartet_rtl {

template <class Block>
class Top {
 public:
  Top(VerilatedContext& context, const char* name) : block_(std::make_unique<Block>(&context, name)) {}

  [[nodiscard]] Block& block() { return *block_; }
  template <class T>
  [[nodiscard]] quartet_rtl_port port(const char* name, uint32_t bits, quartet_rtl_direction direction, T& member) {
    return {name, bits, static_cast<uint32_t>(sizeof member), direction, &member};
  }
  void ready() {}
  void eval() { block_->eval(); }
  [[nodiscard]] int enter() { return 0; }

 private:
  std::unique_ptr<Block> block_;
};

}  // namespace quartet_rtl
