// frontend, frontend-cycles, frontend-energy and run with sensor.*, as a user calls them.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/base/files.hpp"
#include "tests/cli/support/quartet_process.hpp"
#include "workloads/data/npy.hpp"

namespace quartet::test {
namespace {

using Json = nlohmann::json;

/// Two clips of a saw-tooth.
void write_audio(const std::string& file) {
  std::vector<std::int32_t> samples;
  for (int i = 0; i < 32000; ++i) samples.push_back(i % 97 * 200 - 9600);
  const auto array = make_npy(NpyType::i16, {2, 16000}, samples);
  ASSERT_TRUE(array.has_value());
  ASSERT_TRUE(write_npy(file, *array).has_value());
}

std::string example(const std::string& name) {
  return (std::filesystem::path(QUARTET_EXAMPLES) / ("sensor_" + name + ".toml")).string();
}

const Json* find_phase(const Json& result, const std::string& name) {
  for (const Json& phase : result.at("sensor").at("phases")) {
    if (phase.at("name") == name) return &phase;
  }
  return nullptr;
}

}  // namespace

TEST(Frontend, WritesFeaturesOfEveryClip) {
  const ScratchFolder scratch;
  write_audio(scratch.file("audio.npy"));
  const Finished mfcc =
      run_quartet({"frontend", "mfcc", scratch.file("audio.npy"), "-o", scratch.file("mfcc.npy")});
  ASSERT_EQ(mfcc.code, 0) << mfcc.err;
  const auto features = read_npy(scratch.file("mfcc.npy"));
  ASSERT_TRUE(features.has_value()) << features.error().text();
  EXPECT_EQ(features->shape, (std::vector<std::int64_t>{2, 49, 10}));
  const Finished bits = run_quartet({"frontend", "analog-binary", scratch.file("audio.npy"), "-o",
                                     scratch.file("bits.npy"), "--set", "analog-binary.channels=8"});
  ASSERT_EQ(bits.code, 0) << bits.err;
  EXPECT_EQ(read_npy(scratch.file("bits.npy"))->shape, (std::vector<std::int64_t>{2, 100, 8}));
}

TEST(Frontend, WithoutInputShowsItsParametersWithTheirSources) {
  const Finished done = run_quartet({"frontend", "log-mel"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("log-mel.bands"), std::string::npos);
  EXPECT_NE(done.out.find("librosa"), std::string::npos);
}

TEST(Frontend, MistakesEndWithTheCodeOfTheirKindAndTheNearestName) {
  const ScratchFolder scratch;
  write_audio(scratch.file("audio.npy"));
  const Finished name =
      run_quartet({"frontend", "mfc", scratch.file("audio.npy"), "-o", scratch.file("x.npy")});
  EXPECT_EQ(name.code, 2);
  EXPECT_NE(name.err.find("mfcc"), std::string::npos) << name.err;
  EXPECT_EQ(run_quartet({"frontend", "mfcc", scratch.file("audio.npy")}).code, 2);
  EXPECT_EQ(run_quartet({"frontend", "mfcc", scratch.file("audio.npy"), "-o", scratch.file("x.npy"), "--set",
                         "mfcc.steps=1"})
                .code,
            2);
  EXPECT_EQ(run_quartet({"frontend", "mfcc", scratch.file("none.npy"), "-o", scratch.file("x.npy")}).code, 3);
  EXPECT_EQ(run_quartet({"frontend", "resize", scratch.file("audio.npy"), "-o", scratch.file("x.npy")}).code,
            3);
}

TEST(FrontendEnergy, ThePapersTwoConfigurationsShowTheirSharesByOneCommand) {
  const Finished done =
      run_quartet({"frontend-energy", "kws", "--on", "cnn-int8", "--profile", example("paper_digital"),
                   "--profile", example("paper_analog"), "--json", "-"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Json results = Json::parse(done.out);
  ASSERT_EQ(results.size(), 2U);
  const Json *digital = find_phase(results[0], "acquisition and front end"),
             *analog = find_phase(results[1], "acquisition and front end");
  ASSERT_TRUE(digital != nullptr && analog != nullptr);
  EXPECT_NEAR(digital->at("share").get<double>(), 0.85, 1e-9);
  EXPECT_NEAR(analog->at("share").get<double>(), 0.163, 5e-4);
  EXPECT_EQ(digital->at("origin"), "set up");
  const Finished screen = run_quartet({"frontend-energy", "kws", "--on", "cnn-int8", "--profile",
                                       example("paper_digital"), "--profile", example("paper_analog")});
  EXPECT_NE(screen.out.find("85.0 %"), std::string::npos) << screen.out;
  EXPECT_NE(screen.out.find("16.3 %"), std::string::npos) << screen.out;
  EXPECT_NE(screen.out.find("not predicted"), std::string::npos) << screen.out;
}

TEST(RunWithASensor, TellsThePhasesAndRepeats) {
  const ScratchFolder scratch;
  const std::vector<std::string> words{"run",        "kws",
                                       "--on",       "cnn-int8",
                                       "--fidelity", "plan",
                                       "--samples",  "1",
                                       "--set",      "sensor.front_end=analog-binary",
                                       "--set",      "sensor.microphone=16u",
                                       "--set",      "sensor.analog_channel=0.1u",
                                       "--set",      "sensor.count_idle=false",
                                       "--json",     scratch.file("result.json")};
  const Finished done = run_quartet(words);
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("energy by phase"), std::string::npos) << done.out;
  const auto text = read_text(scratch.file("result.json"));
  ASSERT_TRUE(text.has_value());
  const Json result = Json::parse(*text);
  const Json* acquisition = find_phase(result, "acquisition");
  ASSERT_NE(acquisition, nullptr);
  EXPECT_NEAR(acquisition->at("energy_j").get<double>(), 16e-6, 1e-12);
  EXPECT_EQ(find_phase(result, "idle"), nullptr);
  double sum = 0.0;
  for (const Json& phase : result.at("sensor").at("phases")) sum += phase.at("share").get<double>();
  EXPECT_NEAR(sum, 1.0, 1e-9);
  EXPECT_EQ(run_quartet({"rerun", scratch.file("result.json")}).code, 0);
  // Other prices of the platform change the inference's phase and nothing else.
  const Finished repriced = run_quartet({"rerun", scratch.file("result.json"), "--set", "duty.rate_hz=1",
                                         "--json", scratch.file("again.json")});
  ASSERT_EQ(repriced.code, 0) << repriced.err;
  EXPECT_EQ(Json::parse(*read_text(scratch.file("again.json"))).at("sensor"), result.at("sensor"));
}

TEST(RunWithASensor, AWrongKeyIsAUsageError) {
  const Finished done = run_quartet({"run", "kws", "--on", "cnn-int8", "--set", "sensor.chanels=3"});
  EXPECT_EQ(done.code, 2);
  EXPECT_NE(done.err.find("sensor.channels"), std::string::npos) << done.err;
}

#ifdef QUARTET_TEST_FIRMWARE

TEST(FrontendCycles, ShowEveryMicrocontroller) {
  const Finished done = run_quartet({"frontend-cycles", "mfcc", "--csv", "-"});
  ASSERT_EQ(done.code, 0) << done.err;
  for (const char* platform : {"cv32e40p,fixed", "stm32l4r5,float32", "rp2040,fixed"})
    EXPECT_NE(done.out.find(platform), std::string::npos) << platform;
  EXPECT_EQ(run_quartet({"frontend-cycles", "mfcc", "--on", "cnn-int8"}).code, 3);
  EXPECT_EQ(run_quartet({"frontend-cycles", "log-mel"}).code, 2);
  for (const char* name : {"imu", "resize"})
    EXPECT_EQ(run_quartet({"frontend-cycles", name, "--on", "stm32l4r5,rp2040"}).code, 0) << name;
}

TEST(RunWithASensor, MotionAndPicturesHaveTheirPhasesToo) {
  const std::vector<std::string> chain{"--on",      "stm32l4r5", "--fidelity", "plan",
                                       "--samples", "1",         "--set",      "sensor.count_idle=false",
                                       "--json",    "-"};
  std::vector<std::string> har{"run", "har", "--set", "sensor.profile=" + example("har_imu")},
      pictures{"run", "kws", "--set", "sensor.front_end=resize", "--set", "sensor.camera=1m"};
  har.insert(har.end(), chain.begin(), chain.end());
  pictures.insert(pictures.end(), chain.begin(), chain.end());
  for (const auto& words : {har, pictures}) {
    const Finished done = run_quartet(words);
    ASSERT_EQ(done.code, 0) << done.err;
    const Json result = Json::parse(done.out);
    EXPECT_GT(find_phase(result, "acquisition")->at("energy_j").get<double>(), 0.0);
    EXPECT_GT(find_phase(result, "front end")->at("share").get<double>(), 0.0);
    EXPECT_EQ(result.at("sensor").at("arithmetic"), "fixed");
  }
}

TEST(RunWithASensor, MfccRunsOnTheCoreOfTheNetworkOrOnAHost) {
  const std::vector<std::string> words{"run",        "kws",
                                       "--on",       "cnn-int8",
                                       "--fidelity", "plan",
                                       "--samples",  "1",
                                       "--set",      "sensor.profile=" + example("kws_mfcc"),
                                       "--set",      "sensor.count_idle=false",
                                       "--json",     "-"};
  const Finished alone = run_quartet(words);
  ASSERT_EQ(alone.code, 0) << alone.err;
  EXPECT_TRUE(find_phase(Json::parse(alone.out), "front end")->at("energy_j").is_null());
  std::vector<std::string> hosted = words;
  hosted.emplace_back("--set");
  hosted.emplace_back("sensor.host=stm32l4r5");
  const Finished done = run_quartet(hosted);
  ASSERT_EQ(done.code, 0) << done.err;
  const Json result = Json::parse(done.out);
  const Json* front_end = find_phase(result, "front end");
  const auto cycles = result.at("sensor").at("front_end_cycles").get<double>();
  EXPECT_GT(cycles, 1e6);
  // 340 pJ a cycle, executing or waiting.
  EXPECT_NEAR(front_end->at("energy_j").get<double>(), cycles * 340e-12, 1e-9);
  EXPECT_NEAR(front_end->at("seconds").get<double>(), cycles / 120e6, 1e-9);
}

#endif

}  // namespace quartet::test
