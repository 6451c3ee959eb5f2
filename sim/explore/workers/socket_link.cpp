#include "sim/explore/workers/socket_link.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace quartet {

namespace {

// The first byte of the name is 0: it lives in no folder and ends with the process.
sockaddr_un address_of(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path + 1, name.data(), std::min(name.size(), sizeof address.sun_path - 1));
  return address;
}

bool write_all(int socket, const char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t n = send(socket, bytes, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool read_all(int socket, char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t n = recv(socket, bytes, size, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool write_frame(int socket, const std::string& text) {
  const std::uint64_t size = text.size();
  return write_all(socket, reinterpret_cast<const char*>(&size), sizeof size) && write_all(socket, text.data(), text.size());
}

bool read_frame(int socket, std::string& text) {
  std::uint64_t size = 0;
  if (!read_all(socket, reinterpret_cast<char*>(&size), sizeof size)) return false;
  text.resize(size);
  return read_all(socket, text.data(), size);
}

constexpr int kRestOfFrame_ms = 2;

bool whole(const std::string& waiting, std::uint64_t size) {
  return waiting.size() >= sizeof size && waiting.size() - sizeof size >= size;
}

struct Socket {
  explicit Socket(int number) : descriptor(number) {}
  ~Socket() {
    if (descriptor >= 0) close(descriptor);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int descriptor;
};

}  // namespace

SocketHub::SocketHub(SocketHub&& other) noexcept
    : name_(std::move(other.name_)), listening_(std::exchange(other.listening_, -1)), clients_(std::exchange(other.clients_, {})) {}

SocketHub::~SocketHub() { close_all(); }

void SocketHub::close_all() {
  for (const auto& [socket, waiting] : clients_) close(socket);
  clients_.clear();
  if (listening_ >= 0) close(listening_);
  listening_ = -1;
}

Result<SocketHub> SocketHub::listen() {
  SocketHub hub;
  hub.name_ = "quartet-sweep-" + std::to_string(getpid());
  hub.listening_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_of(hub.name_);
  if (hub.listening_ < 0 || bind(hub.listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(hub.listening_, 1024) != 0)
    return fail(ErrorCode::internal, "socket", std::strerror(errno));
  return hub;
}

void SocketHub::accept_client() {
  const int client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client >= 0) clients_[client];
}

void SocketHub::serve(int milliseconds, const Events& events) {
  std::vector<pollfd> watched = {{listening_, POLLIN, 0}};
  for (const auto& [socket, waiting] : clients_) watched.push_back({socket, POLLIN, 0});
  if (poll(watched.data(), watched.size(), milliseconds) <= 0) return;
  if (watched[0].revents != 0) accept_client();
  for (std::size_t i = 1; i < watched.size(); ++i) {
    if (watched[i].revents == 0) continue;
    if (read_from(watched[i].fd, clients_[watched[i].fd], events)) continue;
    events.gone(watched[i].fd);
    close(watched[i].fd);
    clients_.erase(watched[i].fd);
  }
}

bool SocketHub::read_from(int socket, std::string& waiting, const Events& events) {
  char block[65536];
  std::uint64_t size = 0;
  // Who sends a frame sends all of it: the rest is on its way, and other work in between would keep the worker waiting.
  do {
    const ssize_t n = recv(socket, block, sizeof block, 0);
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    if (n == 0) return false;
    waiting.append(block, static_cast<std::size_t>(n));
    if (waiting.size() >= sizeof size) std::memcpy(&size, waiting.data(), sizeof size);
    pollfd more = {socket, POLLIN, 0};
    if (!whole(waiting, size) && poll(&more, 1, kRestOfFrame_ms) <= 0) return true;
  } while (!whole(waiting, size));
  const std::string request = waiting.substr(sizeof size, size);
  waiting.erase(0, sizeof size + size);
  return write_frame(socket, events.request(socket, request));
}

Result<std::unique_ptr<IDesk>> open_socket_desk(const std::string& hub_name) {
  const auto link = std::make_shared<Socket>(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_un address = address_of(hub_name);
  if (link->descriptor < 0 || connect(link->descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return fail(ErrorCode::internal, "socket", std::strerror(errno));
  return make_remote_desk([link](const std::string& request) -> Result<std::string> {
    std::string reply;
    if (!write_frame(link->descriptor, request) || !read_frame(link->descriptor, reply))
      return fail(ErrorCode::interrupted, "sweep", "the process that keeps the database has gone");
    return reply;
  });
}

}  // namespace quartet
