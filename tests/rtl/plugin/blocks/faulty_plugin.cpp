// A plug-in written by hand, with one fault of its own that a macro selects.
#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "accel/rtl/abi/plugin_abi.h"

namespace {

unsigned char clk = 0;
unsigned char valid = 0;
unsigned char data = 0;

#ifdef BAD_PORT_TABLE
constexpr std::uint32_t kDataBytes = 4;  // a port of 8 bit has 1
#else
constexpr std::uint32_t kDataBytes = 1;
#endif

const quartet_rtl_port table[] = {{"clk", 1, 1, QUARTET_RTL_INPUT, &clk},
                                  {"in_valid", 1, 1, QUARTET_RTL_INPUT, &valid},
                                  {"in_data", 8, kDataBytes, QUARTET_RTL_INPUT, &data}};

void* create(const char*, std::uint64_t, char* error, std::size_t size) {
#ifdef NOT_MADE
  std::snprintf(error, size, "no licence");
  return nullptr;
#else
  (void)error;
  (void)size;
  return &clk;
#endif
}
void destroy(void*) {}
const quartet_rtl_port* ports(void*, std::size_t* count) {
  *count = sizeof table / sizeof table[0];
  return table;
}
[[maybe_unused]] void eval(void*) {}
int stopped(void*, const char** message) {
  *message = "";
  return 0;
}

#define HEAD R"({"schema_version": 1, "tool": "hand", "sources": [], )"
#if defined NO_JSON
constexpr char kDeclaration[] = "schema_version = 1";
#elif defined UNKNOWN_KEY
constexpr char kDeclaration[] = HEAD R"("clock": "clk", "clok": "clk"})";
#elif defined NO_SUCH_CLOCK
constexpr char kDeclaration[] = HEAD R"("clock": "clock"})";
#elif defined UNKNOWN_ROLE
constexpr char kDeclaration[] = HEAD R"("clock": "clk", "interfaces": [{"name": "in", "kind": "stream", "style": "plain",
  "direction": "in", "ports": {"data": "in_data", "valid": "in_valid", "redy": "clk"}}]})";
#elif defined MISSING_ROLE
constexpr char kDeclaration[] = HEAD R"("clock": "clk", "interfaces": [{"name": "in", "kind": "stream", "style": "plain",
  "direction": "in", "ports": {"data": "in_data"}}]})";
#else
constexpr char kDeclaration[] = HEAD R"("clock": "clk"})";
#endif

#ifdef OTHER_ABI
constexpr std::uint32_t kVersion = QUARTET_RTL_ABI_VERSION + 6;
#else
constexpr std::uint32_t kVersion = QUARTET_RTL_ABI_VERSION;
#endif
#ifdef NO_FUNCTION
constexpr auto kEval = static_cast<void (*)(void*)>(nullptr);
#else
constexpr auto kEval = eval;
#endif

const quartet_rtl_plugin plugin = {kVersion, "faulty", "faulty", "0", kDeclaration, create, destroy, ports, kEval, stopped, nullptr, nullptr, nullptr};

}  // namespace

#ifdef NO_ENTRY
extern "C" const quartet_rtl_plugin* another_name(void);
extern "C" const quartet_rtl_plugin* another_name(void) { return &plugin; }
#else
const quartet_rtl_plugin* quartet_rtl_plugin_get(void) { return &plugin; }
#endif
