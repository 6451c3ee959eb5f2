#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "frontends/model/import.hpp"
#include "sim/base/files.hpp"
#include "tests/fuzz/seeds/golden_bundle.hpp"
#include "tests/fuzz/seeds/seeds.hpp"

namespace quartet::test {
namespace {

using testing::HasSubstr;

class ImportModel : public testing::Test {
 protected:
  ImportModel()
      : folder_(std::filesystem::temp_directory_path() / ("quartet_import_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~ImportModel() override { std::filesystem::remove_all(folder_); }

  Result<Network> import_bytes(const std::vector<std::uint8_t>& bytes,
                               const std::string& name = "model.bin") {
    EXPECT_TRUE(write_bytes(folder_ / name, bytes));
    return import_model(folder_ / name);
  }
  std::string refusal(const std::string& content) {
    const auto network = import_bytes({content.begin(), content.end()});
    EXPECT_FALSE(network);
    if (network) return "";
    EXPECT_EQ(network.error().code, ErrorCode::bad_input);
    return network.error().text();
  }
  std::filesystem::path folder_;
};

TEST_F(ImportModel, TellsTheFormatByContentAndNamesTheNetworkAfterTheFile) {
  const auto tflite = import_bytes(tflite_seeds()[0].bytes, "keyword.onnx");
  ASSERT_TRUE(tflite) << tflite.error().text();
  EXPECT_EQ(tflite->name, "keyword");
  const auto onnx = import_bytes(onnx_seeds()[0].bytes, "other.tflite");
  ASSERT_TRUE(onnx) << onnx.error().text();
  EXPECT_EQ(onnx->name, "other");
}

TEST_F(ImportModel, ReadsARecordedNetworkWithTheArraysBesideIt) {
  const GoldenBundle bundle = small_golden();
  for (const auto& [name, bytes] : bundle.arrays) ASSERT_TRUE(write_bytes(folder_ / name, bytes));
  const auto network = import_bytes({bundle.json.begin(), bundle.json.end()}, "network.json");
  ASSERT_TRUE(network) << network.error().text();
  EXPECT_EQ(network->name, "small");
}

TEST_F(ImportModel, OtherContentIsAClearErrorWithTheKnownFormats) {
  EXPECT_THAT(refusal(""), HasSubstr("is empty"));
  EXPECT_THAT(refusal("Conv2D(3, 3)\n"), HasSubstr("is a text, not a model"));
  EXPECT_THAT(refusal("{\"layers\": 3}"), HasSubstr("quartet-golden-1"));
  EXPECT_THAT(refusal(std::string("\x7f"
                                  "ELF\x02\x01\x01\x00\x00\x00",
                                  10)),
              HasSubstr("not a model of a known format"));
  EXPECT_THAT(refusal(std::string("\x1c\x00\x00\x00TFL", 7)), HasSubstr("truncated"));
}

TEST_F(ImportModel, ATruncatedModelIsAnErrorThatNamesTheFile) {
  auto bytes = tflite_seeds()[0].bytes;
  bytes.resize(bytes.size() / 2);
  const auto network = import_bytes(bytes, "cut.tflite");
  ASSERT_FALSE(network);
  EXPECT_THAT(network.error().text(), HasSubstr((folder_ / "cut.tflite").string()));
  EXPECT_THAT(network.error().text(), HasSubstr("truncated"));
}

TEST_F(ImportModel, MissingFilesAndFoldersAreErrors) {
  EXPECT_FALSE(import_model(folder_ / "nothing.tflite"));
  EXPECT_FALSE(import_model(folder_));
}

}  // namespace
}  // namespace quartet::test
