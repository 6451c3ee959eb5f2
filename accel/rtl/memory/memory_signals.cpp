#include "accel/rtl/memory/memory_signals.hpp"

#include <fmt/format.h>

#include <bit>

namespace quartet::rtl {

namespace {

std::uint8_t all_bytes(std::uint8_t bytes) {
  return static_cast<std::uint8_t>((1U << bytes) - 1);
}

}  // namespace

BusRequest MemorySignals::read() const {
  BusRequest r;
  r.bytes = bytes;
  r.address = address.get();
  const std::uint8_t all = all_bytes(bytes);
  if (style == "obi") {
    r.write = write && write.get() != 0;
    r.enables = enables ? static_cast<std::uint8_t>(enables.get()) : all;
  } else {
    const auto strobes = enables ? static_cast<std::uint8_t>(enables.get()) : std::uint8_t{0};
    r.write = strobes != 0;
    r.enables = r.write ? strobes : read_enables ? static_cast<std::uint8_t>(read_enables.get()) : all;
  }
  if (r.write && write_data) r.data = write_data.get();
  r.instruction = instruction && instruction.get() != 0;
  return r;
}

std::optional<std::string> MemorySignals::difference(const BusRequest& a, const BusRequest& b) const {
  const auto changed = [](const RtlPort& port, std::uint64_t from, std::uint64_t to) {
    return fmt::format("{} changed from 0x{:x} to 0x{:x}", port.name(), from, to);
  };
  if (a.address != b.address) return changed(address, a.address, b.address);
  if (a.write != b.write || a.enables != b.enables) {
    const RtlPort& port = style == "obi" && a.write != b.write ? write : enables ? enables : read_enables;
    return changed(port, a.write != b.write ? a.write : a.enables, a.write != b.write ? b.write : b.enables);
  }
  if (a.data != b.data) return changed(write_data, a.data, b.data);
  if (a.instruction != b.instruction) return changed(instruction, a.instruction, b.instruction);
  return std::nullopt;
}

std::string MemorySignals::text() const {
  return fmt::format("{} {}, {} {}, {} 0x{:x}", request.name(), request.get(), take.name(), take.get(), address.name(),
                     address.get());
}

Result<MemorySignals> find_memory_signals(const RtlModel& model, const Interface& interface) {
  MemorySignals s;
  s.block = model.plugin().name();
  s.name = interface.name;
  s.style = interface.style;
  s.never_stall = interface.never_stall;
  const bool obi = interface.style == "obi";
  std::vector<Problem> problems;
  const auto find = [&](const char* role) {
    auto port = model.port(interface, role);
    if (port) return *port;
    problems.insert(problems.end(), port.error().problems.begin(), port.error().problems.end());
    return RtlPort();
  };
  s.request = find(obi ? "req" : "valid");
  s.take = find(obi ? "gnt" : "ready");
  s.address = find("addr");
  s.enables = find(obi ? "be" : "wstrb");
  s.write_data = find("wdata");
  s.read_data = find("rdata");
  s.error = find(obi ? "err" : "error");
  if (obi) {
    s.write = find("we");
  } else {
    s.read_enables = find("rstrb");
    s.instruction = find("instr");
  }
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  const std::uint32_t bits = s.read_data.bits();
  const bool width_ok = bits >= 8 && bits <= 64 && std::has_single_bit(bits);
  const bool strobes_ok = (!s.enables || s.enables.bits() == bits / 8) && (!s.read_enables || s.read_enables.bits() == bits / 8);
  const bool data_ok = !s.write_data || s.write_data.bits() == bits;
  if (!width_ok || !strobes_ok || !data_ok || s.address.bits() > 64)
    return bad_input(s.block + "." + s.name,
                     fmt::format("{} has {} bit; a memory interface has 8, 16, 32 or 64, with a strobe a byte and an address of at most 64; "
                                 "its ports: {}",
                                 s.read_data.name(), bits, model.port_list()));
  s.bytes = static_cast<std::uint8_t>(bits / 8);
  return s;
}

}  // namespace quartet::rtl
