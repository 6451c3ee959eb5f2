#include "workloads/golden/tensor_slot.hpp"

#include <algorithm>

namespace quartet::golden {

TensorSlot::TensorSlot(const Tensor& tensor, std::shared_ptr<TensorBuffer> buffer)
    : name_(tensor.name),
      type_(tensor.type),
      elements_(static_cast<std::size_t>(tensor.elements())),
      constant_(tensor.is_constant()),
      buffer_(std::move(buffer)) {
  if (!constant_) return;
  buffer_->words = tensor.constant;
  has_words_ = true;
}

std::int8_t* TensorSlot::reserve_bytes() {
  if (buffer_->bytes.size() < elements_ + kSlackBytes) buffer_->bytes.resize(elements_ + kSlackBytes);
  return buffer_->bytes.data();
}

std::int32_t* TensorSlot::reserve_words() {
  if (buffer_->words.size() < elements_) buffer_->words.resize(elements_);
  return buffer_->words.data();
}

View TensorSlot::write(Storage storage) {
  has_bytes_ = storage == Storage::bytes;
  has_words_ = !has_bytes_;
  return has_bytes_ ? View{reserve_bytes(), nullptr} : View{nullptr, reserve_words()};
}

ConstView TensorSlot::read(Storage storage) {
  if (storage == Storage::bytes) {
    std::int8_t* bytes = reserve_bytes();
    if (!has_bytes_) {
      const std::int32_t* words = buffer_->words.data();
      std::transform(words, words + elements_, bytes,
                     [](std::int32_t v) { return static_cast<std::int8_t>(v); });
    }
    has_bytes_ = true;
    return {bytes, nullptr};
  }
  std::int32_t* words = reserve_words();
  if (!has_words_) std::copy_n(buffer_->bytes.data(), elements_, words);
  has_words_ = true;
  return {nullptr, words};
}

Values TensorSlot::values() const {
  if (has_words_) return {buffer_->words.data(), buffer_->words.data() + elements_};
  if (has_bytes_) return {buffer_->bytes.data(), buffer_->bytes.data() + elements_};
  return {};
}

bool TensorSlot::copy_in(const Values& values) {
  if (!type_.fits_int8()) {
    const View view = write(Storage::words);
    std::copy(values.begin(), values.end(), view.words);
    return std::all_of(values.begin(), values.end(), [this](std::int32_t v) { return type_.holds(v); });
  }
  std::int8_t* out = write(Storage::bytes).bytes;
  const std::int32_t* in = values.data();
  // The sign bit of v − low or high − v is set for every v outside, wrapped differences included.
  const auto low = static_cast<std::uint32_t>(type_.min()), high = static_cast<std::uint32_t>(type_.max());
  std::uint32_t signs = 0;
  for (std::size_t i = 0, count = elements_; i < count; ++i) {
    const auto v = static_cast<std::uint32_t>(in[i]);
    signs |= (v - low) | (high - v);
    out[i] = static_cast<std::int8_t>(v);
  }
  return (signs >> 31) == 0;
}

Result<void> TensorSlot::assign(const Values& values) {
  if (values.size() != elements_) {
    return bad_input("input " + name_, std::to_string(values.size()) + " values where " +
                                           std::to_string(elements_) + " are needed");
  }
  if (copy_in(values)) return {};
  const auto wrong =
      std::find_if(values.begin(), values.end(), [this](std::int32_t v) { return !type_.holds(v); });
  return bad_input("input " + name_, "the value " + std::to_string(*wrong) + " at index " +
                                         std::to_string(wrong - values.begin()) + " is outside " +
                                         type_.name());
}

bool survives_run(const Network& network, TensorId id) {
  return network.tensor(id).is_constant() || id == network.logits() ||
         std::find(network.outputs.begin(), network.outputs.end(), id) != network.outputs.end();
}

std::vector<TensorSlot> make_slots(const Network& network, bool keep_all) {
  const std::size_t count = network.tensors.size();
  std::vector<std::shared_ptr<TensorBuffer>> buffers(count);
  std::vector<std::size_t> last_reader(count, 0);
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    for (const TensorId id : network.layers[i].inputs) last_reader[static_cast<std::size_t>(id)] = i;
  }
  std::vector<std::shared_ptr<TensorBuffer>> idle;
  for (std::size_t i = 0; i < network.layers.size() && !keep_all; ++i) {
    const Layer& layer = network.layers[i];
    if (!survives_run(network, layer.output) && !idle.empty()) {
      buffers[static_cast<std::size_t>(layer.output)] = idle.back();
      idle.pop_back();
    }
    auto& output = buffers[static_cast<std::size_t>(layer.output)];
    if (output == nullptr) output = std::make_shared<TensorBuffer>();
    for (const TensorId id : layer.inputs) {
      auto& input = buffers[static_cast<std::size_t>(id)];
      // A network input has no buffer yet here and keeps one of its own: it is written before the first
      // layer.
      const bool done = last_reader[static_cast<std::size_t>(id)] == i && !survives_run(network, id);
      if (done && input != nullptr && std::find(idle.begin(), idle.end(), input) == idle.end())
        idle.push_back(input);
    }
  }
  std::vector<TensorSlot> slots;
  for (std::size_t i = 0; i < count; ++i) {
    slots.emplace_back(network.tensors[i],
                       buffers[i] == nullptr ? std::make_shared<TensorBuffer>() : buffers[i]);
  }
  return slots;
}

}  // namespace quartet::golden
