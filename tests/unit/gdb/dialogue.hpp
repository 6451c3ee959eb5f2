// A debugger's side of a session, without a network.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "accel/mcu/gdb/server.hpp"

namespace quartet::test {

/// Delivers each line when the one before has been answered; "\x03" is delivered as it is, everything else framed unless
/// `raw`. Then the debugger goes.
class FakeTransport final : public mcu::gdb::ITransport {
 public:
  explicit FakeTransport(std::vector<std::string> lines, bool raw = false) : lines_(std::move(lines)), raw_(raw) {}
  bool receive(std::string& bytes, std::chrono::milliseconds) override;
  bool send(std::string_view bytes) override;
  /// Payloads in order, console output decoded behind "O:".
  [[nodiscard]] const std::vector<std::string>& replies() const { return replies_; }
  [[nodiscard]] int refusals() const { return refusals_; }

 private:
  std::vector<std::string> lines_;
  bool raw_;
  std::size_t next_ = 0;
  int idle_ = 0, refusals_ = 0;
  bool answered_ = true;
  mcu::gdb::PacketReader reader_;
  std::vector<std::string> replies_;
};

/// A debuggee from a recipe; the test fails when that is not possible.
[[nodiscard]] mcu::gdb::Debuggee debuggee_of(std::function<std::unique_ptr<mcu::Machine>()> make,
                                             std::uint64_t limit = 1'000'000);
[[nodiscard]] std::vector<std::string> talk(mcu::gdb::Debuggee& debuggee, std::vector<std::string> lines,
                                            mcu::gdb::Ending* ending = nullptr);

}  // namespace quartet::test
