#include "accel/cnn/memory_map.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "accel/cnn/build_layer.hpp"
#include "accel/cnn/memory_problems.hpp"

namespace quartet::cnn {

namespace {

constexpr int kBeforeFirst = -1;
constexpr std::int64_t kStartAlignment = kKernelAlignment;

[[nodiscard]] std::int64_t round_up(std::int64_t v, std::int64_t unit) {
  return (v + unit - 1) / unit * unit;
}

[[nodiscard]] std::vector<int> bits_of(std::uint64_t mask) {
  std::vector<int> bits;
  for (; mask != 0; mask &= mask - 1) bits.push_back(std::countr_zero(mask));
  return bits;
}

/// Pixels that a streaming layer keeps of its input: prefill and one pooling window more.
/// Source: ai8x-synthesis izer/backend/max7800x.py, stream processing start and rollover (MAX78000).
[[nodiscard]] std::int64_t stream_pixels(const HwLayer& layer, const HwLayer* before) {
  const std::int64_t cols = layer.columns;
  std::int64_t prefill = (layer.pool_window.h - 1) * cols + layer.pool_window.w;
  if (before != nullptr) {
    const std::int64_t padded = std::int64_t{before->x.size} + 2 * before->x.before;
    prefill = padded * (before->y.kernel - 1 + layer.pool_window.h - 1) + before->x.kernel - 1 +
              layer.pool_window.w;
  }
  const std::int64_t all = std::int64_t{layer.rows} * cols;
  return std::min(
      all, prefill + (layer.pool_window.h - 1) * cols + std::max(layer.pool_stride.w, layer.pool_window.w));
}

/// One attempt: with the recorded places, or with its own.
class Mapper {
 public:
  Mapper(const Network& network, std::vector<HwLayer>& layers, const Params& params, bool recorded)
      : network_(network),
        layers_(layers),
        p_(params),
        recorded_(recorded),
        next_word_(static_cast<std::size_t>(params.processors()), 0) {
    map_.index_of.assign(network.tensors.size(), -1);
    map_.kernels.resize(layers.size());
    map_.biases.resize(layers.size());
    placed_.assign(layers.size(), false);
  }

  [[nodiscard]] Result<MemoryMap> run() {
    collect();
    tie_processors();
    std::vector<std::size_t> order(map_.data.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return map_.data[a].born < map_.data[b].born; });
    for (const std::size_t i : order) place(i);
    if (p_.overlap_load) second_buffers();
    place_biases();
    finish();
    if (!error_.problems.empty()) return pass(std::move(error_));
    return std::move(map_);
  }

 private:
  void collect() {
    const int count = static_cast<int>(layers_.size());
    int last_stream = kBeforeFirst;
    for (int l = 0; l < count; ++l)
      last_stream = layers_[static_cast<std::size_t>(l)].streaming ? l : last_stream;
    for (int l = 0; l < count; ++l) {
      HwLayer& layer = layers_[static_cast<std::size_t>(l)];
      for (const TensorId id : layer.operands) {
        if (map_.index_of[static_cast<std::size_t>(id)] < 0) add_region(id, kBeforeFirst, nullptr);
        DataRegion& r = map_.data[index(id)];
        if (readers_[index(id)].empty()) shape_by_reader(r, layer, l);
        readers_[index(id)].push_back(static_cast<std::size_t>(l));
        r.dies = std::max(r.dies, layer.streaming ? last_stream : l);
      }
      add_region(layer.output, layer.streaming && l < last_stream ? kBeforeFirst : l, &layer);
    }
    for (const TensorId id : network_.outputs) keep(id, count);
    keep(network_.logits(), count);
  }

  void keep(TensorId id, int until) {
    if (id >= 0 && map_.index_of[static_cast<std::size_t>(id)] >= 0) map_.data[index(id)].dies = until;
  }

  [[nodiscard]] std::size_t index(TensorId id) const {
    return static_cast<std::size_t>(map_.index_of[static_cast<std::size_t>(id)]);
  }

