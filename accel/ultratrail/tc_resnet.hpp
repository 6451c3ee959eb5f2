// Temporal-convolution residual networks as the HANNAH search describes them: what the published UltraTrail records ran.
#pragma once

#include <string>
#include <vector>

#include "workloads/graph/network.hpp"

namespace quartet {

struct TcConv {
  int kernel = 1;         ///< odd; padded by half of it on both sides
  int out_channels = 1;
  bool relu = false;
};

/// The first convolution carries the stride. A residual block with stride 1 has no parallel branch and is a plain chain; with
/// a stride above 1 a 1×1 convolution of that stride is added to it.
struct TcBlock {
  bool residual = false;
  int stride = 1;
  std::vector<TcConv> convs;
};

struct TcResNet {
  int coefficients = 40;  ///< MFCC of a frame
  int frames = 101;
  int classes = 12;
  int weight_bits = 6;
  int feature_bits = 6;
  std::vector<TcBlock> blocks;
};

/// JSON text of a record: [{"target": "forward" | "residual", "stride": 4, "convs": [{"k": 9, "out": 24, "act": true}]}].
[[nodiscard]] Result<std::vector<TcBlock>> parse_tc_blocks(const std::string& json, const std::string& place);

/// Validated network: the blocks, global average pool, one fully connected layer. Weights are zeros: it has the time and the
/// activity of the real network, not its answers. Scales follow the published quantization, 2^−(bits−1), no zero point.
[[nodiscard]] Result<Network> make_tc_resnet(const TcResNet& description);

}  // namespace quartet
