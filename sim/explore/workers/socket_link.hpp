// Requests and replies between processes of one machine, over a Unix socket that has no file.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "sim/explore/workers/remote_desk.hpp"

namespace quartet {

/// The side that answers. One thread.
class SocketHub {
 public:
  [[nodiscard]] static Result<SocketHub> listen();
  SocketHub(SocketHub&& other) noexcept;
  ~SocketHub();

  /// What clients connect to.
  [[nodiscard]] const std::string& name() const { return name_; }
  struct Events {
    std::function<std::string(int client, const std::string& request)> request;  ///< returns the reply
    std::function<void(int client)> gone;
  };
  /// Waits up to `milliseconds` for something to happen, and handles all of it.
  void serve(int milliseconds, const Events& events);
  /// In a forked child, which has no part in it.
  void close_all();

 private:
  SocketHub() = default;
  void accept_client();
  /// false: the client has gone.
  [[nodiscard]] bool read_from(int socket, std::string& waiting, const Events& events);

  std::string name_;
  int listening_ = -1;
  std::map<int, std::string> clients_;  // socket → bytes of a request that is not whole yet
};

/// A connection of its own.
[[nodiscard]] Result<std::unique_ptr<IDesk>> open_socket_desk(const std::string& hub_name);

}  // namespace quartet
