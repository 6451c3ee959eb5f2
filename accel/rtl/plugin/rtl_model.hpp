// A Verilated block at work: ports by name, clock and reset as declared.
//
//   a cycle:  write inputs ─▶ settle() ─▶ read outputs (ready, …) ─▶ tick()
//             clock low, inputs become effective       rising edge; outputs of the next cycle are there
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "accel/rtl/plugin/plugin.hpp"
#include "accel/rtl/plugin/rtl_port.hpp"
#include "sim/base/error.hpp"

namespace quartet::rtl {

struct RtlModelOptions {
  std::string instance = "TOP";  ///< name of the top scope in waves
  /// What registers hold at power-up: 0: all zeros; kAllOnes: all ones; else random bits from this seed.
  std::uint64_t power_up_seed = 1;
};
inline constexpr std::uint64_t kAllOnes = UINT64_MAX;

class RtlModel {
 public:
  /// Checks the plug-in's ports against its declaration; ties and held clocks are set; the block is not yet reset.
  [[nodiscard]] static Result<std::unique_ptr<RtlModel>> create(std::shared_ptr<const Plugin> plugin, const RtlModelOptions& options = {});
  ~RtlModel();
  RtlModel(const RtlModel&) = delete;
  RtlModel& operator=(const RtlModel&) = delete;

  [[nodiscard]] const Plugin& plugin() const { return *plugin_; }
  [[nodiscard]] const Declaration& declaration() const { return plugin_->declaration(); }

  [[nodiscard]] const std::vector<RtlPort>& ports() const { return ports_; }
  /// A name that is not there is an error with the nearest name and the port list.
  [[nodiscard]] Result<RtlPort> port(const std::string& name) const;
  /// With a direction and, unless it is 0, a width.
  [[nodiscard]] Result<RtlPort> port(const std::string& name, Direction direction, std::uint32_t bits = 0) const;
  /// The port of a role of an interface. An optional role that the block has not gives an empty view.
  [[nodiscard]] Result<RtlPort> port(const Interface& interface, const std::string& role) const;
  /// The declared signal (SIGNALS name=port).
  [[nodiscard]] Result<RtlPort> signal(const std::string& name) const;
  /// One port a line: direction, name, bits. For error messages.
  [[nodiscard]] std::string port_list() const;

  /// Asserts the declared reset for its cycles and releases it; the cycle count starts at 0.
  void reset();
  /// Makes inputs effective with the clock low.
  void settle() {
    eval();
    if (wave_open_) dump_low();
  }
  /// The rising edge. The falling edge comes with the next settle().
  void tick() {
    set_clocks(1);
    eval();
    if (wave_open_) dump_high();
    set_clocks(0);
    ++ticks_;
  }
  /// Rising edges since the end of reset().
  [[nodiscard]] std::uint64_t cycle() const { return ticks_ - reset_ticks_; }

  /// After $finish, $stop, $error, $fatal or a fault of the simulation: an error with the block's own message and the cycle.
  [[nodiscard]] bool stopped() const;
  [[nodiscard]] Result<void> check_stopped() const;

  /// FST wave from here on, readable after close_wave(). Cycle c is from c ns (settled, clock low) and its edge at c + 0.5 ns,
  /// counted from the construction: wave_cycle() is added to cycle().
  [[nodiscard]] Result<void> open_wave(const std::filesystem::path& file);
  void close_wave();
  [[nodiscard]] std::uint64_t wave_cycle() const { return reset_ticks_; }

 private:
  RtlModel(std::shared_ptr<const Plugin> plugin, void* model);
  [[nodiscard]] Result<void> read_ports();
  [[nodiscard]] Result<void> apply_declaration();
  void eval() { eval_(model_); }
  void set_clocks(unsigned char level) {
    for (unsigned char* clock : clocks_) *clock = level;
  }
  void dump_low();
  void dump_high();

  std::shared_ptr<const Plugin> plugin_;
  void* model_;
  void (*eval_)(void*);
  std::vector<RtlPort> ports_;
  std::vector<unsigned char*> clocks_;  ///< the main clock and those that toggle with it
  RtlPort reset_;
  std::uint64_t ticks_ = 0;
  std::uint64_t reset_ticks_ = 0;
  bool wave_open_ = false;
};

}  // namespace quartet::rtl
