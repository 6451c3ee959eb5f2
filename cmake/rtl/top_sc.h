// A Verilated SystemC module (--sc) as the plug-in's top. It lives in a kernel of its own, apart from the host's, which runs
// until nothing changes any more whenever the host evaluates; signals are copied from and to the host's memory.
#pragma once

#include <systemc>  // behind verilated.h, as Verilator wants it

#include <cstring>
#include <memory>
#include <type_traits>
#include <vector>

#include "accel/rtl/abi/plugin_abi.h"

namespace sc_core {
extern sc_simcontext* sc_curr_simcontext;
extern sc_simcontext* sc_default_global_context;
}  // namespace sc_core

namespace quartet_rtl {

/// The kernel of the block is the current one for the time of a scope.
class InKernel {
 public:
  explicit InKernel(sc_core::sc_simcontext* own)
      : current_(sc_core::sc_curr_simcontext), global_(sc_core::sc_default_global_context) {
    sc_core::sc_curr_simcontext = own;
    sc_core::sc_default_global_context = own;
  }
  ~InKernel() {
    sc_core::sc_curr_simcontext = current_;
    sc_core::sc_default_global_context = global_;
  }
  InKernel(const InKernel&) = delete;
  InKernel& operator=(const InKernel&) = delete;

 private:
  sc_core::sc_simcontext* current_;
  sc_core::sc_simcontext* global_;
};

/// A signal and the host memory of its value.
class IPin {
 public:
  virtual ~IPin() = default;
  virtual void to_block() = 0;
  virtual void from_block() = 0;
};

template <class T>
class Pin final : public IPin {
 public:
  explicit Pin(uint32_t bits) : bits_(bits), memory_((bits + 63) / 64) {}

  sc_core::sc_signal<T> signal;
  [[nodiscard]] void* data() { return memory_.data(); }
  [[nodiscard]] uint32_t bytes() const {
    return bits_ <= 8 ? 1 : bits_ <= 16 ? 2 : bits_ <= 32 ? 4 : bits_ <= 64 ? 8 : (bits_ + 31) / 32 * 4;
  }

  void to_block() override {
    if constexpr (std::is_arithmetic_v<T>) {
      uint64_t value = 0;
      std::memcpy(&value, memory_.data(), bytes());  // a little-endian host
      signal.write(static_cast<T>(value));
    } else {
      T value;
      for (uint32_t i = 0; i < bytes() / 4; ++i) value.set_word(static_cast<int>(i), word(i));
      signal.write(value);
    }
  }
  void from_block() override {
    if constexpr (std::is_arithmetic_v<T>) {
      const auto value = static_cast<uint64_t>(signal.read());
      std::memcpy(memory_.data(), &value, bytes());
    } else {
      for (uint32_t i = 0; i < bytes() / 4; ++i) {
        const auto value = static_cast<uint32_t>(signal.read().get_word(static_cast<int>(i)));
        std::memcpy(reinterpret_cast<unsigned char*>(memory_.data()) + 4 * i, &value, sizeof value);
      }
    }
  }

 private:
  [[nodiscard]] uint32_t word(uint32_t index) const {
    uint32_t value;
    std::memcpy(&value, reinterpret_cast<const unsigned char*>(memory_.data()) + 4 * index, sizeof value);
    return value;
  }
  uint32_t bits_;
  std::vector<uint64_t> memory_;
};

template <class Block>
class Top {
 public:
  Top(VerilatedContext&, const char* name) : kernel_(std::make_unique<sc_core::sc_simcontext>()) {
    setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);
    const InKernel here(kernel_.get());
    block_ = std::make_unique<Block>(sc_core::sc_module_name(name));
  }
  ~Top() {
    const InKernel here(kernel_.get());
    block_.reset();
    pins_.clear();
    kernel_.reset();
  }
  Top(const Top&) = delete;
  Top& operator=(const Top&) = delete;

  [[nodiscard]] Block& block() { return *block_; }
  template <class Member>
  [[nodiscard]] quartet_rtl_port port(const char* name, uint32_t bits, quartet_rtl_direction direction, Member& member) {
    const InKernel here(kernel_.get());
    auto pin = std::make_unique<Pin<typename Member::data_type>>(bits);
    member(pin->signal);
    const quartet_rtl_port made{name, bits, pin->bytes(), direction, pin->data()};
    (direction == QUARTET_RTL_INPUT ? inputs_ : outputs_).push_back(pin.get());
    pins_.push_back(std::move(pin));
    return made;
  }
  /// Elaboration; before it no port may be used.
  void ready() {
    const InKernel here(kernel_.get());
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  }
  void eval() {
    const InKernel here(kernel_.get());
    for (IPin* pin : inputs_) pin->to_block();
    while (sc_core::sc_pending_activity_at_current_time()) sc_core::sc_start(sc_core::SC_ZERO_TIME);  // a delta cycle each
    for (IPin* pin : outputs_) pin->from_block();
  }
  /// For calls of the block outside eval().
  [[nodiscard]] InKernel enter() { return InKernel(kernel_.get()); }

 private:
  std::unique_ptr<sc_core::sc_simcontext> kernel_;
  std::unique_ptr<Block> block_;
  std::vector<std::unique_ptr<IPin>> pins_;
  std::vector<IPin*> inputs_, outputs_;
};

}  // namespace quartet_rtl
