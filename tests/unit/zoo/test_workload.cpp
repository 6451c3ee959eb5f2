#include "workloads/zoo/workload.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "sim/base/files.hpp"

namespace quartet {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = R"(schema_version = 1
name = "toy"
task = "tell a from b"
classes = ["a", "b"]
[[variant]]
name = "w8"
file = "w8.onnx"
quantization = "int8"
[data.zeta]
root = "ships"
inputs = "sets/zeta_x.npy"
labels = "sets/zeta_y.npy"
label = "made up"
synthetic = true
[data.alpha]
root = "data_root"
inputs = "data/alpha_x.npy"
labels = "data/alpha_y.npy"
label = "recorded"
[[measured]]
variant = "w8"
data = "zeta"
correct = 2
samples = 3
accuracy = 0.6667
)";

class WorkloadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = fs::temp_directory_path() / ("quartet_zoo_" + std::to_string(getpid()));
    fs::create_directories(home_ / "workloads" / "zoo" / "toy");
    fs::create_directories(home_ / "sets");
    file_ = home_ / "workloads" / "zoo" / "toy" / "toy.toml";
    setenv("QUARTET_HOME", home_.c_str(), 1);
    setenv("QUARTET_DATA", (home_ / "nowhere").c_str(), 1);
    put(kManifest);
  }
  void TearDown() override {
    unsetenv("QUARTET_HOME");
    unsetenv("QUARTET_DATA");
    fs::remove_all(home_);
  }
  void put(const std::string& text) { ASSERT_TRUE(write_text(file_, text)); }
  void replace(const std::string& from, const std::string& to) {
    std::string text = kManifest;
    text.replace(text.find(from), from.size(), to);
    put(text);
  }
  std::string error() {
    const auto workload = load_workload("toy");
    return workload ? "" : workload.error().text();
  }
  fs::path home_, file_;
};

TEST_F(WorkloadTest, KeepsTheOrderOfTheFileSoThatTheFirstDataSetIsTheDefault) {
  const auto workload = load_workload("toy");
  ASSERT_TRUE(workload) << workload.error().text();
  ASSERT_EQ(workload->data.size(), 2U);
  EXPECT_EQ(workload->data[0].name, "zeta");
  EXPECT_TRUE(workload->data[0].synthetic);
  EXPECT_FALSE(workload->data[1].synthetic);
  EXPECT_EQ(workload->variants[0].file, file_.parent_path() / "w8.onnx");
  EXPECT_EQ(workload->measured[0].samples, 3);
  EXPECT_EQ(workload_names(), std::vector<std::string>{"toy"});
}

TEST_F(WorkloadTest, ADataSetIsAvailableWhenBothFilesAreThere) {
  EXPECT_FALSE(load_workload("toy")->data[0].available);
  ASSERT_TRUE(write_text(home_ / "sets" / "zeta_x.npy", ""));
  EXPECT_FALSE(load_workload("toy")->data[0].available) << "the labels are missing";
  ASSERT_TRUE(write_text(home_ / "sets" / "zeta_y.npy", ""));
  EXPECT_TRUE(load_workload("toy")->data[0].available);
  EXPECT_FALSE(load_workload("toy")->data[1].available) << "there is no data root";
}

TEST_F(WorkloadTest, ReportsEveryMistakeWithItsLine) {
  std::string text = kManifest;
  text.replace(text.find("task ="), 6, "tusk =");
  text.replace(text.find("\"data_root\""), 11, "\"dataroot\"");
  text.replace(text.find("quantization"), 12, "quantisation");
  put(text);
  const std::string found = error();
  EXPECT_NE(found.find("toy.toml:3"), std::string::npos) << found;
  EXPECT_NE(found.find("did you mean 'task'"), std::string::npos) << found;
  EXPECT_NE(found.find("unknown root 'dataroot'"), std::string::npos) << found;
  EXPECT_NE(found.find("did you mean 'quantization'"), std::string::npos) << found;
}

TEST_F(WorkloadTest, RefusesAMeasuredShareThatItsCountsDoNotGive) {
  replace("0.6667", "0.7");
  EXPECT_NE(error().find("correct / samples"), std::string::npos) << error();
}

TEST_F(WorkloadTest, RefusesMeasuredVariantsThatAreNotThere) {
  replace("variant = \"w8\"", "variant = \"w4\"");
  EXPECT_NE(error().find("no variant 'w4'"), std::string::npos) << error();
}

