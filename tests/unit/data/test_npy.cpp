#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <cstring>

#include "workloads/data/npy.hpp"
#include "workloads/data/npy_header.hpp"

namespace quartet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class NpyFile : public testing::Test {
 protected:
  NpyFile()
      : path_(std::filesystem::temp_directory_path() / ("quartet_npy_" + std::to_string(getpid()) + ".npy")) {
  }
  ~NpyFile() override { std::filesystem::remove(path_); }
  std::filesystem::path path_;
};

std::vector<std::uint8_t> file_of(const std::string& header, std::vector<std::uint8_t> data) {
  const std::string prefix{'\x93',
                           'N',
                           'U',
                           'M',
                           'P',
                           'Y',
                           1,
                           0,
                           static_cast<char>(header.size() & 0xff),
                           static_cast<char>(header.size() >> 8)};
  const std::string all = prefix + header;
  std::vector<std::uint8_t> out(all.begin(), all.end());
  out.insert(out.end(), data.begin(), data.end());
  return out;
}

template <class T>
NpyArray array_of(NpyType type, const std::vector<T>& values) {
  NpyArray a{
      type, {static_cast<std::int64_t>(values.size())}, std::vector<std::uint8_t>(values.size() * sizeof(T))};
  std::memcpy(a.data.data(), values.data(), a.data.size());
  return a;
}

TEST_F(NpyFile, EveryIntegerTypeComesBackWithItsLimits) {
  struct Case {
    NpyType type;
    std::int32_t low, high;
  };
  for (const Case c :
       {Case{NpyType::i8, -128, 127}, Case{NpyType::u8, 0, 255}, Case{NpyType::i16, -32768, 32767},
        Case{NpyType::u16, 0, 65535}, Case{NpyType::i32, INT32_MIN, INT32_MAX},
        Case{NpyType::u32, 0, INT32_MAX}, Case{NpyType::i64, INT32_MIN, INT32_MAX}}) {
    const std::vector<std::int32_t> values{c.low, c.high, 0, 1, 2, 3};
    const auto array = make_npy(c.type, {3, 2}, values);
    ASSERT_TRUE(array) << array.error().text();
    ASSERT_TRUE(write_npy(path_, *array));
    const auto back = read_npy(path_);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->type, c.type);
    EXPECT_THAT(back->shape, ElementsAre(3, 2));
    EXPECT_EQ(*back->as_int32(), values) << npy_type_name(c.type);
  }
}

TEST_F(NpyFile, HeaderIsPaddedToAMultipleOf64AsNumPyWritesIt) {
  for (const std::vector<std::int64_t>& shape :
       {std::vector<std::int64_t>{}, {1}, {49, 10}, {100000, 200000, 3}}) {
    const auto bytes = npy_header_bytes(NpyType::i8, shape);
    EXPECT_EQ(bytes.size() % 64, 0U);
    EXPECT_EQ(bytes.back(), '\n');
    const auto header = parse_npy_header(bytes, "x");
    ASSERT_TRUE(header) << header.error().text();
    EXPECT_EQ(header->shape, shape);
  }
}

TEST(Npy, FloatsOfEveryWidthBecomeDoubles) {
  EXPECT_THAT(
      array_of<std::uint16_t>(NpyType::f16, {0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555}).as_double(),
      ElementsAre(1.0, -2.0, std::ldexp(1.0, -24), 65504.0, -0.0, 1365.0 / 4096.0));
  const auto special = array_of<std::uint16_t>(NpyType::f16, {0x7c00, 0xfc00, 0x7e00}).as_double();
  EXPECT_EQ(special[0], HUGE_VAL);
  EXPECT_EQ(special[1], -HUGE_VAL);
  EXPECT_TRUE(std::isnan(special[2]));
  EXPECT_THAT(array_of<float>(NpyType::f32, {0.1F, -3.5F}).as_double(),
              ElementsAre(static_cast<double>(0.1F), -3.5));
  EXPECT_THAT(array_of<double>(NpyType::f64, {0.1}).as_double(), ElementsAre(0.1));
  EXPECT_FALSE(array_of<float>(NpyType::f32, {1.0F}).as_int32());
}

