#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>

#include "sim/config/parameter_set.hpp"

namespace quartet {
namespace {

struct Fields {
  bool flag = false;
  std::int64_t wide = 0;
  int narrow = 0;
  double real = 0.0;
  std::string text;
  ParameterSet set;
  Fields() {
    set.boolean("a.flag", flag, "");
    set.integer("a.b.wide", wide, "", {}, "");
    set.integer("narrow", narrow, "", {}, "");
    set.real("a.real", real, "m", {}, "");
    set.text("text", text, {}, "");
  }
};

}  // namespace

RC_GTEST_PROP(ResolvedToml, RestoresEveryValueWhenApplied, ()) {
  Fields from;
  from.flag = *rc::gen::arbitrary<bool>();
  from.wide = *rc::gen::arbitrary<std::int64_t>();
  from.narrow = *rc::gen::arbitrary<int>();
  const double real = std::bit_cast<double>(*rc::gen::arbitrary<std::uint64_t>());
  from.real = std::isfinite(real) ? real : 0.1;
  from.text = *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
  const std::string resolved = from.set.resolved_toml();
  const auto table = parse_config(resolved, "resolved.toml");
  RC_ASSERT(table.has_value());
  Fields to;
  RC_ASSERT(to.set.apply(*table, "").has_value());
  RC_ASSERT(to.flag == from.flag && to.wide == from.wide && to.narrow == from.narrow && to.text == from.text);
  RC_ASSERT(std::bit_cast<std::uint64_t>(to.real) == std::bit_cast<std::uint64_t>(from.real));
  RC_ASSERT(to.set.resolved_toml() == resolved);
}

RC_GTEST_PROP(SetText, ReadsBackTheShortestTextOfAnyReal, ()) {
  Fields f;
  const double real = std::bit_cast<double>(*rc::gen::arbitrary<std::uint64_t>());
  RC_PRE(std::isfinite(real));
  char text[40];
  std::snprintf(text, sizeof text, "%.17g", real);
  RC_ASSERT(f.set.set("a.real", text).has_value());
  RC_ASSERT(f.real == real);
  RC_ASSERT(f.set.set("a.real", std::string(text) + " m").has_value());
  RC_ASSERT(f.real == real);
}

}  // namespace quartet
