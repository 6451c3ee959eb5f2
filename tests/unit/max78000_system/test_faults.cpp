// What goes wrong in the firmware ends with its reason.
#include <gtest/gtest.h>

#include <cstring>

#include "tests/unit/max78000_system/assembled_system.hpp"
#include "tests/unit/max78000_system/test_networks.hpp"

namespace quartet::test {
namespace {

template <class Change>
void change_header(soc::ArrayImage& image, Change change) {
  q_array_header header;
  std::memcpy(&header, image.bytes.data(), sizeof header);
  change(header);
  std::memcpy(image.bytes.data(), &header, sizeof header);
}

std::string failure(const AssembledSystem& s) {
  const auto run = s.simulate(NetworkBuilder::random_inputs(s.network, 1));
  EXPECT_FALSE(run.has_value());
  return run ? "" : run.error().text();
}

}  // namespace

TEST(SystemFaults, AStoreToARegisterThatIsNotThereEndsAsABusErrorWithItsPlace) {
  const Network network = classifier(true);
  AssembledSystem s(network);
  change_header(s.image, [](q_array_header& h) { h.control += 4; });
  const std::string text = failure(s);
  EXPECT_NE(text.find("bus_error at pc"), std::string::npos) << text;
  EXPECT_NE(text.find("0x50100004"), std::string::npos) << text;
  EXPECT_NE(text.find("q_array_init"), std::string::npos) << text;
}

TEST(SystemFaults, WeightsForAProcessorThatIsNotThereEndAsABusError) {
  const Network network = classifier(true);
  AssembledSystem s(network);
  q_array_header header;
  std::memcpy(&header, s.image.bytes.data(), sizeof header);
  const std::uint32_t nowhere = 0x52000000;
  std::memcpy(s.image.bytes.data() + header.weights, &nowhere, sizeof nowhere);
  const std::string text = failure(s);
  EXPECT_NE(text.find("bus_error"), std::string::npos) << text;
  EXPECT_NE(text.find("q_load_weights"), std::string::npos) << text;
  const auto planned = s.plan();
  ASSERT_FALSE(planned.has_value()) << "the plan rung runs the same firmware";
  EXPECT_NE(planned.error().text().find("bus_error"), std::string::npos);
}

TEST(SystemFaults, AnImageOfAnotherBuildIsRefused) {
  const Network network = classifier(true);
  AssembledSystem s(network);
  change_header(s.image, [](q_array_header& h) { h.magic ^= 1; });
  EXPECT_NE(failure(s).find("refuses the network image"), std::string::npos);
}

TEST(SystemFaults, AnInterruptOnALineThatTheFirmwareDoesNotEnableIsASleepWithoutEnd) {
  const Network network = classifier(true);
  const AssembledSystem usual(network);
  soc::SystemParams params = usual.params;
  params.interrupt_line = 5;
  const AssembledSystem s(network, usual.array, params);
  const std::string text = failure(s);
  EXPECT_NE(text.find("no_wake_up"), std::string::npos) << text;
}

TEST(SystemFaults, TheArrayRunsAsManyLayersAsTheLayerCountSays) {
  const Network network = classifier(true);
  AssembledSystem s(network);
  change_header(s.image, [](q_array_header& h) { h.layer_count = 1; });
  const auto run = s.simulate(NetworkBuilder::random_inputs(network, 1));
  ASSERT_TRUE(run.has_value()) << run.error().text();
  EXPECT_GT(run->layer_cycles[0], 0U);
  for (std::size_t i = 1; i < run->layer_cycles.size(); ++i) EXPECT_EQ(run->layer_cycles[i], 0U);
}

}  // namespace quartet::test
