/* What the MPI plug-in gives: messages of bytes between ranks. The plug-in knows nothing of quartet, and quartet nothing of
   MPI; it is loaded only under mpirun, so that no other run pays for MPI's start. */
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QUARTET_MPI_TRANSPORT_VERSION 1

struct quartet_mpi_transport {
  int version;
  int rank, size;
  /* All return 0, or -1 with a text in error(). */
  int (*send)(int rank, const char* bytes, size_t size);
  /* 1: a message was there; *bytes is valid until the next call. 0: none is there and `wait` was 0. */
  int (*receive)(int wait, int* rank, const char** bytes, size_t* size);
  int (*finish)(void);
  const char* (*error)(void);
};

/* Starts MPI; NULL when it cannot. Call once, from the thread that makes every other call. */
const struct quartet_mpi_transport* quartet_mpi_start(void);

#ifdef __cplusplus
}
#endif
