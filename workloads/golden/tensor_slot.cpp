#include "workloads/golden/tensor_slot.hpp"

#include <algorithm>

namespace quartet::golden {

TensorSlot::TensorSlot(const Tensor& tensor)
    : name_(tensor.name), type_(tensor.type), elements_(static_cast<std::size_t>(tensor.elements())),
      constant_(tensor.is_constant()) {
  if (!constant_) return;
  words_ = tensor.constant;
  has_words_ = true;
}

View TensorSlot::write(Storage storage) {
  has_bytes_ = storage == Storage::bytes;
  has_words_ = !has_bytes_;
  if (has_bytes_) {
    bytes_.resize(elements_ + kSlackBytes);
    return {bytes_.data(), nullptr};
  }
  words_.resize(elements_);
  return {nullptr, words_.data()};
}

ConstView TensorSlot::read(Storage storage) {
  if (storage == Storage::bytes) {
    if (!has_bytes_) {
      bytes_.resize(elements_ + kSlackBytes);
      for (std::size_t i = 0; i < elements_; ++i) bytes_[i] = static_cast<std::int8_t>(words_[i]);
      has_bytes_ = true;
    }
    return {bytes_.data(), nullptr};
  }
  if (!has_words_) {
    words_.resize(elements_);
    for (std::size_t i = 0; i < elements_; ++i) words_[i] = bytes_[i];
    has_words_ = true;
  }
  return {nullptr, words_.data()};
}

Values TensorSlot::values() const {
  if (has_words_) return words_;
  if (!has_bytes_) return {};
  return {bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(elements_)};
}

bool TensorSlot::copy_in(const Values& values) {
  if (!type_.fits_int8()) {
    const View view = write(Storage::words);
    std::copy(values.begin(), values.end(), view.words);
    return std::all_of(values.begin(), values.end(), [this](std::int32_t v) { return type_.holds(v); });
  }
  std::int8_t* out = write(Storage::bytes).bytes;
  // The sign bit of v − low or high − v is set for every v outside, wrapped differences included.
  const auto low = static_cast<std::uint32_t>(type_.min()), high = static_cast<std::uint32_t>(type_.max());
  std::uint32_t signs = 0;
  for (std::size_t i = 0; i < elements_; ++i) {
    const auto v = static_cast<std::uint32_t>(values[i]);
    signs |= (v - low) | (high - v);
    out[i] = static_cast<std::int8_t>(v);
  }
  return (signs >> 31) == 0;
}

Result<void> TensorSlot::assign(const Values& values) {
  if (values.size() != elements_) {
    return bad_input("input " + name_,
                     std::to_string(values.size()) + " values where " + std::to_string(elements_) + " are needed");
  }
  if (copy_in(values)) return {};
  const auto wrong = std::find_if(values.begin(), values.end(), [this](std::int32_t v) { return !type_.holds(v); });
  return bad_input("input " + name_, "the value " + std::to_string(*wrong) + " at index " +
                                         std::to_string(wrong - values.begin()) + " is outside " + type_.name());
}

}  // namespace quartet::golden
