#include "accel/mcu/gdb/tcp.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace quartet::mcu::gdb {

namespace {

class TcpTransport final : public ITransport {
 public:
  explicit TcpTransport(int socket) : socket_(socket) {}
  ~TcpTransport() override { ::close(socket_); }
  TcpTransport(const TcpTransport&) = delete;
  TcpTransport& operator=(const TcpTransport&) = delete;

  bool receive(std::string& bytes, std::chrono::milliseconds patience) override {
    pollfd waiting{socket_, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
    if (ready < 0) return errno == EINTR;
    if (ready == 0) return true;
    std::array<char, 4096> buffer{};
    const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    if (got == 0) return false;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
  }
  bool send(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

 private:
  int socket_;
};

tl::unexpected<Error> refused(const std::string& place, const std::string& what, const std::string& remedy) {
  return bad_input(place, what + ": " + std::strerror(errno), remedy);
}

}  // namespace

TcpListener::TcpListener(int socket, std::uint16_t port, std::string place)
    : socket_(socket), port_(port), place_(std::move(place)) {}
TcpListener::TcpListener(TcpListener&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), port_(other.port_), place_(std::move(other.place_)) {}
TcpListener::~TcpListener() {
  if (socket_ >= 0) ::close(socket_);
}

Result<TcpListener> TcpListener::open(std::uint16_t port, const std::string& place) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return refused(place, "no socket can be opened", "");
  TcpListener listener(socket, port, place);
  const int yes = 1;
  (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(socket, 1) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return refused(place, "port " + std::to_string(port) + " cannot be used", "0 takes a free one");
  listener.port_ = ntohs(address.sin_port);
  return listener;
}

Result<std::unique_ptr<ITransport>> TcpListener::accept() {
  int socket = -1;
  do {
    socket = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
  } while (socket < 0 && errno == EINTR);
  if (socket < 0) return refused(place_, "no debugger can connect", "");
  const int yes = 1;
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return std::make_unique<TcpTransport>(socket);
}

}  // namespace quartet::mcu::gdb
