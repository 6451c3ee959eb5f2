#include "sim/explore/process_identity.hpp"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>

namespace quartet {

namespace {

// Field 22 of /proc/PID/stat; the command in field 2 may hold spaces and brackets. 0: no such process.
std::int64_t start_ticks(std::int64_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string line;
  if (!std::getline(file, line)) return 0;
  const std::size_t after = line.rfind(')');
  if (after == std::string::npos) return 0;
  std::istringstream rest(line.substr(after + 1));
  std::string word;
  rest >> word;
  if (word == "Z") return 0;  // ended, not yet waited for
  for (int field = 4; field <= 21; ++field) rest >> word;
  std::int64_t ticks = 0;
  rest >> ticks;
  return ticks;
}

std::string host_name() {
  char name[256] = "";
  gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace

ProcessIdentity this_process() { return {host_name(), getpid(), start_ticks(getpid())}; }

std::int64_t seconds_now() { return static_cast<std::int64_t>(std::time(nullptr)); }

bool is_alive(const ProcessIdentity& identity, std::int64_t beat) {
  if (identity.host != host_name()) return seconds_now() - beat < kSilenceSeconds;
  const std::int64_t ticks = start_ticks(identity.process);
  return ticks != 0 && ticks == identity.started;
}

}  // namespace quartet
