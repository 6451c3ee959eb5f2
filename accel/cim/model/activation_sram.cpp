#include "accel/cim/model/activation_sram.hpp"

namespace quartet::cim {

namespace {

[[nodiscard]] std::size_t element_bytes(const Tensor& tensor) {
  return static_cast<std::size_t>((tensor.type.bits + 7) / 8);
}

}  // namespace

std::vector<std::uint8_t> ActivationSram::pack(const Tensor& tensor, const Values& values) {
  const std::size_t size = element_bytes(tensor);
  std::vector<std::uint8_t> bytes(values.size() * size);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto bits = static_cast<std::uint32_t>(values[i]);
    for (std::size_t b = 0; b < size; ++b) bytes[i * size + b] = static_cast<std::uint8_t>(bits >> (8 * b));
  }
  return bytes;
}

Values ActivationSram::unpack(const Tensor& tensor, std::span<const std::uint8_t> bytes) {
  const std::size_t size = element_bytes(tensor);
  Values values(bytes.size() / size);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint32_t bits = 0;
    for (std::size_t b = 0; b < size; ++b) bits |= static_cast<std::uint32_t>(bytes[i * size + b]) << (8 * b);
    const auto spare = static_cast<unsigned>(32 - 8 * size);
    values[i] = tensor.type.is_signed || tensor.type.bipolar
                    ? static_cast<std::int32_t>(bits << spare) >> spare
                    : static_cast<std::int32_t>(bits);
  }
  return values;
}

bool ActivationSram::store(TensorId id, const Values& values) {
  return sram.write(address(id), pack(network_.tensor(id), values));
}

Values ActivationSram::fetch(TensorId id) {
  const Tensor& tensor = network_.tensor(id);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(activation_bytes(tensor)));
  if (!sram.read(address(id), bytes)) return {};
  return unpack(tensor, bytes);
}

}  // namespace quartet::cim
