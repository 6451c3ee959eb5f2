// The compiled network: what the firmware reads from flash or SRAM. No cross compiler is involved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accel/mcu/image/kernels.hpp"
#include "sim/base/error.hpp"
#include "sim/base/requantize.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::mcu {

/// One step of the firmware.
struct ImageLayer {
  std::string name;
  std::string op;        ///< operator of the network
  std::string kernel;    ///< "matmul int4", "depthwise", "xnor", …
  std::int64_t macs = 0;
  std::int64_t weight_bytes = 0;  ///< as they lie in the image
};

struct NetworkImage {
  std::vector<std::uint8_t> bytes;
  std::int64_t arena_bytes = 0;
  std::vector<std::int64_t> inputs;  ///< arena offsets, one byte an element
  std::vector<std::int64_t> input_bytes;
  std::int64_t output = 0;           ///< arena offset of the logits
  std::int64_t output_elements = 0;
  bool output_words = false;         ///< int32 elements, else int8
  std::int64_t weight_bytes = 0;     ///< part of `bytes`
  std::vector<ImageLayer> layers;
  /// The step that may end the inference, and its scores: the result when it does.
  struct Exit {
    std::size_t step = 0;
    std::int64_t scores = 0;  ///< arena offset
    std::int64_t elements = 0;
    bool words = false;       ///< int32 elements, else int8
  };
  std::optional<Exit> exit;
};

/// Behind network layer `layer` the inference ends when the best of `scores` is at least `margin` ahead of the second best.
struct ImageExit {
  int layer = 0;
  TensorId scores = kNoTensor;  ///< an output of the network, so that it lives to the end
  std::uint32_t margin = 0;
};

struct ImageOptions {
  Rounding rounding = Rounding::double_rounding;
  std::int64_t stage_bytes = 0;  ///< layers whose constants are no larger copy them to scratch memory first; 0: none does
  bool shift_weights = false;  ///< power-of-two weights are shifted and added, not multiplied
  std::optional<ImageExit> exit{};
};

/// The network must have passed infer_and_validate. bad_input names every layer that the firmware has no kernel for.
[[nodiscard]] Result<NetworkImage> compile_image(const Network& network, const KernelSet& kernels,
                                                 const ImageOptions& options);

}  // namespace quartet::mcu