TEST(Npy, IntegersThatDoNotFit32BitsAreAnErrorThatNamesTheElement) {
  const auto wide = array_of<std::int64_t>(NpyType::i64, {5, std::int64_t{1} << 31});
  const auto narrow = wide.as_int32();
  ASSERT_FALSE(narrow);
  EXPECT_THAT(narrow.error().text(), HasSubstr("element 1 is 2147483648"));
  EXPECT_THAT(wide.as_double(), ElementsAre(5.0, 2147483648.0));
  EXPECT_FALSE(array_of<std::uint32_t>(NpyType::u32, {0xffffffffU}).as_int32());
}

TEST(Npy, ValuesOutsideTheTypeCannotBeMade) {
  for (const std::int32_t v : {-129, 128}) EXPECT_FALSE(make_npy(NpyType::i8, {1}, std::vector{v})) << v;
  for (const std::int32_t v : {-1, 256}) EXPECT_FALSE(make_npy(NpyType::u8, {1}, std::vector{v})) << v;
  EXPECT_FALSE(make_npy(NpyType::u32, {1}, std::vector{-1}));
  EXPECT_FALSE(make_npy(NpyType::i8, {3}, std::vector{1, 2}));
  EXPECT_FALSE(make_npy(NpyType::f32, {1}, std::vector{1}));
}

TEST(Npy, FortranOrderIsTurnedIntoCOrder) {
  // Stored with the first axis fastest: element (i, j, k) of a 2x3x2 array lies at i + 2j + 6k.
  std::vector<std::uint8_t> stored(12);
  for (std::uint8_t i = 0; i < 2; ++i) {
    for (std::uint8_t j = 0; j < 3; ++j) {
      for (std::uint8_t k = 0; k < 2; ++k)
        stored[i + 2U * j + 6U * k] = static_cast<std::uint8_t>(100 * i + 10 * j + k);
    }
  }
  const auto array =
      parse_npy(file_of("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 2), }", stored), "x");
  ASSERT_TRUE(array) << array.error().text();
  EXPECT_THAT(*array->as_int32(), ElementsAre(0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121));
}

TEST(Npy, FortranOrderMovesWholeItems) {
  const auto array = parse_npy(
      file_of("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 2)}", {1, 0, 2, 0, 3, 0, 4, 1}), "x");
  ASSERT_TRUE(array);
  EXPECT_THAT(*array->as_int32(), ElementsAre(1, 3, 2, 260));
}

TEST(Npy, MissingAndTrailingBytesAreErrorsWithBothSizes) {
  const std::string header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }";
  EXPECT_TRUE(parse_npy(file_of(header, std::vector<std::uint8_t>(8)), "x"));
  for (const std::size_t size : {0U, 7U, 9U}) {
    const auto array = parse_npy(file_of(header, std::vector<std::uint8_t>(size)), "x.npy");
    ASSERT_FALSE(array);
    EXPECT_THAT(array.error().text(), HasSubstr("x.npy: holds " + std::to_string(size) +
                                                " bytes of data where its shape and type need 8"));
  }
}

TEST(Npy, HugeShapesAreRefusedWithoutAllocation) {
  for (const char* shape : {"(281474976710656,)", "(4294967296, 4294967296, 2)",
                            "(0, 16777216, 16777216, 16777216)", "(99999999999999999999,)"}) {
    const auto array = parse_npy(
        file_of(std::string("{'descr': '<f8', 'fortran_order': False, 'shape': ") + shape + "}", {}), "x");
    EXPECT_FALSE(array) << shape;
  }
}

TEST(Npy, EmptyAndScalarArraysAreRead) {
  const auto empty =
      parse_npy(file_of("{'descr': '|i1', 'fortran_order': False, 'shape': (0, 5), }", {}), "x");
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->elements(), 0);
  const auto empty_fortran =
      parse_npy(file_of("{'descr': '|i1', 'fortran_order': True, 'shape': (0, 5), }", {}), "x");
  ASSERT_TRUE(empty_fortran);
  const auto scalar =
      parse_npy(file_of("{'descr': '|i1', 'fortran_order': False, 'shape': (), }", {0xff}), "x");
  ASSERT_TRUE(scalar);
  EXPECT_THAT(*scalar->as_int32(), ElementsAre(-1));
}

TEST(Npy, AFileThatIsMissingOrInconsistentIsAnError) {
  EXPECT_FALSE(read_npy("/nonexistent/x.npy"));
  EXPECT_FALSE(write_npy("/tmp/never_written.npy", {NpyType::i16, {3}, std::vector<std::uint8_t>(5)}));
}

}  // namespace
}  // namespace quartet
