// TC-ResNet8 (Choi et al., Interspeech 2019) is the default; every block of it may be shaped.
#include <fmt/format.h>

#include <array>

#include "accel/ultratrail/tc_resnet.hpp"
#include "sim/explore/network_template/network_template.hpp"

namespace quartet {

namespace {

constexpr std::size_t kMostBlocks = 6;

struct BlockParams {
  int channels = 48;
  int kernel = 9;
  int stride = 2;
  int convs = 2;
  bool residual = true;
};

class TcResNetTemplate final : public INetworkTemplate {
 public:
  TcResNetTemplate() {
    set_.integer("network.coefficients", coefficients_, "", {1, 256}, "MFCC coefficients of a frame: channels of the input");
    set_.integer("network.frames", frames_, "", {1, 1024}, "frames of a clip: length of the input");
    set_.integer("network.classes", classes_, "", {1, 1000}, "words that are told apart");
    set_.integer("network.weight_bits", weight_bits_, "bit", {1, 8}, "width of a weight");
    set_.integer("network.feature_bits", feature_bits_, "bit", {1, 8}, "width of a feature");
    set_.integer("network.stem_channels", stem_channels_, "", {1, 256}, "channels of the first convolution");
    set_.integer("network.stem_kernel", stem_kernel_, "", {1, 31}, "taps of the first convolution, an odd number");
    set_.integer("network.stem_stride", stem_stride_, "", {1, 8}, "stride of the first convolution");
    set_.integer("network.blocks", blocks_, "", {1, static_cast<double>(kMostBlocks)}, "blocks behind the first convolution; the first so many count");
    block_[0].channels = 24;
    block_[1].channels = 32;
    for (std::size_t i = 0; i < kMostBlocks; ++i) declare(i);
  }

  ParameterSet& parameters() override { return set_; }

  Result<Network> build() const override {
    if (const auto ok = check_kernels(); !ok) return pass(ok.error());
    TcResNet d;
    d.coefficients = coefficients_;
    d.frames = frames_;
    d.classes = classes_;
    d.weight_bits = weight_bits_;
    d.feature_bits = feature_bits_;
    d.blocks.push_back({false, stem_stride_, {{stem_kernel_, stem_channels_, true}}});
    for (std::size_t i = 0; i < used(); ++i) {
      const BlockParams& b = block_[i];
      TcBlock& block = d.blocks.emplace_back(TcBlock{b.residual, b.stride, {}});
      for (int c = 0; c < b.convs; ++c) block.convs.push_back({b.kernel, b.channels, true});
    }
    return make_tc_resnet(d);
  }

 private:
  [[nodiscard]] std::size_t used() const { return static_cast<std::size_t>(blocks_); }

  void declare(std::size_t i) {
    BlockParams& b = block_[i];
    const std::string block = fmt::format("network.block{}_", i + 1);
    set_.integer(block + "channels", b.channels, "", {1, 256}, "channels of the block's convolutions");
    set_.integer(block + "kernel", b.kernel, "", {1, 31}, "taps of the block's convolutions, an odd number");
    set_.integer(block + "stride", b.stride, "", {1, 8}, "stride of the block's first convolution");
    set_.integer(block + "convs", b.convs, "", {1, 4}, "convolutions of the block");
    set_.boolean(block + "residual", b.residual, "the input is added to the output, through a 1x1 convolution where the stride is above 1");
  }

  // Padding is half the filter on both sides.
  Result<void> check_kernels() const {
    std::vector<Problem> problems;
    const auto odd = [&](const std::string& name, int kernel) {
      if (kernel % 2 == 0) problems.push_back({name, fmt::format("{} is even", kernel), fmt::format("{} or {}", kernel - 1, kernel + 1)});
    };
    odd("network.stem_kernel", stem_kernel_);
    for (std::size_t i = 0; i < used(); ++i) odd(fmt::format("network.block{}_kernel", i + 1), block_[i].kernel);
    if (problems.empty()) return {};
    return pass(Error{ErrorCode::bad_input, std::move(problems)});
  }

  ParameterSet set_;
  int coefficients_ = 40, frames_ = 101, classes_ = 12;
  int weight_bits_ = 6, feature_bits_ = 6;
  int stem_channels_ = 16, stem_kernel_ = 3, stem_stride_ = 1;
  int blocks_ = 3;
  std::array<BlockParams, kMostBlocks> block_;
};

}  // namespace

std::unique_ptr<INetworkTemplate> make_tc_resnet_template() { return std::make_unique<TcResNetTemplate>(); }

}  // namespace quartet
