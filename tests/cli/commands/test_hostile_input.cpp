// Files that are cut, flipped or random: exit 3 (or a run that is still valid), one message, no crash.
#include <gtest/gtest.h>

#include "sim/base/files.hpp"
#include "sim/base/philox.hpp"
#include "tests/cli/support/quartet_process.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::test {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Cut at several places, flipped at several places, and plain random.
std::vector<Bytes> broken_forms(const Bytes& good) {
  std::vector<Bytes> out{{}, {0}};
  for (const std::size_t parts : {2U, 3U, 10U})
    out.emplace_back(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(good.size() / parts));
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    Bytes flipped = good;
    for (std::uint64_t i = 0; i < 20; ++i) {
      const auto words = philox4x32(seed, 1, i);
      flipped[words[0] % std::min<std::size_t>(flipped.size(), 600)] ^=
          static_cast<std::uint8_t>(1U << (words[1] % 8));
    }
    out.push_back(flipped);
  }
  Bytes random(1000);
  for (std::size_t i = 0; i < random.size(); ++i)
    random[i] = static_cast<std::uint8_t>(philox4x32(9, 2, i)[0]);
  out.push_back(random);
  return out;
}

void expect_refused_or_run(const std::vector<std::string>& words) {
  const Finished done = run_quartet(words);
  EXPECT_TRUE(done.code == 0 || done.code == 3) << "exit " << done.code << "\n" << done.err;
  if (done.code == 3) {
    EXPECT_NE(done.err.find("quartet: error:"), std::string::npos);
  }
}

class HostileInput : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto workload = load_workload("kws");
    ASSERT_TRUE(workload);
    model_ = workload->variants[0].file;
    inputs_ = workload->data[0].inputs;
  }
  std::string put(const std::string& name, const Bytes& bytes) {
    EXPECT_TRUE(write_bytes(scratch_.file(name), bytes));
    return scratch_.file(name);
  }
  ScratchFolder scratch_;
  std::filesystem::path model_, inputs_;
};

TEST_F(HostileInput, BrokenModels) {
  for (const Bytes& bytes : broken_forms(*read_bytes(model_))) {
    expect_refused_or_run({"run", put("m.onnx", bytes), "--on", "reference"});
    expect_refused_or_run({"import", put("m.tflite", bytes)});
  }
}

TEST_F(HostileInput, BrokenArrays) {
  for (const Bytes& bytes : broken_forms(*read_bytes(inputs_)))
    expect_refused_or_run(
        {"run", "kws", "--on", "reference", "--samples", "1", "--inputs", put("x.npy", bytes)});
}

TEST_F(HostileInput, BrokenPlatforms) {
  const auto platform = read_bytes(resource_root() / "accel" / "platforms" / "max78000.toml");
  ASSERT_TRUE(platform);
  for (const Bytes& bytes : broken_forms(*platform)) expect_refused_or_run({"check", put("p.toml", bytes)});
}

TEST_F(HostileInput, BrokenResults) {
  const std::string file = scratch_.file("r.json");
  ASSERT_EQ(run_quartet({"run", "kws", "--on", "reference", "--samples", "1", "--json", file}).code, 0);
  for (const Bytes& bytes : broken_forms(*read_bytes(file)))
    expect_refused_or_run({"explain", put("broken.json", bytes)});
}

TEST_F(HostileInput, FoldersAndDevicesInPlaceOfFiles) {
  expect_refused_or_run({"run", scratch_.path().string(), "--on", "reference"});
  expect_refused_or_run({"check", scratch_.path().string()});
  expect_refused_or_run({"explain", "/dev/null"});
  expect_refused_or_run({"run", "kws", "--on", "reference", "--inputs", "/dev/null"});
}

}  // namespace
}  // namespace quartet::test
