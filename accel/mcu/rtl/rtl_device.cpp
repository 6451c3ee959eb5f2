#include "accel/mcu/rtl/rtl_device.hpp"

#include <algorithm>

#include "accel/rtl/memory/find_interface.hpp"

namespace quartet::mcu {

Result<std::unique_ptr<RtlDevice>> RtlDevice::make(std::shared_ptr<const rtl::Plugin> plugin, RtlDeviceOptions options) {
  std::unique_ptr<RtlDevice> made(new RtlDevice);
  made->options_ = options;
  auto model = rtl::RtlModel::create(std::move(plugin), {"TOP", options.power_up_seed});
  if (!model) return pass(model.error());
  made->model_ = std::move(*model);
  const auto interface = rtl::only_interface(*made->model_, "registers");
  if (!interface) return pass(interface.error());
  auto port = rtl::make_register_port(*made->model_, (*interface)->name);
  if (!port) return pass(port.error());
  made->port_ = std::move(*port);
  if (made->model_->declaration().signals.count("irq") != 0) {
    auto irq = made->model_->signal("irq");
    if (irq) irq = made->model_->port(irq->name(), rtl::Direction::out, 1);
    if (!irq) return pass(irq.error());
    made->irq_ = *irq;
  }
  made->loop_.emplace(*made->model_, options.watchdog_cycles);
  made->loop_->add(*made->port_);
  made->access_.emplace(*made->loop_, *made->port_);
  return made;
}

bool RtlDevice::catch_up(std::uint64_t now) {
  if (failure_) return false;
  if (auto ok = access_->run_until(now); !ok) failure_ = std::move(ok.error());
  return !failure_;
}

bool RtlDevice::transfer(const rtl::RegisterRequest& request, unsigned size, std::uint64_t now, std::uint32_t& value) {
  if (size != 4 || !catch_up(now)) return false;
  const auto answer = access_->transfer(request);
  if (!answer) {
    failure_ = answer.error();
    return false;
  }
  ++accesses_;
  access_cycles_ += answer->cycles;
  value = answer->data;
  return !answer->error;
}

bool RtlDevice::read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) {
  return transfer({offset}, size, now, value);
}
bool RtlDevice::write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) {
  std::uint32_t nothing = 0;
  return transfer({offset, true, value}, size, now, nothing);
}

// The outputs that stand after the edge into cycle `now`.
bool RtlDevice::line(std::uint64_t now) {
  return irq_ && catch_up(now) && irq_.get() != 0;
}

std::uint64_t RtlDevice::next_rise(std::uint64_t now, std::uint64_t limit) {
  if (!irq_) return UINT64_MAX;
  const std::uint64_t end = limit - now > options_.longest_sleep ? now + options_.longest_sleep : limit;
  for (std::uint64_t at = now + 1; at <= end; ++at) {
    if (!catch_up(at)) return UINT64_MAX;
    if (irq_.get() != 0) return std::max(at, loop_->cycle());
  }
  return UINT64_MAX;
}

}  // namespace quartet::mcu
