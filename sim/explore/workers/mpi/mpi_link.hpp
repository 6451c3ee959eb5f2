// The plug-in that speaks MPI, loaded and started.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "sim/base/error.hpp"

struct quartet_mpi_transport;

namespace quartet {

class MpiLink {
 public:
  /// Looks for quartet_mpi.so: $QUARTET_MPI_PLUGIN, beside the executable, in ../lib/quartet.
  [[nodiscard]] static Result<MpiLink> start();

  [[nodiscard]] int rank() const;
  [[nodiscard]] int size() const;
  [[nodiscard]] Result<void> send(int rank, const std::string& bytes) const;
  /// Waits for a message, or returns nullopt when there is none.
  [[nodiscard]] Result<std::optional<std::pair<int, std::string>>> receive(bool wait) const;
  /// After this no rank may send.
  [[nodiscard]] Result<void> finish() const;

 private:
  explicit MpiLink(const quartet_mpi_transport* transport) : transport_(transport) {}
  const quartet_mpi_transport* transport_;
};

}  // namespace quartet
