// What the lowering of one operator works with: the layer record it fills in and the image it appends data to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "accel/mcu/image/image.hpp"

namespace quartet::mcu {

/// A firmware layer before addresses are known.
struct Step {
  q_layer record{};
  int source = 0;                  ///< layer of the network
  std::string suffix;              ///< of the name, where a layer becomes several steps
  std::string kernel;
  std::vector<TensorId> inputs;    ///< at most two
  std::vector<std::int64_t> input_bytes;
  TensorId output = kNoTensor;
  std::int64_t output_skip = 0;    ///< bytes into the output where this step writes
  std::int64_t weight_bytes = 0;
};

class ImageBuilder {
 public:
  ImageBuilder(const Network& network, const KernelSet& kernels, const ImageOptions& options)
      : network_(network), kernels_(kernels), options_(options) {}

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const KernelSet& kernels() const { return kernels_; }
  [[nodiscard]] const ImageOptions& options() const { return options_; }

  /// Appends constant data, word aligned; its offset in the data part.
  [[nodiscard]] std::uint32_t append(const void* data, std::size_t bytes);
  template <class T>
  [[nodiscard]] std::uint32_t append(const std::vector<T>& values) {
    return append(values.data(), values.size() * sizeof(T));
  }
  /// The record's shapes, zero points, clamps and counts from layer `index`; the tensors it reads and writes.
  [[nodiscard]] Step step(int index) const;
  void add(Step step) { steps_.push_back(std::move(step)); }
  /// `output` is the same memory as `input`.
  void alias(TensorId output, TensorId input) { aliases_.push_back({output, input}); }

  /// Layer table, data and addresses.
  [[nodiscard]] NetworkImage finish();

 private:
  struct Alias {
    TensorId from, to;
  };
  [[nodiscard]] TensorId root(TensorId id) const;
  void place_tensors(NetworkImage& image);

  const Network& network_;
  const KernelSet& kernels_;
  const ImageOptions& options_;
  std::vector<std::uint8_t> data_;
  std::vector<Step> steps_;
  std::vector<Alias> aliases_;
};

/// How one operator of the network becomes steps. Fails with bad_input.
struct Lowering {
  std::string_view op;
  Result<void> (*lower)(ImageBuilder& builder, int layer);
};

[[nodiscard]] Result<void> lower_window(ImageBuilder& builder, int layer);        // convolutions of every kind
[[nodiscard]] Result<void> lower_fully_connected(ImageBuilder& builder, int layer);
[[nodiscard]] Result<void> lower_pool(ImageBuilder& builder, int layer);
[[nodiscard]] Result<void> lower_sum(ImageBuilder& builder, int layer);
[[nodiscard]] Result<void> lower_table(ImageBuilder& builder, int layer);
[[nodiscard]] Result<void> lower_softmax(ImageBuilder& builder, int layer);
[[nodiscard]] Result<void> lower_concat(ImageBuilder& builder, int layer);
[[nodiscard]] Result<void> lower_pad(ImageBuilder& builder, int layer);
[[nodiscard]] Result<void> lower_reshape(ImageBuilder& builder, int layer);
[[nodiscard]] Result<void> lower_identity(ImageBuilder& builder, int layer);
/// The test behind layer `exit.layer`.
[[nodiscard]] Result<void> lower_exit(ImageBuilder& builder, const ImageExit& exit);

/// bad_input with the layer as its place.
[[nodiscard]] tl::unexpected<Error> refuse(const ImageBuilder& builder, int layer, std::string cause,
                                           std::string remedy = "");
/// Activations lie as bytes: int8 or narrower.
[[nodiscard]] Result<void> check_bytes(const ImageBuilder& builder, int layer, bool output_too = true);

}  // namespace quartet::mcu
