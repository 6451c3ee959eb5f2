#include "dialogue.hpp"

#include <gtest/gtest.h>

namespace quartet::test {

using mcu::gdb::PacketReader;

bool FakeTransport::receive(std::string& bytes, std::chrono::milliseconds) {
  constexpr int kPatience = 5000;
  // An interrupt comes while the program runs, which is not answered yet.
  const bool interrupt = next_ < lines_.size() && lines_[next_] == "\x03";
  if (!answered_ && !interrupt) return ++idle_ < kPatience;
  if (next_ == lines_.size()) return false;
  idle_ = 0;
  bytes += interrupt || raw_ ? lines_[next_] : mcu::gdb::frame(lines_[next_]);
  ++next_;
  answered_ = raw_;
  return true;
}

bool FakeTransport::send(std::string_view bytes) {
  if (bytes == "-") ++refusals_;
  for (const PacketReader::Event& event : reader_.feed(bytes)) {
    if (event.kind != PacketReader::Kind::packet) continue;
    const bool console = event.payload.size() > 2 && event.payload[0] == 'O' && event.payload != "OK";
    const auto text = console ? mcu::gdb::from_hex(std::string_view(event.payload).substr(1)) : std::nullopt;
    replies_.push_back(text ? "O:" + std::string(text->begin(), text->end()) : event.payload);
    answered_ = answered_ || !console;
  }
  return true;
}

mcu::gdb::Debuggee debuggee_of(std::function<std::unique_ptr<mcu::Machine>()> make, std::uint64_t limit) {
  auto made = mcu::gdb::Debuggee::start(
      [make]() -> Result<std::unique_ptr<mcu::Machine>> { return make(); }, limit);
  EXPECT_TRUE(made);
  return std::move(*made);
}

std::vector<std::string> talk(mcu::gdb::Debuggee& debuggee, std::vector<std::string> lines, mcu::gdb::Ending* ending) {
  FakeTransport transport(std::move(lines));
  const mcu::gdb::Ending end = mcu::gdb::Server(debuggee, transport).serve();
  if (ending != nullptr) *ending = end;
  return transport.replies();
}

}  // namespace quartet::test
