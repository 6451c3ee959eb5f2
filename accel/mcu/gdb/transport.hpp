// A byte stream to one debugger.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace quartet::mcu::gdb {

class ITransport {
 public:
  virtual ~ITransport() = default;
  /// Appends what has come to `bytes`, waiting for it at most `patience`. False: the other side is gone.
  [[nodiscard]] virtual bool receive(std::string& bytes, std::chrono::milliseconds patience) = 0;
  [[nodiscard]] virtual bool send(std::string_view bytes) = 0;
};

}  // namespace quartet::mcu::gdb
