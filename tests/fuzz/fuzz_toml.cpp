// libFuzzer target: any bytes as a TOML or JSON configuration applied to a few parameters; what was accepted
// must come back from the resolved configuration.
#include <cstdlib>
#include <string>

#include "sim/config/document.hpp"
#include "tests/fuzz/seeds/small_parameters.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto table = quartet::parse_config(text, "fuzz.toml");
  if (!table) return 0;
  quartet::test::SmallParameters values;
  quartet::ParameterSet parameters = values.set();
  if (!parameters.apply(*table, "")) return 0;
  const std::string resolved = parameters.resolved_toml();
  const auto again = quartet::parse_config(resolved, "resolved.toml");
  quartet::test::SmallParameters copies;
  quartet::ParameterSet copy = copies.set();
  if (!again || !copy.apply(*again, "") || copy.resolved_toml() != resolved) std::abort();
  return 0;
}
