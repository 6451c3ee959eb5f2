#include "tests/unit/cnn/platform_params.hpp"

#include <gtest/gtest.h>

#include "accel/cnn/platform_rows.hpp"
#include "sim/base/files.hpp"

namespace quartet::test {

cnn::Params platform_params(const std::string& name) {
  cnn::Params params;
  const auto config = load_config(resource_root() / "accel/platforms" / (name + ".toml"));
  const auto costs = CostTable::load(resource_root() / "sim/tech" / (name + ".toml"));
  EXPECT_TRUE(config.has_value()) << (config ? "" : config.error().text());
  EXPECT_TRUE(costs.has_value()) << (costs ? "" : costs.error().text());
  if (!config || !costs) return params;
  const auto rows = cnn::read_platform_rows(*config->find("cnn")->table(), *costs);
  EXPECT_TRUE(rows.has_value()) << (rows ? "" : rows.error().text());
  if (!rows) return params;
  ParameterSet set;
  params.declare(set);
  const Result<void> applied = set.apply(rows->parameters, "cnn");
  EXPECT_TRUE(applied.has_value()) << (applied ? "" : applied.error().text());
  return params;
}

}  // namespace quartet::test
