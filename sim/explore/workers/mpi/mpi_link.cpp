#include "sim/explore/workers/mpi/mpi_link.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "sim/explore/workers/mpi/transport.h"

namespace quartet {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> places() {
  if (const char* named = std::getenv("QUARTET_MPI_PLUGIN")) return {named};
  std::error_code ignored;
  const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  return {folder / "quartet_mpi.so", folder.parent_path() / "lib/quartet/quartet_mpi.so"};
}

}  // namespace

Result<MpiLink> MpiLink::start() {
  std::string tried;
  for (const fs::path& file : places()) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) {
      tried += (tried.empty() ? "" : ", ") + file.string();
      continue;
    }
    // Open MPI loads plug-ins of its own, which look for its symbols among the global ones.
    void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL);
    if (library == nullptr) return bad_input(file.string(), dlerror());
    const auto begin = reinterpret_cast<const quartet_mpi_transport* (*)()>(dlsym(library, "quartet_mpi_start"));
    const quartet_mpi_transport* transport = begin != nullptr ? begin() : nullptr;
    if (transport == nullptr || transport->version != QUARTET_MPI_TRANSPORT_VERSION)
      return bad_input(file.string(), "does not start MPI, or is of another version", "build quartet and its plug-in together");
    return MpiLink(transport);
  }
  return bad_input("mpirun", "this build of quartet has no MPI: " + tried + " is missing",
                   "install libboost-mpi-dev and build again, or run without mpirun: -j N uses every core of a machine");
}

int MpiLink::rank() const { return transport_->rank; }
int MpiLink::size() const { return transport_->size; }

Result<void> MpiLink::send(int rank, const std::string& bytes) const {
  if (transport_->send(rank, bytes.data(), bytes.size()) != 0) return fail(ErrorCode::internal, "MPI", transport_->error());
  return {};
}

Result<std::optional<std::pair<int, std::string>>> MpiLink::receive(bool wait) const {
  int rank = 0;
  const char* bytes = nullptr;
  std::size_t size = 0;
  const int got = transport_->receive(wait ? 1 : 0, &rank, &bytes, &size);
  if (got < 0) return fail(ErrorCode::internal, "MPI", transport_->error());
  std::optional<std::pair<int, std::string>> out;
  if (got > 0) out = std::pair{rank, std::string(bytes, size)};
  return out;
}

Result<void> MpiLink::finish() const {
  if (transport_->finish() != 0) return fail(ErrorCode::internal, "MPI", transport_->error());
  return {};
}

}  // namespace quartet
