// Where everything lies: activations in the data memory, kernels in the weight memories, biases in the bias
// memories.
//
// A tensor occupies the same word range in each of its instances. Channel c of pass p of pixel i is byte
// (processor mod 4) of word base + i·passes + p of instance processor / 4 (HWC); a CHW tensor has four pixels
// of a channel in a word. The processors of a tensor are those of the layers that read it, so its place also
// decides where their kernels go.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "accel/cnn/hw_layer.hpp"
#include "sim/base/error.hpp"

namespace quartet::cnn {

struct DataRegion {
  TensorId tensor = kNoTensor;
  int rows = 1, columns = 1;
  Channels channels;
  std::vector<int> processors;  ///< of the channels of a pass
  int processors_per_instance = 4;
  int bytes_per_value = 1;  ///< 4 for 32-bit results: a word a channel
  bool channels_first = false;
  bool chw_values = false;  ///< the tensor is a vector in channel-first order
  std::int64_t base = 0;    ///< word in each instance
  std::int64_t words = 0;   ///< in each instance
  int born = 0, dies = 0;   ///< hardware layers between which it is kept; −1: before the first

  [[nodiscard]] std::int64_t pixels() const { return std::int64_t{rows} * columns; }
  [[nodiscard]] std::int64_t values() const { return pixels() * channels.count; }
  /// Index into the tensor's Values.
  [[nodiscard]] std::int64_t value_index(std::int64_t pixel, int channel) const {
    return chw_values ? channel * pixels() + pixel : pixel * channels.count + channel;
  }
  struct Address {
    int instance = 0;
    std::int64_t byte = 0;  ///< within the instance
  };
  [[nodiscard]] Address address(std::int64_t pixel, int channel) const;
  /// Words of the whole map in an instance: more than `words` where rows stream through a rolling region.
  [[nodiscard]] std::int64_t whole_words() const;
  [[nodiscard]] bool rolls() const { return words < whole_words(); }
  /// The whole map at word 0, for rows that are collected beside the data memory.
  [[nodiscard]] DataRegion whole() const;
  /// Instances it uses, one bit each.
  [[nodiscard]] std::uint64_t instance_mask() const;
  /// 32-bit words that hold it, all instances together.
  [[nodiscard]] std::int64_t total_words() const { return words * std::popcount(instance_mask()); }
};

inline constexpr std::int64_t kKernelAlignment = 4;  ///< words; kernels of a layer start at a multiple of it

/// Kernels of one layer: the same words on each of the layer's processors.
struct KernelRegion {
  std::int64_t offset = 0;  ///< word
  std::int64_t words = 0;
  std::int64_t kernels = 0;  ///< of each processor
};

struct BiasRegion {
  int quadrant = 0;
  std::int64_t offset = 0;  ///< byte
  std::int64_t bytes = 0;
};

struct MemoryMap {
  std::vector<DataRegion> data;
  std::vector<DataRegion> next_inputs;  ///< second buffers of the inputs, with cnn.overlap_load
  std::vector<KernelRegion> kernels;    ///< one a hardware layer
  std::vector<BiasRegion> biases;       ///< one a hardware layer
  std::vector<std::string> notes;
  std::int64_t data_peak_bytes = 0;  ///< highest word in use, over all instances that reach it
  std::int64_t weight_bytes = 0;     ///< of all kernels, padding of words included
  std::int64_t bias_bytes = 0;

  [[nodiscard]] const DataRegion& region(TensorId id) const {
    return data[static_cast<std::size_t>(index_of[static_cast<std::size_t>(id)])];
  }
  std::vector<int> index_of;  ///< tensor to region, −1 where it never lies in data memory
};

/// Kernels a processor holds for a layer, and the 72-bit words they pack into.
[[nodiscard]] KernelRegion kernel_region(const HwLayer& layer, const Params& params);

/// Places everything and writes processors and kernel offsets into the layers. What does not fit is one
/// does_not_fit error: which memory, needed, available, and what would fit.
[[nodiscard]] Result<MemoryMap> map_memories(const Network& network, std::vector<HwLayer>& layers,
                                             const Params& params);

}  // namespace quartet::cnn
