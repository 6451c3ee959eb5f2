// TCP on localhost, one debugger at a time.
#pragma once

#include <cstdint>
#include <memory>

#include "accel/mcu/gdb/transport.hpp"
#include "sim/base/error.hpp"

namespace quartet::mcu::gdb {

class TcpListener {
 public:
  /// `port` 0: a free one. `place` for errors.
  [[nodiscard]] static Result<TcpListener> open(std::uint16_t port, const std::string& place);
  TcpListener(TcpListener&& other) noexcept;
  TcpListener& operator=(TcpListener&&) = delete;
  ~TcpListener();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Waits for a debugger.
  [[nodiscard]] Result<std::unique_ptr<ITransport>> accept();

 private:
  TcpListener(int socket, std::uint16_t port, std::string place);
  int socket_;
  std::uint16_t port_;
  std::string place_;
};

}  // namespace quartet::mcu::gdb
