#include "sim/run/rtl_request.hpp"

#include <gtest/gtest.h>

namespace quartet {
namespace {

RunRequest request(std::vector<std::string> rtl, std::vector<std::string> offsets = {}) {
  RunRequest r;
  r.fidelity = "rtl";
  r.rtl = std::move(rtl);
  r.rtl_offset = std::move(offsets);
  return r;
}

TEST(RtlRequest, NamesUnitsPluginsAndOffsets) {
  const auto options = rtl_options(request({"a.mvau=block", "b=/x/y=z.so"}, {"a.mvau=-3", "b=any"}));
  ASSERT_TRUE(options && *options);
  ASSERT_EQ((*options)->blocks.size(), 2u);
  EXPECT_EQ((*options)->blocks[0].unit, "a.mvau");
  EXPECT_EQ((*options)->blocks[0].plugin, "block");
  EXPECT_EQ((*options)->blocks[1].plugin, "/x/y=z.so");
  EXPECT_EQ((*options)->offsets[0].cycles, -3);
  EXPECT_EQ((*options)->offsets[1].cycles, std::nullopt);
}

TEST(RtlRequest, OfAnotherFormIsAUsageError) {
  for (const RunRequest& r : {request({"a"}), request({"=b"}), request({"a="}), request({}, {"a"}), request({}, {"a=1x"}), request({}, {"a=99999999999999999999"}),
                              request({}, {"a=2000000"})}) {
    const auto options = rtl_options(r);
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().code, ErrorCode::usage);
  }
}

TEST(RtlRequest, OnAnotherRungIsAUsageErrorBecauseItWouldHaveNoEffect) {
  RunRequest r = request({"a=b"});
  r.fidelity = "simulate";
  EXPECT_FALSE(rtl_options(r));
  r.rtl.clear();
  ASSERT_TRUE(rtl_options(r));
  EXPECT_FALSE(rtl_options(r)->has_value());
  r.wave = "x.fst";
  EXPECT_FALSE(rtl_options(r));
}

}  // namespace
}  // namespace quartet
