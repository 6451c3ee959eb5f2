// A block as TLM initiator: its requests arrive at a SystemC target, annotated delays become wait cycles.
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstring>
#include <systemc>

#include "accel/rtl/memory/tlm_bus_target.hpp"
#include "bus_master.hpp"
#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::test {
namespace {

const sc_core::sc_time kCycle(10, sc_core::SC_NS);

/// 64 bytes; each access takes three cycles and a half.
struct SlowRam : sc_core::sc_module {
  tlm_utils::simple_target_socket<SlowRam> socket;
  std::array<unsigned char, 64> bytes{};

  explicit SlowRam(const sc_core::sc_module_name& name) : sc_module(name), socket("socket") {
    socket.register_b_transport(this, &SlowRam::b_transport);
  }
  void b_transport(tlm::tlm_generic_payload& p, sc_core::sc_time& delay) {
    delay += 3.5 * kCycle;
    if (p.get_address() + p.get_data_length() > bytes.size()) return p.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    for (unsigned i = 0; i < p.get_data_length(); ++i) {
      if (p.is_read())
        p.get_data_ptr()[i] = bytes[p.get_address() + i];
      else if (p.get_byte_enable_ptr() == nullptr || p.get_byte_enable_ptr()[i] == TLM_BYTE_ENABLED)
        bytes[p.get_address() + i] = p.get_data_ptr()[i];
    }
    p.set_response_status(tlm::TLM_OK_RESPONSE);
  }
};

struct Initiator : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<Initiator> socket;
  explicit Initiator(const sc_core::sc_module_name& name) : sc_module(name), socket("socket") {}
};

}  // namespace

TEST(TlmMemory, RequestsReachTheTargetAndItsDelayIsWaited) {
  const auto done = run_in_fresh_kernel([]() -> Result<void> {
    SlowRam ram("ram");
    Initiator initiator("initiator");
    initiator.socket.bind(ram.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    rtl::TlmBusTarget obi(*initiator.socket.operator->(), kCycle), vr(*initiator.socket.operator->(), kCycle);
    BusMaster master("bus_master", obi, vr);
    EXPECT_TRUE(master.order(true, 8, 0x01020304));
    EXPECT_TRUE(master.order(true, 8, 0xFF0000FF, 0b1000));
    EXPECT_EQ(ram.bytes[8], 4);
    EXPECT_EQ(ram.bytes[11], 0xFF);
    const auto cycles = master.order(false, 8);
    EXPECT_TRUE(cycles);
    EXPECT_EQ(master.get("obi_data"), 0xFF020304U);
    EXPECT_EQ(master.get("vr_data"), 0xFF020304U);
    EXPECT_EQ(*cycles, 2U + 4U) << "three and a half cycles are four";
    EXPECT_TRUE(master.order(false, 64));
    EXPECT_EQ(master.get("obi_failed"), 1U);
    return {};
  });
  EXPECT_TRUE(done) << (done ? "" : done.error().text());
}

}  // namespace quartet::test
