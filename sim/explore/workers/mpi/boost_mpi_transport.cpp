// The plug-in quartet_mpi.so: transport.h by Boost.MPI.
#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <boost/mpi/exception.hpp>
#include <boost/mpi/status.hpp>
#include <string>
#include <utility>

#include "sim/explore/workers/mpi/transport.h"

namespace {

namespace mpi = boost::mpi;

constexpr int kTag = 7;

struct State {
  mpi::environment environment{mpi::threading::single};
  mpi::communicator world;
  std::string received, error;
  quartet_mpi_transport transport{};
};
// Not ended by the end of the program: an error leaves without waiting for the other ranks.
State*& state() {
  static State* one = nullptr;
  return one;
}

template <class Call>
int guarded(Call call) {
  try {
    return call(*state());
  } catch (const std::exception& e) {
    if (state() != nullptr) state()->error = e.what();
    return -1;
  }
}

int send(int rank, const char* bytes, size_t size) {
  return guarded([&](State& s) {
    s.world.send(rank, kTag, bytes, static_cast<int>(size));
    return 0;
  });
}

int receive(int wait, int* rank, const char** bytes, size_t* size) {
  return guarded([&](State& s) {
    boost::optional<mpi::status> status;
    if (wait != 0)
      status = s.world.probe(mpi::any_source, kTag);
    else
      status = s.world.iprobe(mpi::any_source, kTag);
    if (!status) return 0;
    s.received.resize(static_cast<size_t>(status->count<char>().value_or(0)));
    s.world.recv(status->source(), kTag, s.received.data(), static_cast<int>(s.received.size()));
    *rank = status->source();
    *bytes = s.received.data();
    *size = s.received.size();
    return 1;
  });
}

int finish() {
  return guarded([](State& s) {
    s.world.barrier();
    delete std::exchange(state(), nullptr);  // finalizes
    return 0;
  });
}

const char* error() { return state() != nullptr ? state()->error.c_str() : "MPI has ended"; }

}  // namespace

extern "C" const quartet_mpi_transport* quartet_mpi_start(void) {
  try {
    state() = new State;
    State& s = *state();
    s.transport = {QUARTET_MPI_TRANSPORT_VERSION, s.world.rank(), s.world.size(), &send, &receive, &finish, &error};
    return &s.transport;
  } catch (const std::exception&) {
    return nullptr;
  }
}