TEST_F(WorkloadTest, KnowsForWhichPlatformsAVariantWasMade) {
  replace("quantization = \"int8\"", "quantization = \"int8\"\nmade_for = [\"p\", \"q\"]");
  const auto workload = load_workload("toy");
  ASSERT_TRUE(workload) << workload.error().text();
  EXPECT_EQ(workload->variants[0].made_for, (std::vector<std::string>{"p", "q"}));
  replace("quantization = \"int8\"", "quantization = \"int8\"\nmade_for = [1]");
  EXPECT_NE(error().find("a platform is a text"), std::string::npos) << error();
}

TEST_F(WorkloadTest, RefusesAManifestWithoutNetworksOrData) {
  put("schema_version = 1\nname = \"toy\"\ntask = \"t\"\nclasses = []\n");
  EXPECT_NE(error().find("[[variant]]"), std::string::npos) << error();
  EXPECT_NE(error().find("[data.NAME]"), std::string::npos) << error();
}

TEST_F(WorkloadTest, RefusesWrongTypesInsteadOfGuessing) {
  replace("synthetic = true", "synthetic = \"yes\"");
  EXPECT_NE(error().find("true or false"), std::string::npos) << error();
  replace("[\"a\", \"b\"]", "[1, 2]");
  EXPECT_NE(error().find("a class is a text"), std::string::npos) << error();
}

TEST(ShippedWorkloads, AllLoadAndTheirShippedDataIsThere) {
  for (const std::string& name : workload_names()) {
    const auto workload = load_workload(name);
    ASSERT_TRUE(workload) << workload.error().text();
    EXPECT_EQ(workload->name, name);
    EXPECT_TRUE(workload->data.front().available) << name << ": the default data set must ship";
    for (const Variant& variant : workload->variants) EXPECT_TRUE(fs::exists(variant.file)) << variant.file;
  }
}

TEST_F(WorkloadTest, KnowsWhichNetworksAreHere) {
  put(std::string(kManifest) + R"([[variant]]
name = "theirs"
root = "data_root"
file = "models/theirs.tflite"
quantization = "int8"
)");
  ASSERT_TRUE(write_text(file_.parent_path() / "w8.onnx", "x"));
  const auto workload = load_workload("toy");
  ASSERT_TRUE(workload) << workload.error().text();
  EXPECT_TRUE(workload->variants[0].available);
  EXPECT_TRUE(require(workload->variants[0]));
  ASSERT_FALSE(require(workload->variants[1]));
  EXPECT_NE(require(workload->variants[1]).error().text().find("get_data.sh"), std::string::npos);
  fs::create_directories(home_ / "nowhere" / "models");
  ASSERT_TRUE(write_text(home_ / "nowhere" / "models" / "theirs.tflite", "x"));
  EXPECT_TRUE(load_workload("toy")->variants[1].available);
}

TEST_F(WorkloadTest, FindsANetworkByWorkloadAndVariant) {
  EXPECT_EQ(find_workload("toy")->variant, "");
  EXPECT_EQ(find_workload("toy_w8")->variant, "w8");
  EXPECT_EQ(find_workload("toy_w8")->workload.name, "toy");
  EXPECT_NE(find_workload("toy_w9").error().text().find("did you mean 'toy_w8'?"), std::string::npos);
  EXPECT_NE(find_workload("doll").error().text().find("known: toy"), std::string::npos);
}

TEST_F(WorkloadTest, GivesAVariantOnlyTheDataMadeForIt) {
  put(std::string(kManifest) + R"([[variant]]
name = "own"
file = "own.onnx"
quantization = "3 bit"
[data.omega]
root = "ships"
inputs = "sets/omega_x.npy"
labels = "sets/omega_y.npy"
label = "other codes"
variants = ["own"]
metric = "auc"
)");
  const auto workload = load_workload("toy");
  ASSERT_TRUE(workload) << workload.error().text();
  const DataSet &zeta = workload->data[0], &omega = workload->data[2];
  EXPECT_TRUE(reads(*workload, "w8", zeta));
  EXPECT_FALSE(reads(*workload, "w8", omega));
  EXPECT_TRUE(reads(*workload, "own", omega));
  EXPECT_FALSE(reads(*workload, "own", zeta));
  EXPECT_EQ(zeta.metric, kAccuracyMetric);
  EXPECT_EQ(omega.metric, kAucMetric);
}

TEST_F(WorkloadTest, RefusesAMetricOrAVariantThatIsUnknown) {
  replace("label = \"made up\"", "label = \"made up\"\nmetric = \"f1\"");
  EXPECT_NE(error().find("unknown metric 'f1'"), std::string::npos);
  replace("label = \"made up\"", "label = \"made up\"\nvariants = [\"w9\"]");
  EXPECT_NE(error().find("there is no variant 'w9'"), std::string::npos);
}

}  // namespace
}  // namespace quartet
