// A port of a block that speaks a bus protocol, as the clock loop drives it.
//
//   a cycle:  tick ─▶ present() ─▶ drive() ─▶ finish() ─▶ tick
//             new outputs   what quartet  what answers   protocol checked, transfers
//                           knows before  the outputs    of this cycle done
#pragma once

#include <cstdint>
#include <string>

#include "sim/base/error.hpp"

namespace quartet::rtl {

class IBusPort {
 public:
  virtual ~IBusPort() = default;

  /// Drives the inputs of cycle `now` that do not depend on the outputs of that cycle. True: the block must settle before
  /// its outputs are read.
  virtual bool present(std::uint64_t now) = 0;
  /// Drives the inputs that answer the outputs of this cycle. True: something has changed.
  virtual bool drive(std::uint64_t now) = 0;
  /// The outputs have settled and the edge follows. Fails with `check_failed` where the block has broken the protocol.
  [[nodiscard]] virtual Result<void> finish(std::uint64_t now) = 0;

  /// Transfers that have passed.
  [[nodiscard]] virtual std::uint64_t transfers() const = 0;
  /// A transfer has begun and waits, for either side.
  [[nodiscard]] virtual bool waits() const = 0;
  /// "bus (valid_ready): idle, mem_valid 0, mem_ready 0, 12 transfers"
  [[nodiscard]] virtual std::string state() const = 0;
};

}  // namespace quartet::rtl