  void add_region(TensorId id, int born, const HwLayer* producer) {
    const Tensor& tensor = network_.tensor(id);
    const MapShape shape = MapShape::of(tensor.shape);
    DataRegion r;
    r.tensor = id;
    r.rows = shape.rows;
    r.columns = shape.columns;
    r.channels = Channels::spread(shape.channels, p_.processors(), p_.processors_per_instance);
    r.processors_per_instance = p_.processors_per_instance;
    r.bytes_per_value = tensor.type.bits > 8 ? 4 : 1;
    r.born = born;
    r.dies = static_cast<int>(layers_.size());
    r.words = r.whole_words();
    if (producer != nullptr || born == kBeforeFirst) r.dies = born;
    map_.index_of[static_cast<std::size_t>(id)] = static_cast<int>(map_.data.size());
    map_.data.push_back(r);
    readers_.emplace_back();
    hints_.push_back(
        producer == nullptr ? 0 : network_.layers[producer->members.back()].placement.output_processors);
  }

  /// The first layer that reads a tensor decides how it lies in memory.
  void shape_by_reader(DataRegion& r, const HwLayer& layer, int number) {
    r.rows = layer.rows;
    r.columns = layer.columns;
    r.channels = layer.input;
    r.channels_first = layer.channels_first;
    r.chw_values = layer.chw_operand;
    r.words = r.whole_words();
    if (layer.streaming) {
      const HwLayer* before = number == 0 ? nullptr : &layers_[static_cast<std::size_t>(number) - 1];
      r.words = stream_pixels(layer, before) * r.channels.passes;
      if (r.channels_first) r.words = (r.words + 3) / 4;
    }
    std::uint64_t hint = 0;
    for (const std::size_t m : layer.members) hint |= network_.layers[m].placement.processors;
    if (hint != 0) hints_[index(r.tensor)] = hint;
  }

  /// Operands of one element-wise unit lie on the same processors; so does what a processor computes from its
  /// own channel.
  void tie_processors() {
    tie_.resize(map_.data.size());
    std::iota(tie_.begin(), tie_.end(), std::size_t{0});
    for (const HwLayer& layer : layers_) {
      for (const TensorId id : layer.operands) join(index(layer.operands[0]), index(id));
      const bool local = layer.core == Core::pass_through || layer.core == Core::depthwise;
      const DataRegion& in = map_.data[index(layer.operands[0])];
      const DataRegion& out = map_.data[index(layer.output)];
      if (local && in.channels.per_pass == out.channels.per_pass && !in.channels_first)
        join(index(layer.operands[0]), index(layer.output));
    }
  }
  [[nodiscard]] std::size_t root(std::size_t i) const {
    while (tie_[i] != i) i = tie_[i];
    return i;
  }
  void join(std::size_t a, std::size_t b) { tie_[std::max(root(a), root(b))] = std::min(root(a), root(b)); }

  [[nodiscard]] std::vector<int> from(int start, int count) const {
    std::vector<int> ids(static_cast<std::size_t>(count));
    std::iota(ids.begin(), ids.end(), start);
    return ids;
  }

  /// Lowest base at which `r`, on its processors, overlaps no region that is alive with it.
  [[nodiscard]] std::int64_t first_fit(const DataRegion& r) const {
    std::vector<std::pair<std::int64_t, std::int64_t>> busy;
    const std::uint64_t mask = r.instance_mask();
    for (const DataRegion& other : map_.data) {
      if (other.processors.empty() || other.tensor == r.tensor) continue;
      const bool together = other.born <= r.dies && r.born <= other.dies;
      if (together && (other.instance_mask() & mask) != 0)
        busy.emplace_back(other.base, other.base + other.words);
    }
    for (const DataRegion& other : map_.next_inputs) {
      if ((other.instance_mask() & mask) != 0) busy.emplace_back(other.base, other.base + other.words);
    }
    std::sort(busy.begin(), busy.end());
    std::int64_t base = 0;
    for (const auto& [begin, end] : busy) {
      if (base + r.words <= begin) break;
      base = std::max(base, end);
    }
    return base;
  }

  struct Score {
    std::int64_t overflow = 0;  ///< words of weight or data memory too many
    int quadrants = 0;
    std::int64_t end = 0;  ///< of the data words
    auto operator<=>(const Score&) const = default;
  };

