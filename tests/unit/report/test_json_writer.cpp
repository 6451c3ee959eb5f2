#include <gtest/gtest.h>

#include <limits>

#include "sim/report/json_writer.hpp"

namespace quartet {
namespace {

TEST(JsonWriter, WritesNestedValuesInCallOrder) {
  JsonWriter out;
  out.begin_object();
  out.value("b", 1);
  out.begin_array("a");
  out.value("", 0.1);
  out.value("", "x");
  out.end_array();
  out.begin_object("empty");
  out.end_object();
  out.value("none", std::optional<double>());
  out.value("large", std::numeric_limits<std::uint64_t>::max());
  out.end_object();
  const auto text = out.finish();
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "{\n  \"b\": 1,\n  \"a\": [\n    0.1,\n    \"x\"\n  ],\n  \"empty\": {},\n  \"none\": null,\n"
            "  \"large\": 18446744073709551615\n}\n");
}

TEST(JsonWriter, FailsAndNamesTheKeyWhenANumberIsNotFinite) {
  JsonWriter out;
  out.begin_object();
  out.value("energy_j", std::numeric_limits<double>::quiet_NaN());
  out.end_object();
  const auto text = out.finish();
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::internal);
  EXPECT_EQ(text.error().problems[0].place, "energy_j");
}

TEST(JsonQuoted, EscapesControlCharactersAndQuotes) {
  EXPECT_EQ(json_quoted("a\"b\\c\n\t\x01"), "\"a\\\"b\\\\c\\n\\t\\u0001\"");
  EXPECT_EQ(json_quoted("µJ"), "\"µJ\"");
}

TEST(JsonQuoted, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(json_quoted("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(json_quoted("\xC3"), "\"\xEF\xBF\xBD\"") << "cut off after the first byte";
  EXPECT_EQ(json_quoted("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"") << "a surrogate";
  EXPECT_EQ(json_quoted("\xF0\x9F\x98\x80"), "\"\xF0\x9F\x98\x80\"");
}

}  // namespace
}  // namespace quartet
