// A block as TLM target: transfers of a SystemC initiator, their time annotated, errors as response status.
#include <tlm_utils/simple_initiator_socket.h>

#include <cstring>
#include <systemc>

#include "accel/rtl/registers/tlm_registers.hpp"
#include "register_slave.hpp"
#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::test {
namespace {

const sc_core::sc_time kCycle(10, sc_core::SC_NS);

struct Initiator : sc_core::sc_module {
  tlm_utils::simple_initiator_socket<Initiator> socket;
  explicit Initiator(const sc_core::sc_module_name& name) : sc_module(name), socket("socket") {}

  struct Done {
    std::uint32_t value;
    tlm::tlm_response_status status;
    sc_core::sc_time delay;
  };
  Done transfer(tlm::tlm_command command, std::uint64_t address, std::uint32_t value, unsigned size = 4) {
    tlm::tlm_generic_payload payload;
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    payload.set_data_length(size);
    payload.set_streaming_width(size);
    socket->b_transport(payload, delay);
    return {value, payload.get_response_status(), delay};
  }
};

}  // namespace

TEST(TlmRegisters, TransferTakesTheBlocksCyclesAndErrorsAreTheStatus) {
  const auto done = run_in_fresh_kernel([]() -> Result<void> {
    RegisterSlave slave("apb");
    rtl::TlmRegisters registers("registers", *slave.access, kCycle);
    Initiator initiator("initiator");
    initiator.socket.bind(registers.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    const auto write = initiator.transfer(tlm::TLM_WRITE_COMMAND, 8, 0x55AA);
    EXPECT_EQ(write.status, tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(write.delay, 4 * kCycle);
    EXPECT_EQ(initiator.transfer(tlm::TLM_READ_COMMAND, 8, 0).value, 0x55AAU);
    EXPECT_EQ(initiator.transfer(tlm::TLM_READ_COMMAND, 0x20, 0).status, tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(initiator.transfer(tlm::TLM_READ_COMMAND, 8, 0, 2).status, tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_FALSE(registers.failure());
    slave.set_fault(1);
    EXPECT_EQ(initiator.transfer(tlm::TLM_READ_COMMAND, 8, 0).status, tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_TRUE(registers.failure()) << "a hang is kept with its cause";
    return {};
  });
  EXPECT_TRUE(done) << (done ? "" : done.error().text());
}

}  // namespace quartet::test