  [[nodiscard]] Score score(DataRegion& r, const std::vector<int>& processors,
                            std::int64_t kernel_words) const {
    r.processors = processors;
    Score s;
    s.end = first_fit(r) + r.words;
    s.overflow = std::max<std::int64_t>(0, s.end - p_.data_words_per_instance());
    std::int64_t start = 0;
    for (const int p : processors) start = std::max(start, next_word_[static_cast<std::size_t>(p)]);
    for (const int p : processors)
      s.overflow =
          std::max(s.overflow, round_up(start, kStartAlignment) + kernel_words - p_.weight_words_of(p));
    s.quadrants =
        processors.back() / p_.processors_per_quadrant - processors.front() / p_.processors_per_quadrant;
    return s;
  }

  [[nodiscard]] std::int64_t kernel_words_of_readers(std::size_t i) const {
    std::int64_t words = 0;
    for (const std::size_t l : readers_[i])
      words += placed_[l] ? 0 : round_up(kernel_region(layers_[l], p_).words, kStartAlignment);
    return words;
  }

  void place(std::size_t i) {
    DataRegion& r = map_.data[i];
    const auto hinted = bits_of(recorded_ ? hints_[i] : 0);
    const std::vector<int>& tied = map_.data[root(i)].processors;
    if (static_cast<int>(hinted.size()) == r.channels.per_pass && hinted.back() < p_.processors()) {
      r.processors = hinted;
    } else if (!tied.empty()) {
      r.processors = tied;
    } else {
      search(i);
    }
    r.base = first_fit(r);
    if (map_.data[root(i)].processors.empty()) map_.data[root(i)].processors = r.processors;
    for (const std::size_t l : readers_[i]) place_kernels(l, r.processors);
  }

  void search(std::size_t i) {
    DataRegion& r = map_.data[i];
    const std::int64_t words = kernel_words_of_readers(i);
    std::vector<int> best;
    Score best_score{std::numeric_limits<std::int64_t>::max(), 0, 0};
    for (int start = 0; start + r.channels.per_pass <= p_.processors(); start += p_.processors_per_instance) {
      const std::vector<int> candidate = from(start, r.channels.per_pass);
      const Score s = score(r, candidate, words);
      if (s < best_score) {
        best_score = s;
        best = candidate;
      }
    }
    r.processors = best;
  }

  void place_kernels(std::size_t l, const std::vector<int>& processors) {
    if (placed_[l]) return;
    placed_[l] = true;
    HwLayer& layer = layers_[l];
    layer.processors = processors;
    std::vector<int> used(static_cast<std::size_t>(p_.quadrants), 0);
    for (const int p : processors) ++used[static_cast<std::size_t>(p / p_.processors_per_quadrant)];
    layer.busiest_quadrant = *std::max_element(used.begin(), used.end());
    layer.quadrants_used = p_.quadrants - static_cast<int>(std::count(used.begin(), used.end(), 0));
    if (!layer.has_weights()) return;
    KernelRegion k = kernel_region(layer, p_);
    const int hint = network_.layers[layer.core_member].placement.kernel_offset;
    if (recorded_ && hint >= 0) {
      k.offset = hint;
      for (std::size_t o = 0; o < l; ++o)
        conflicts_ = conflicts_ || overlap(layers_[o], map_.kernels[o], layer, k);
    } else {
      for (const int p : processors) k.offset = std::max(k.offset, next_word_[static_cast<std::size_t>(p)]);
      k.offset = round_up(k.offset, kStartAlignment);
    }
    for (const int p : processors)
      next_word_[static_cast<std::size_t>(p)] =
          std::max(next_word_[static_cast<std::size_t>(p)], k.offset + k.words);
    layer.kernel_offset = static_cast<int>(k.offset);
    map_.kernels[l] = k;
    map_.weight_bytes += k.words * static_cast<std::int64_t>(processors.size()) * p_.word_bits / 8;
  }

  [[nodiscard]] static bool overlap(const HwLayer& a, const KernelRegion& ka, const HwLayer& b,
                                    const KernelRegion& kb) {
    if (ka.offset >= kb.offset + kb.words || kb.offset >= ka.offset + ka.words) return false;
    return std::any_of(a.processors.begin(), a.processors.end(), [&](int p) {
      return std::find(b.processors.begin(), b.processors.end(), p) != b.processors.end();
    });
  }

  void second_buffers() {
    for (const TensorId id : network_.inputs) {
      if (map_.index_of[static_cast<std::size_t>(id)] < 0) continue;
      DataRegion next = map_.region(id);
      next.tensor = kNoTensor;
      next.born = kBeforeFirst;
      next.dies = static_cast<int>(layers_.size());
      next.base = first_fit(next);
      map_.next_inputs.push_back(next);
    }
  }

