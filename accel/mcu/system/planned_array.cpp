#include "accel/mcu/system/planned_array.hpp"

#include <algorithm>

#include "accel/mcu/machine.hpp"

namespace quartet::soc {

PlannedArray::PlannedArray(const SystemParams& system, const cnn::Params& array, const AddressMap& map,
                           const ArrayImage& image, std::uint64_t busy_cycles)
    : map_(map),
      bus_(system, array),
      registers_(array.quadrants),
      startup_ps_(static_cast<std::uint64_t>(array.startup_cycles) * bus_.array_ps()),
      busy_ps_(busy_cycles * bus_.array_ps()),
      words_left_(image.fifo_instances.empty() ? 0 : static_cast<std::uint64_t>(image.input_words)),
      result_words_(image.value_words) {}

std::uint32_t PlannedArray::next_result() {
  constexpr std::uint32_t kQuarter = 1U << 12;  // of Q17.14
  const std::uint32_t k = results_read_++;
  if (result_words_) return k * kQuarter;
  std::uint32_t bytes = 0;
  for (std::uint32_t lane = 0; lane < 4; ++lane) bytes |= ((4 * k + lane) & 0x3F) << (8 * lane);
  return bytes;
}

bool PlannedArray::read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) {
  const auto target = map_.find(map_.base() + offset);
  if (size != 4 || !target) return false;
  const BusTiming::Transfer transfer = bus_.read(now);
  core_->stall(transfer.wait_cycles);
  value = 0;
  if (target->place == Place::control)
    value = registers_.read_control(target->unit, raised_ && transfer.end_ps >= finished_ps_);
  if (target->place == Place::data) value = next_result();
  if (target->place == Place::layer_count) value = registers_.layer_count(target->unit);
  return true;
}

bool PlannedArray::write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) {
  const auto target = map_.find(map_.base() + offset);
  if (size != 4 || !target || target->place == Place::fifo_status) return false;
  const BusTiming::Transfer transfer = bus_.write(now);
  core_->stall(transfer.wait_cycles);
  if (target->place == Place::layer_count) registers_.layer_count(target->unit) = value;
  if (target->place == Place::fifo_data) take_word(transfer.end_ps);
  if (target->place != Place::control) return true;
  const ArrayRegisters::Effect effect = registers_.write_control(target->unit, value);
  if (effect.acknowledges && transfer.end_ps >= finished_ps_) raised_ = false;
  if (effect.starts) start(transfer.end_ps);
  return true;
}

void PlannedArray::start(std::uint64_t at_ps) {
  first_layer_ps_ = bus_.array_edge(at_ps) + startup_ps_;
  if (words_left_ == 0) finish_at(first_layer_ps_ + busy_ps_);
}

// The last word of a streamed input; the layers behind it cannot end before it.
void PlannedArray::take_word(std::uint64_t at_ps) {
  if (words_left_ == 0 || --words_left_ != 0) return;
  finish_at(std::max(first_layer_ps_ + busy_ps_, bus_.array_edge(at_ps)));
}

void PlannedArray::finish_at(std::uint64_t ps) {
  finished_ps_ = ps;
  visible_from_ = bus_.cycle_from(ps);
  raised_ = true;
}

std::uint64_t PlannedArray::next_change(std::uint64_t now) {
  return raised_ && visible_from_ > now ? visible_from_ : UINT64_MAX;
}

std::uint64_t PlannedArray::next_rise(std::uint64_t now, std::uint64_t limit) {
  if (!raised_) return UINT64_MAX;
  if (naps_.empty() || naps_.back().to <= now) {
    visible_from_ = std::max(bus_.wake_cycle(finished_ps_), now + 1);
    naps_.push_back({now, visible_from_});
  }
  return visible_from_ <= limit ? visible_from_ : UINT64_MAX;
}

}  // namespace quartet::soc
