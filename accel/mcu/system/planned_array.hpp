// The array without its model: transfers and layers take their time in closed form. Its memories read as a
// ramp, each value a little larger than the one before, so that a softmax computes as many exponentials as it
// usually does.
#pragma once

#include <vector>

#include "accel/mcu/system/array_device.hpp"
#include "accel/mcu/system/array_registers.hpp"
#include "accel/mcu/system/bus_timing.hpp"
#include "accel/mcu/system/inference.hpp"

namespace quartet::soc {

class PlannedArray final : public IArrayDevice {
 public:
  /// `busy_cycles`: of the array, from its first layer to its interrupt.
  PlannedArray(const SystemParams& system, const cnn::Params& array, const AddressMap& map,
               const ArrayImage& image, std::uint64_t busy_cycles);

  void attach(mcu::Machine& core) override { core_ = &core; }
  void synchronise(std::uint64_t) override {}
  bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) override;
  bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) override;
  bool line(std::uint64_t now) override { return raised_ && now >= visible_from_; }
  std::uint64_t next_change(std::uint64_t now) override;
  std::uint64_t next_rise(std::uint64_t now, std::uint64_t limit) override;

  [[nodiscard]] const std::vector<Nap>& naps() const { return naps_; }
  [[nodiscard]] std::uint64_t first_layer_ps() const { return first_layer_ps_; }
  [[nodiscard]] std::uint64_t finished_ps() const { return finished_ps_; }

 private:
  [[nodiscard]] std::uint32_t next_result();
  void start(std::uint64_t at_ps);
  void take_word(std::uint64_t at_ps);
  void finish_at(std::uint64_t ps);

  const AddressMap& map_;
  BusTiming bus_;
  ArrayRegisters registers_;
  mcu::Machine* core_ = nullptr;
  std::uint64_t startup_ps_, busy_ps_;
  std::uint64_t words_left_ = 0;  ///< that the FIFOs still wait for
  std::uint64_t first_layer_ps_ = 0, finished_ps_ = 0, visible_from_ = 0;
  bool result_words_;
  std::uint32_t results_read_ = 0;
  bool raised_ = false;  ///< from visible_from_ on, until it is acknowledged
  std::vector<Nap> naps_;
};

}  // namespace quartet::soc