  void place_biases() {
    std::vector<std::int64_t> used(static_cast<std::size_t>(p_.quadrants), 0);
    for (std::size_t l = 0; l < layers_.size(); ++l) {
      const HwLayer& layer = layers_[l];
      // A multiplier needs its place beside the bias even where the bias is zero.
      if (!layer.has_bias && (p_.bias_bytes_per_channel() == 1 || !layer.has_weights())) continue;
      const auto emptiest = std::min_element(used.begin(), used.end());
      BiasRegion& b = map_.biases[l];
      b.quadrant = static_cast<int>(emptiest - used.begin());
      b.offset = *emptiest;
      b.bytes = std::int64_t{layer.result.count} * p_.bias_bytes_per_channel();
      *emptiest += b.bytes;
      map_.bias_bytes += b.bytes;
      if (*emptiest > p_.bias_bytes_per_quadrant) {
        error_.problems.push_back({layer.name,
                                   "bias memory: " + std::to_string(*emptiest) +
                                       " B needed in a quadrant, it has " +
                                       std::to_string(p_.bias_bytes_per_quadrant) + " B",
                                   "fewer output channels with bias"});
        return;
      }
    }
  }

  void finish() {
    error_.code = ErrorCode::does_not_fit;
    const DataRegion* highest = nullptr;
    std::vector<std::int64_t> peak(static_cast<std::size_t>(p_.instances()), 0);
    for (const auto* list : {&map_.data, &map_.next_inputs}) {
      for (const DataRegion& r : *list) {
        if (highest == nullptr || r.base + r.words > highest->base + highest->words) highest = &r;
        for (const int i : bits_of(r.instance_mask()))
          peak[static_cast<std::size_t>(i)] = std::max(peak[static_cast<std::size_t>(i)], r.base + r.words);
      }
    }
    map_.data_peak_bytes = 4 * std::accumulate(peak.begin(), peak.end(), std::int64_t{0});
    if (highest != nullptr && highest->base + highest->words > p_.data_words_per_instance())
      error_.problems.push_back(data_does_not_fit(network_, *highest, p_));
    for (std::size_t p = 0; p < next_word_.size(); ++p) {
      if (next_word_[p] > p_.weight_words_of(static_cast<int>(p)))
        return error_.problems.push_back(
            weights_do_not_fit(network_, layers_, map_, static_cast<int>(p), next_word_[p], p_));
    }
    if (conflicts_) error_.problems.push_back({network_.name, "recorded kernels overlap", ""});
  }

  const Network& network_;
  std::vector<HwLayer>& layers_;
  const Params& p_;
  bool recorded_;
  MemoryMap map_;
  std::vector<std::vector<std::size_t>> readers_;  ///< of each region
  std::vector<std::uint64_t> hints_;
  std::vector<std::size_t> tie_;
  std::vector<std::int64_t> next_word_;  ///< of each processor
  std::vector<bool> placed_;
  bool conflicts_ = false;
  Error error_;
};

}  // namespace

KernelRegion kernel_region(const HwLayer& layer, const Params& params) {
  KernelRegion k;
  if (!layer.has_weights()) return k;
  const std::int64_t passes = layer.input.passes;
  k.kernels = layer.core == Core::depthwise ? passes : passes * layer.written_channels();
  if (layer.flatten) k.kernels *= std::int64_t{layer.rows} * layer.columns;
  k.words = (k.kernels * layer.taps() * layer.weight_bits + params.word_bits - 1) / params.word_bits;
  return k;
}

Result<MemoryMap> map_memories(const Network& network, std::vector<HwLayer>& layers, const Params& params) {
  const bool recorded = std::any_of(network.layers.begin(), network.layers.end(), [](const Layer& l) {
    return l.placement.processors != 0 || l.placement.kernel_offset >= 0;
  });
  if (recorded) {
    Result<MemoryMap> map = Mapper(network, layers, params, true).run();
    if (map) return map;
  }
  Result<MemoryMap> map = Mapper(network, layers, params, false).run();
  if (map && recorded)
    map->notes.push_back("the recorded placement does not fit this array and was replaced");
  return map;
}

}  // namespace quartet::cnn
