// The compiled network in flash.
#include <gtest/gtest.h>

#include <cstring>

#include "tests/unit/max78000_system/assembled_system.hpp"
#include "tests/unit/max78000_system/test_networks.hpp"

namespace quartet::test {
namespace {

q_array_header header_of(const soc::ArrayImage& image) {
  q_array_header header;
  std::memcpy(&header, image.bytes.data(), sizeof header);
  return header;
}

template <class Record>
Record record_at(const soc::ArrayImage& image, std::uint32_t offset) {
  Record record;
  std::memcpy(&record, image.bytes.data() + offset, sizeof record);
  return record;
}

}  // namespace

TEST(ArrayImage, SendsEveryProcessorsKernelsToItsOwnMemoryAndInWholeWords) {
  const Network network = classifier(true);
  const AssembledSystem s(network);
  const q_array_header h = header_of(s.image);
  EXPECT_EQ(h.image_bytes, s.image.bytes.size());
  EXPECT_EQ(h.layer_count, s.program->layers.size());
  std::int64_t bytes = 0, words = 0;
  std::uint32_t at = h.weights;
  for (std::uint32_t b = 0; b < h.weight_bursts; ++b) {
    const auto burst = record_at<q_weight_burst>(s.image, at);
    const auto first = s.map->find(burst.address), last = s.map->find(burst.address + 4 * (burst.words - 1));
    ASSERT_TRUE(first && last);
    EXPECT_EQ(first->place, soc::Place::weights);
    EXPECT_EQ(first->unit, last->unit);
    words += burst.words;
    at += 8 + 4 * burst.words;
  }
  EXPECT_EQ(at, h.biases);
  EXPECT_EQ(words, s.image.weight_words);
  for (const auto& layer : s.program->layers)
    bytes += layer.has_weights() ? static_cast<std::int64_t>(layer.processors.size()) : 0;
  EXPECT_EQ(h.weight_bursts, bytes);  // one of each layer and processor
  EXPECT_GE(4 * words, s.program->memory.weight_bytes);
  EXPECT_LT(4 * words, s.program->memory.weight_bytes + 4 * std::int64_t{h.weight_bursts});
}

TEST(ArrayImage, MovesTheWordsThatTheBurstModelMoves) {
  for (const bool wide : {false, true}) {
    const Network network = classifier(wide);
    const AssembledSystem s(network);
    EXPECT_EQ(s.image.input_words, s.program->input_words(network));
    EXPECT_EQ(s.image.result_words, s.program->output_words(network));
    EXPECT_EQ(s.image.value_count, 10);
    EXPECT_EQ(s.image.value_words, wide);
  }
}

TEST(ArrayImage, RoomsOfTheArenaDoNotOverlap) {
  const Network network = image_to_image(20);
  const AssembledSystem s(network);
  const q_array_header h = header_of(s.image);
  EXPECT_GE(h.raw, h.input + 4 * static_cast<std::uint32_t>(s.image.input_words));
  EXPECT_GE(h.values, h.raw + 4 * static_cast<std::uint32_t>(s.image.result_words));
  EXPECT_GE(s.image.arena_bytes, std::int64_t{h.values} + s.image.value_count);
  EXPECT_EQ(h.softmax, 0U) << "a map has no softmax";
}

}  // namespace quartet::test
