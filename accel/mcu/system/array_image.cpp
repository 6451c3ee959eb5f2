#include "accel/mcu/system/array_image.hpp"

#include <cstring>

#include "accel/cnn/bursts.hpp"
#include "accel/mcu/system/softmax_record.hpp"

namespace quartet::soc {

namespace {

constexpr std::int64_t kWord = 4, kArenaAlignment = 16;

std::uint32_t narrow(std::int64_t value) {
  return static_cast<std::uint32_t>(value);
}

/// Appends records behind the header and hands out room in the arena.
class Builder {
 public:
  Builder() { image_.bytes.resize(sizeof(q_array_header)); }

  [[nodiscard]] std::uint32_t here() const { return narrow(static_cast<std::int64_t>(image_.bytes.size())); }
  void append(const void* data, std::size_t bytes) {
    const auto* from = static_cast<const std::uint8_t*>(data);
    image_.bytes.insert(image_.bytes.end(), from, from + bytes);
    image_.bytes.resize((image_.bytes.size() + kWord - 1) / kWord * kWord);
  }
  template <class Record>
  void append(const Record& record) {
    append(&record, sizeof record);
  }
  [[nodiscard]] std::uint32_t reserve(std::int64_t bytes) {
    const std::int64_t at = image_.arena_bytes;
    image_.arena_bytes += (bytes + kArenaAlignment - 1) / kArenaAlignment * kArenaAlignment;
    return narrow(at);
  }
  [[nodiscard]] ArrayImage finish() {
    header.magic = Q_ARRAY_IMAGE_MAGIC;
    header.image_bytes = here();
    std::memcpy(image_.bytes.data(), &header, sizeof header);
    return std::move(image_);
  }

  q_array_header header{};
  ArrayImage& image() { return image_; }

