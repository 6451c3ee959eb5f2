#include "tests/unit/max78000_system/assembled_system.hpp"

#include <gtest/gtest.h>

#include "accel/mcu/target/firmware_file.hpp"
#include "sim/base/files.hpp"
#include "tests/unit/cnn/platform_params.hpp"

namespace quartet::test {

namespace {

template <class T>
T value_or_fail(Result<T> result, const char* what) {
  EXPECT_TRUE(result.has_value()) << what << ": " << (result ? "" : result.error().text());
  if (!result) throw std::runtime_error(what);
  return std::move(*result);
}

}  // namespace

soc::SystemParams system_params(const std::string& platform) {
  const auto config =
      value_or_fail(load_config(resource_root() / "accel/platforms" / (platform + ".toml")), "platform");
  soc::SystemParams params;
  ParameterSet set;
  params.declare(set);
  for (const ConfigEntry& entry : config.entries) {
    if (entry.key != "cnn-system") continue;
    ConfigTable own;
    for (const ConfigEntry& e : entry.value.table()->entries) {
      if (e.key != "array" && e.key != "trust") own.entries.push_back(e);
    }
    const auto applied = set.apply(own, "cnn-system");
    EXPECT_TRUE(applied.has_value()) << (applied ? "" : applied.error().text());
  }
  return params;
}

AssembledSystem::AssembledSystem(const Network& n, const std::string& platform, Rounding r)
    : AssembledSystem(n, platform_params("max78000"), system_params(platform), r) {}

AssembledSystem::AssembledSystem(const Network& n, cnn::Params a, soc::SystemParams p, Rounding r)
    : network(n), array(std::move(a)), params(std::move(p)), rounding(r) {
  program = std::make_unique<cnn::Program>(value_or_fail(cnn::lower(network, array), "lower"));
  map = std::make_unique<soc::AddressMap>(value_or_fail(soc::AddressMap::make(params, array), "addresses"));
  firmware = value_or_fail(mcu::load_firmware(params.firmware), "firmware");
  image = value_or_fail(soc::compile_array_image(network, *program, array, params, *map, rounding), "image");
}

const soc::Mark& mark_of(const soc::Inference& inference, std::uint32_t phase) {
  for (const soc::Mark& mark : inference.core.marks) {
    if (mark.phase == phase) return mark;
  }
  ADD_FAILURE() << "no mark of phase " << phase;
  return inference.core.marks.front();
}

std::uint64_t phase_cycles(const soc::Inference& inference, std::uint32_t phase) {
  const auto& marks = inference.core.marks;
  for (std::size_t i = 0; i + 1 < marks.size(); ++i) {
    if (marks[i].phase == phase) return marks[i + 1].cycles - marks[i].cycles;
  }
  ADD_FAILURE() << "no phase " << phase;
  return 0;
}

}  // namespace quartet::test
