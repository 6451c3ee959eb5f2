// Valid files of every format, truncated, with bits flipped, bytes replaced and pieces moved, with fixed
// seeds: each gives a value or an error that says bad_input, in every build (the asan preset looks for more).
#include <gtest/gtest.h>

#include <functional>

#include "frontends/model/import.hpp"
#include "frontends/model/network_json.hpp"
#include "sim/base/philox.hpp"
#include "tests/fuzz/seeds/exercise.hpp"
#include "tests/fuzz/seeds/golden_bundle.hpp"
#include "tests/fuzz/seeds/seeds.hpp"
#include "tests/fuzz/seeds/small_parameters.hpp"

namespace quartet::test {
namespace {

using Bytes = std::vector<std::uint8_t>;
/// Feeds bytes to a reader; whether it accepted them. Adds a failure when an error is not a proper one.
using Reader = std::function<bool(const Bytes&)>;

template <class T>
bool accepted(const Result<T>& result) {
  if (result) return true;
  EXPECT_EQ(result.error().code, ErrorCode::bad_input);
  EXPECT_FALSE(result.error().problems.empty());
  return false;
}

bool read_network(const Result<Network>& network) {
  if (!accepted(network)) return false;
  exercise(*network);
  return true;
}

bool read_tflite(const Bytes& bytes) {
  return read_network(import_tflite(bytes, "mutant"));
}
bool read_onnx(const Bytes& bytes) {
  return read_network(import_onnx(bytes, "mutant"));
}
bool read_array(const Bytes& bytes) {
  return accepted(parse_npy(bytes, "mutant"));
}
bool read_golden(const Bytes& bytes) {
  const auto golden = GoldenBundle::parse(bytes).read();
  if (!accepted(golden)) return false;
  exercise(golden->network);
  return true;
}
bool read_layer_list(const Bytes& bytes) {
  return read_network(GoldenBundle::parse(bytes).read_layer_list());
}
bool read_network_json(const Bytes& bytes) {
  return read_network(parse_network_json({bytes.begin(), bytes.end()}, "mutant"));
}
bool read_toml(const Bytes& bytes) {
  const auto table = parse_config({bytes.begin(), bytes.end()}, "mutant.toml");
  if (!accepted(table)) return false;
  SmallParameters values;
  (void)values.set().apply(*table, "");
  return true;
}

class Random {
 public:
  Random(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}
  std::size_t below(std::size_t n) {
    return n == 0 ? 0
                  : static_cast<std::size_t>(uniform01(seed_, stream_, index_++) * static_cast<double>(n));
  }

 private:
  std::uint64_t seed_, stream_, index_ = 0;
};

Bytes mutate(Bytes bytes, std::uint64_t number) {
  Random random(2024, number);
  const std::size_t edits = 1 + random.below(4);
  for (std::size_t e = 0; e < edits && !bytes.empty(); ++e) {
    const std::size_t at = random.below(bytes.size());
    switch (random.below(6)) {
      case 0:
        bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1U << random.below(8)));
        break;
      case 1:
        bytes[at] = static_cast<std::uint8_t>(random.below(256));
        break;
      case 2:
        bytes[at] = random.below(2) == 0 ? 0x00 : 0xff;
        break;
      case 3:
        bytes.resize(at);
        break;
      case 4:
        bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      default:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), 1 + random.below(8),
                     static_cast<std::uint8_t>(random.below(256)));
    }
  }
  return bytes;
}

/// Truncations at every length (or some thousand of them), bit flips all along, and random edits.
void attack(const std::vector<Seed>& seeds, const Reader& read, std::size_t mutants) {
  for (const Seed& seed : seeds) {
    SCOPED_TRACE(seed.name);
    ASSERT_TRUE(read(seed.bytes)) << "the unharmed seed must be valid";
    const std::size_t step = 1 + seed.bytes.size() / 1500;
    for (std::size_t size = 0; size < seed.bytes.size(); size += step)
      read({seed.bytes.begin(), seed.bytes.begin() + static_cast<std::ptrdiff_t>(size)});
    for (std::size_t at = 0; at < seed.bytes.size(); at += step) {
      Bytes flipped = seed.bytes;
      flipped[at] = static_cast<std::uint8_t>(flipped[at] ^ (1U << (at % 8)));
      read(flipped);
    }
    std::size_t refused = 0;
    for (std::size_t i = 0; i < mutants; ++i) refused += read(mutate(seed.bytes, i)) ? 0 : 1;
    EXPECT_GT(refused, mutants / 20) << "mutations that harm nothing test nothing";
  }
}

void feed_noise(const Reader& read) {
  for (std::uint64_t i = 0; i < 300; ++i) {
    Random random(7, i);
    Bytes noise(random.below(400));
    for (std::uint8_t& b : noise) b = static_cast<std::uint8_t>(random.below(256));
    read(noise);
  }
}

TEST(Mutations, OfTfliteModelsGiveANetworkOrAnError) {
  attack(tflite_seeds(), read_tflite, 3000);
}
TEST(Mutations, OfOnnxModelsGiveANetworkOrAnError) {
  attack(onnx_seeds(), read_onnx, 2000);
}
TEST(Mutations, OfArraysGiveAnArrayOrAnError) {
  attack(npy_seeds(), read_array, 3000);
}
TEST(Mutations, OfRecordedNetworksGiveANetworkOrAnError) {
  attack(golden_seeds(), read_golden, 3000);
}
TEST(Mutations, OfLayerListsGiveANetworkOrAnError) {
  attack(layer_list_seeds(), read_layer_list, 3000);
}
TEST(Mutations, OfWrittenNetworksGiveANetworkOrAnError) {
  attack(network_json_seeds(), read_network_json, 3000);
}
TEST(Mutations, OfConfigurationsGiveATableOrAnError) {
  std::vector<Seed> valid = toml_seeds();
  std::erase_if(valid, [](const Seed& seed) { return !read_toml(seed.bytes); });
  ASSERT_GE(valid.size(), 2U);
  attack(valid, read_toml, 3000);
}

TEST(Mutations, NoiseIsAnErrorForEveryReader) {
  for (const Reader& read :
       {Reader(read_tflite), Reader(read_onnx), Reader(read_array), Reader(read_golden), Reader(read_layer_list),
        Reader(read_network_json), Reader(read_toml)})
    feed_noise(read);
}

}  // namespace
}  // namespace quartet::test
