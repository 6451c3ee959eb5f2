#include "sim/cli/gdb_session.hpp"

#include <ostream>

#include "accel/mcu/gdb/server.hpp"
#include "accel/mcu/gdb/tcp.hpp"

namespace quartet::cli {

Result<void> serve_gdb(mcu::gdb::Debuggee& debuggee, std::int64_t port, bool to_errors, Session& session) {
  if (port < 0 || port > UINT16_MAX)
    return fail(ErrorCode::usage, "--gdb", std::to_string(port) + " is no port", "0 to 65535; 0 takes a free one");
  auto listener = mcu::gdb::TcpListener::open(static_cast<std::uint16_t>(port), "--gdb");
  if (!listener) return pass(listener.error());
  std::ostream& out = to_errors ? session.err : session.out;
  out << "gdb: target remote localhost:" << listener->port() << std::endl;
  auto transport = listener->accept();
  if (!transport) return pass(transport.error());
  switch (mcu::gdb::Server(debuggee, **transport).serve()) {
    case mcu::gdb::Ending::exited: return {};
    case mcu::gdb::Ending::detached: debuggee.run_to_end(); return {};
    case mcu::gdb::Ending::killed: return fail(ErrorCode::interrupted, "--gdb", "the debugger has ended the program");
    case mcu::gdb::Ending::gone: break;
  }
  return fail(ErrorCode::interrupted, "--gdb", "the debugger has gone without ending the program");
}

}  // namespace quartet::cli