 private:
  ArrayImage image_;
};

void add_constants(Builder& b, const Network& network, const cnn::Program& program, const cnn::Params& array,
                   const AddressMap& map, Rounding rounding) {
  const cnn::KernelLayouts layouts = cnn::kernel_layouts(network, program.layers, program.memory);
  const std::vector<cnn::ConstantBurst> bursts =
      cnn::constant_bursts(network, program, array, layouts, rounding);
  b.header.weights = b.here();
  for (const cnn::ConstantBurst& burst : bursts) {
    if (burst.biases) continue;
    const auto words = narrow((static_cast<std::int64_t>(burst.bytes.size()) + kWord - 1) / kWord);
    b.append(q_weight_burst{map.address(Place::weights, burst.unit, burst.offset), words});
    b.append(burst.bytes.data(), burst.bytes.size());
    ++b.header.weight_bursts;
    b.image().weight_words += words;
  }
  b.header.biases = b.here();
  for (const cnn::ConstantBurst& burst : bursts) {
    if (!burst.biases) continue;
    b.append(q_bias_burst{map.address(Place::biases, burst.unit, burst.offset),
                          narrow(static_cast<std::int64_t>(burst.bytes.size()))});
    b.append(burst.bytes.data(), burst.bytes.size());
    ++b.header.bias_bursts;
  }
}

void add_inputs(Builder& b, const Network& network, const cnn::Program& program, const cnn::Params& array,
                const AddressMap& map) {
  b.header.inputs = b.here();
  std::int64_t words = 0;
  if (program.streams()) {
    const cnn::FifoFeed feed = cnn::fifo_feed(network, program, array);
    for (int i = 0; i < array.instances(); ++i) {
      if (((feed.region.instance_mask() >> i) & 1U) != 0) b.image().fifo_instances.push_back(i);
    }
    b.header.fifo = map.address(Place::fifo_status, 0, 0);
    b.header.fifos = narrow(static_cast<std::int64_t>(b.image().fifo_instances.size()));
    b.header.fifo_words = narrow((feed.region.rows * feed.row_bytes + kWord - 1) / kWord);
    words = std::int64_t{b.header.fifos} * b.header.fifo_words;
  }
  for (const TensorId id : network.inputs) {
    if (program.streams() || program.memory.index_of[static_cast<std::size_t>(id)] < 0) continue;
    const cnn::DataRegion& region = program.memory.region(id);
    for (int i = 0; i < array.instances(); ++i) {
      if (((region.instance_mask() >> i) & 1U) == 0) continue;
      b.append(q_input_burst{map.address(Place::data, i, region.base * kWord), narrow(region.words)});
      ++b.header.input_bursts;
      words += region.words;
    }
  }
  b.image().input_words = words;
  b.header.input = b.reserve(words * kWord);
  b.image().input = b.header.input;
}

/// The words to read and, for each channel, where its values begin among them.
struct Reading {
  std::vector<q_result_burst> bursts;
  std::vector<std::int64_t> from, from_step;  ///< of each channel, bytes
  std::int64_t words = 0;
};

/// int8: the region's words of every instance. int32: the words of channels that exist, pixel after pixel.
Reading read_region(const cnn::DataRegion& r, const AddressMap& map) {
  Reading reading;
  std::vector<std::int64_t> starts;  // of bursts among the words read, bytes
  std::vector<cnn::DataRegion::Address> burst_addresses;
  std::vector<std::pair<std::size_t, std::int64_t>>
      places;  // burst and byte in one repetition, of each channel
  for (int c = 0; c < r.channels.count; ++c) {
    const cnn::DataRegion::Address a = r.address(0, c);
    std::size_t found = burst_addresses.size();
    for (std::size_t k = 0; k < burst_addresses.size(); ++k) {
      const auto& [instance, byte] = burst_addresses[k];
      const bool same =
          instance == a.instance &&
          (r.bytes_per_value == 1 || a.byte == byte + std::int64_t{reading.bursts[k].words} * kWord);
      if (same) found = k;
    }
    if (found == burst_addresses.size()) {
      const std::int64_t begin = r.bytes_per_value == 1 ? r.base * kWord : a.byte;
      burst_addresses.push_back({a.instance, begin});
      q_result_burst burst{map.address(Place::data, a.instance, begin), narrow(r.words), 1, 0};
      if (r.bytes_per_value == kWord)
        burst = {burst.address, 0, narrow(r.pixels()),
                 narrow(r.pixels() > 1 ? r.address(1, c).byte - a.byte : 0)};
      reading.bursts.push_back(burst);
    }
    if (r.bytes_per_value == kWord) ++reading.bursts[found].words;
    places.emplace_back(found, a.byte - burst_addresses[found].byte);
  }
  for (const q_result_burst& burst : reading.bursts) {
    starts.push_back(reading.words * kWord);
    reading.words += std::int64_t{burst.words} * burst.repeat;
  }
  for (int c = 0; c < r.channels.count; ++c) {
    const auto& [burst, byte] = places[static_cast<std::size_t>(c)];
    reading.from.push_back(starts[burst] + byte);
    reading.from_step.push_back(r.bytes_per_value == kWord ? std::int64_t{reading.bursts[burst].words} * kWord
                                : r.pixels() > 1           ? r.address(1, c).byte - r.address(0, c).byte
                                                           : 0);
  }
  return reading;
}

void add_results(Builder& b, const cnn::DataRegion& r, const AddressMap& map) {
  const Reading reading = read_region(r, map);
  q_array_header& h = b.header;
  h.results = b.here();
  for (const q_result_burst& burst : reading.bursts) b.append(burst);
  h.result_bursts = narrow(static_cast<std::int64_t>(reading.bursts.size()));
  h.raw = b.reserve(reading.words * kWord);
  h.channels = b.here();
  h.channel_count = narrow(r.channels.count);
  h.pixels = narrow(r.pixels());
  h.value_bytes = narrow(r.bytes_per_value);
  h.values = b.reserve(r.values() * r.bytes_per_value);
  const std::int64_t step =
      (r.pixels() > 1 ? r.value_index(1, 0) - r.value_index(0, 0) : 0) * r.bytes_per_value;
  for (int c = 0; c < r.channels.count; ++c) {
    const auto k = static_cast<std::size_t>(c);
    b.append(q_result_channel{narrow(reading.from[k]), narrow(reading.from_step[k]),
                              narrow(r.value_index(0, c) * r.bytes_per_value), narrow(step)});
  }
  ArrayImage& image = b.image();
  image.values = h.values;
  image.value_count = r.values();
  image.value_words = r.bytes_per_value == kWord;
  image.result_words = reading.words;
}

void add_softmax(Builder& b, const SoftmaxRecord& softmax) {
  q_layer record = softmax.record;
  b.image().classes = record.in_c;
  b.image().probabilities = b.reserve(b.image().value_count);
  b.header.probabilities = narrow(b.image().probabilities);
  record.in = b.header.values;
  record.out = b.header.probabilities;
  b.header.softmax = b.here();
  b.header.softmax_words = b.image().value_words ? 1 : 0;
  b.append(record);
}

}  // namespace

Result<ArrayImage> compile_array_image(const Network& network, const cnn::Program& program,
                                       const cnn::Params& array, const SystemParams& system,
                                       const AddressMap& map, Rounding rounding) {
  if (program.layers.empty()) return bad_input(network.name, "has no layer that the array runs");
  if (program.streams()) {
    const cnn::FifoFeed feed = cnn::fifo_feed(network, program, array);
    if (std::popcount(feed.region.instance_mask()) > AddressMap::kFifos)
      return bad_input(network.name, "streams into more data memories than there are FIFOs", "cnn.fifo=off");
  }
  auto softmax = softmax_record(network, program, system, rounding);
  if (!softmax) return pass(softmax.error());
  Builder b;
  b.header.layer_count = narrow(static_cast<std::int64_t>(program.layers.size()));
  b.header.control = map.address(Place::control, 0, 0);
  b.header.control_stride = narrow(system.quadrant_stride);
  b.header.quadrants = narrow(array.quadrants);
  add_constants(b, network, program, array, map, rounding);
  add_inputs(b, network, program, array, map);
  add_results(b, program.memory.region(program.result), map);
  if (*softmax) add_softmax(b, **softmax);
  return b.finish();
}

std::vector<std::uint8_t> pack_inputs(const Network& network, const cnn::Program& program,
                                      const cnn::Params& array, std::span<const Values> inputs) {
  std::vector<std::uint8_t> words;
  const auto append = [&](const std::uint8_t* from, std::int64_t bytes) {
    words.insert(words.end(), from, from + bytes);
  };
  if (program.streams()) {
    const cnn::FifoFeed feed = cnn::fifo_feed(network, program, array);
    const std::uint64_t mask = feed.region.instance_mask();
    cnn::RegionImage image(feed.region, array.instances());
    cnn::store(feed.region, inputs[feed.input], image.spans());
    const std::int64_t bytes = (feed.region.rows * feed.row_bytes + kWord - 1) / kWord * kWord;
    for (std::int64_t byte = 0; byte < bytes; byte += kWord) {
      for (int i = 0; i < array.instances(); ++i) {
        if (((mask >> i) & 1U) != 0) append(image.at(i, byte), kWord);
      }
    }
    return words;
  }
  for (std::size_t i = 0; i < network.inputs.size(); ++i) {
    if (program.memory.index_of[static_cast<std::size_t>(network.inputs[i])] < 0) continue;
    const cnn::DataRegion& region = program.memory.region(network.inputs[i]);
    cnn::RegionImage image(region, array.instances());
    cnn::store(region, inputs[i], image.spans());
    for (int k = 0; k < array.instances(); ++k) {
      if (((region.instance_mask() >> k) & 1U) != 0)
        append(image.at(k, region.base * kWord), region.words * kWord);
    }
  }
  return words;
}

}  // namespace quartet::soc
