#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/config/parameter_set.hpp"

namespace quartet {
namespace {

constexpr const char* kValid =
    "schema_version = 1\nname = \"max\"\n[cnn]\nclock_hz = { value = 5e7, source = 'x' }\nlist = [1, 2.5, [true]]\n"
    "long = \"\"\"a\nb\"\"\"\n[[row]]\na.b.c = 1\n[[row]]\nd = -0x1F\n";

}  // namespace

RC_GTEST_PROP(ParseConfig, NeverThrowsOnMutatedText, ()) {
  std::string text = kValid;
  const int edits = *rc::gen::inRange(1, 12);
  for (int i = 0; i < edits; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto kind = *rc::gen::inRange(0, 3);
    if (kind == 0) text[at] = *rc::gen::arbitrary<char>();
    if (kind == 1) text.erase(at, *rc::gen::inRange<std::size_t>(1, 20));
    if (kind == 2) text.insert(at, std::string(*rc::gen::inRange<std::size_t>(1, 60), *rc::gen::elementOf(std::string("[]{}.='\"\\\n#,a1"))));
    if (text.empty()) break;
  }
  for (const char* name : {"x.toml", "x.json"}) {
    const auto result = parse_config(text, name);
    RC_ASSERT(result.has_value() || !result.error().problems.empty());
  }
}

}  // namespace quartet
