// The test block bus_master with its two memory ports in a clock loop.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "accel/rtl/memory/cycle_loop.hpp"
#include "accel/rtl/memory/memory_port.hpp"

namespace quartet::test {

/// Words of memory, with declared waiting; addresses from kEnd on do not answer.
class WordMemory : public rtl::IBusTarget {
 public:
  static constexpr std::uint64_t kEnd = 0x1000;
  std::uint32_t wait = 0;
  int transfers = 0;
  std::map<std::uint64_t, std::uint32_t> words;

  std::uint32_t wait_cycles(const rtl::BusRequest&, std::uint64_t) override { return wait; }
  rtl::BusAnswer transfer(const rtl::BusRequest& r, std::uint64_t) override {
    ++transfers;
    if (r.address >= kEnd) return {0, true};
    std::uint32_t& word = words[r.address];
    if (!r.write) return {word, false};
    for (unsigned i = 0; i < 4; ++i) {
      if ((r.enables >> i & 1) != 0) word = (word & ~(0xFFU << (8 * i))) | (static_cast<std::uint32_t>(r.data) & 0xFFU << (8 * i));
    }
    return {};
  }
};

class BusMaster {
 public:
  BusMaster(const std::string& plugin, rtl::IBusTarget& obi, rtl::IBusTarget& valid_ready, const rtl::MemoryPortOptions& options = {}) {
    auto found = rtl::find_plugin(std::string(QUARTET_TEST_RTL_DIR "/") + plugin + ".so");
    EXPECT_TRUE(found) << (found ? "" : found.error().text());
    auto made = rtl::RtlModel::create(*found);
    EXPECT_TRUE(made) << (made ? "" : made.error().text());
    model_ = std::move(*made);
    loop_ = std::make_unique<rtl::CycleLoop>(*model_);
    add("obi", obi, options);
    add("vr", valid_ready, options);
  }

  void set(const char* signal, std::uint64_t value) { model_->signal(signal)->set(value); }
  [[nodiscard]] std::uint64_t get(const char* signal) const { return model_->signal(signal)->get(); }

  /// Orders one transfer on both ports and clocks until it has ended; cycles from the request to the last answer.
  [[nodiscard]] Result<std::uint64_t> order(bool write, std::uint32_t address, std::uint32_t data = 0, unsigned bytes = 15) {
    set("order", 1);
    set("order_write", write ? 1 : 0);
    set("order_bytes", bytes);
    set("order_addr", address);
    set("order_data", data);
    if (auto ok = cycle(); !ok) return pass(ok.error());
    set("order", 0);
    std::uint64_t cycles = 0;
    for (; get("busy") != 0; ++cycles) {
      if (auto ok = cycle(); !ok) return pass(ok.error());
    }
    return cycles;
  }
  [[nodiscard]] Result<void> cycle() {
    loop_->inputs_changed();
    if (auto ok = loop_->settle(); !ok) return ok;
    return loop_->tick();
  }
  [[nodiscard]] rtl::CycleLoop& loop() { return *loop_; }

 private:
  void add(const char* name, rtl::IBusTarget& target, const rtl::MemoryPortOptions& options) {
    auto port = rtl::make_memory_port(*model_, name, target, options);
    EXPECT_TRUE(port) << (port ? "" : port.error().text());
    ports_.push_back(std::move(*port));
    loop_->add(*ports_.back());
  }
  std::unique_ptr<rtl::RtlModel> model_;
  std::unique_ptr<rtl::CycleLoop> loop_;
  std::vector<std::unique_ptr<rtl::IBusPort>> ports_;
};

}  // namespace quartet::test
