#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workloads/data/npy_header.hpp"

namespace quartet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<NpyHeader> parse(const std::string& dict, char major = 1) {
  std::string file{'\x93',
                   'N',
                   'U',
                   'M',
                   'P',
                   'Y',
                   major,
                   0,
                   static_cast<char>(dict.size() & 0xff),
                   static_cast<char>(dict.size() >> 8)};
  if (major == 2) file += std::string(2, '\0');
  file += dict;
  const std::vector<std::uint8_t> bytes(file.begin(), file.end());
  return parse_npy_header(bytes, "x.npy");
}

TEST(NpyHeader, KeysMayComeInAnyOrderAndStyleOfQuotes) {
  const auto h = parse("{\"shape\": ( 3 ,4 ) , 'fortran_order':False,\"descr\":'<f4'}  \n");
  ASSERT_TRUE(h) << h.error().text();
  EXPECT_EQ(h->type, NpyType::f32);
  EXPECT_FALSE(h->fortran_order);
  EXPECT_THAT(h->shape, ElementsAre(3, 4));
  EXPECT_EQ(h->elements, 12);
}

TEST(NpyHeader, Version2HasALongerLengthField) {
  const auto h = parse("{'descr': '|i1', 'fortran_order': False, 'shape': (7,), }", 2);
  ASSERT_TRUE(h) << h.error().text();
  EXPECT_THAT(h->shape, ElementsAre(7));
  EXPECT_EQ(h->data_offset, 12 + 57U);
  EXPECT_FALSE(parse("{'descr': '|i1', 'fortran_order': False, 'shape': (7,), }", 3));
}

TEST(NpyHeader, EveryDescriptorHasItsType) {
  const std::pair<const char*, NpyType> known[] = {
      {"|i1", NpyType::i8},  {"<i1", NpyType::i8},  {"|u1", NpyType::u8},  {"<i2", NpyType::i16},
      {"<u2", NpyType::u16}, {"<i4", NpyType::i32}, {"<u4", NpyType::u32}, {"<i8", NpyType::i64},
      {"<f2", NpyType::f16}, {"<f4", NpyType::f32}, {"<f8", NpyType::f64}};
  for (const auto& [descriptor, type] : known) {
    const auto h = parse(std::string("{'descr': '") + descriptor + "', 'fortran_order': False, 'shape': ()}");
    ASSERT_TRUE(h) << descriptor;
    EXPECT_EQ(h->type, type) << descriptor;
  }
}

TEST(NpyHeader, UnknownAndBigEndianTypesAreNamed) {
  for (const char* descriptor : {"|b1", "<c8", "<u8", "|O", "<U3", "=i4", ""}) {
    const auto h = parse(std::string("{'descr': '") + descriptor + "', 'fortran_order': False, 'shape': ()}");
    ASSERT_FALSE(h) << descriptor;
    EXPECT_THAT(h.error().text(), HasSubstr("element type '" + std::string(descriptor) + "'"));
  }
  const auto big = parse("{'descr': '>i4', 'fortran_order': False, 'shape': ()}");
  ASSERT_FALSE(big);
  EXPECT_THAT(big.error().text(), HasSubstr("big-endian"));
}

TEST(NpyHeader, MalformedDictionariesAreErrors) {
  const char* wrong[] = {"",
                         "{",
                         "{}",
                         "descr",
                         "{'descr': '|i1', 'fortran_order': False}",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (3)}",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (3,,)}",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (3 4)}",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (-3,)}",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (3L,)}",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (,)}",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (3,)",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (3,)} x",
                         "{'descr': '|i1', 'fortran_order': 0, 'shape': (3,)}",
                         "{'descr': [('a', '|i1')], 'fortran_order': False, 'shape': (3,)}",
                         "{'descr': '|i1', 'descr': '|i1', 'fortran_order': False, 'shape': ()}",
                         "{'descr': '|i1', 'fortran_order': False, 'shape': (), 'extra': 1}",
                         "{'descr': '|i1 'fortran_order': False, 'shape': ()}",
                         "{'descr' '|i1', 'fortran_order': False, 'shape': ()}",
                         "{'descr': '|i1' 'fortran_order': False, 'shape': ()}"};
  for (const char* text : wrong) EXPECT_FALSE(parse(text)) << text;
}

TEST(NpyHeader, AxesWhoseProductOverflowsAreAnErrorBeforeTheyAreMultiplied) {
  const auto header = parse("{'descr': '|u1', 'fortran_order': False, 'shape': (400, 4000000000, 400000000003, 3)}");
  ASSERT_FALSE(header);
  EXPECT_THAT(header.error().text(), HasSubstr("more than 2^48 elements"));
  const auto empty = parse("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 400)}");
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->elements, 0);
}

TEST(NpyHeader, MoreThan32AxesAreAnError) {
  const auto of_axes = [](int n) {
    std::string shape;
    for (int i = 0; i < n; ++i) shape += "1,";
    return parse("{'descr': '|i1', 'fortran_order': False, 'shape': (" + shape + ")}");
  };
  EXPECT_TRUE(of_axes(32));
  EXPECT_FALSE(of_axes(33));
}

TEST(NpyHeader, TruncatedAndForeignFilesAreErrors) {
  const auto whole = npy_header_bytes(NpyType::i8, {3});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parse_npy_header({whole.data(), size}, "x")) << size;
  EXPECT_THAT(parse_npy_header({}, "x").error().text(), HasSubstr("is empty"));
  const std::vector<std::uint8_t> zip{'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_THAT(parse_npy_header(zip, "x").error().text(), HasSubstr("not a .npy file"));
}

}  // namespace
}  // namespace quartet
