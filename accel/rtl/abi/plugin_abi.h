/* What a Verilated block offers to quartet, as a C interface: a plug-in is a shared library that exports
 * quartet_rtl_plugin(). Neither side sees the other's C++ classes, so that compilers and language standards may differ.
 *
 *   quartet ──dlopen──▶ quartet_rtl_plugin() ──▶ create() ──▶ ports(): host memory of every port
 *                                                   per half cycle: write inputs, eval(), read outputs
 */
#ifndef QUARTET_RTL_PLUGIN_ABI_H
#define QUARTET_RTL_PLUGIN_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QUARTET_RTL_ABI_VERSION 1u

enum quartet_rtl_direction { QUARTET_RTL_INPUT = 0, QUARTET_RTL_OUTPUT = 1 };

/* A port of the top module. `data` points at its value: 1, 2, 4 or 8 bytes for up to 8, 16, 32 or 64 bits, else 32-bit
 * words, the lowest first; host byte order; bits above `bits` are 0. */
typedef struct quartet_rtl_port {
  const char* name;
  uint32_t bits;
  uint32_t bytes;
  enum quartet_rtl_direction direction;
  void* data;
} quartet_rtl_port;

typedef struct quartet_rtl_plugin {
  uint32_t abi_version;
  const char* name;         /* as declared: NAME */
  const char* top;          /* the Verilog module */
  const char* hash;         /* of sources, parameters and tool */
  const char* declaration;  /* JSON: clocks, reset, parameters, interfaces; see accel/rtl/plugin/declaration.hpp */

  /* `seed` sets what real hardware leaves undefined after power-up: 0 all zeros, UINT64_MAX all ones, else random bits.
   * NULL: it failed, `error` says why. */
  void* (*create)(const char* instance_name, uint64_t seed, char* error, size_t error_bytes);
  void (*destroy)(void* model);
  const quartet_rtl_port* (*ports)(void* model, size_t* count);
  void (*eval)(void* model);
  /* 0 while it runs; 1 after $finish; 2 after $stop, $error or $fatal, with `message`. */
  int (*stopped)(void* model, const char** message);

  /* FST waves; 0: opened. Without wave support all three are NULL. */
  int (*wave_open)(void* model, const char* path);
  void (*wave_dump)(void* model, uint64_t time);
  void (*wave_close)(void* model);
} quartet_rtl_plugin;

/* The one exported symbol. */
const quartet_rtl_plugin* quartet_rtl_plugin_get(void);

#ifdef __cplusplus
}
#endif
#endif
