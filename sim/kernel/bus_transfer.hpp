// One transfer of a TLM initiator, as the host models of the machines make it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tlm>

#include "sim/base/error.hpp"

namespace quartet {

/// Moves `size` bytes between `bytes` and `address` and waits for as long as the target says. To be called from a SystemC
/// thread. Fails with `internal` and the name of the initiator when the target answers with an error.
[[nodiscard]] Result<void> bus_transfer(tlm::tlm_fw_transport_if<>& socket, const std::string& initiator, tlm::tlm_command command,
                                        std::uint64_t address, std::uint8_t* bytes, std::size_t size);

}  // namespace quartet
