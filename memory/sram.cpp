#include "memory/sram.hpp"

#include <algorithm>

namespace quartet {

Sram::Sram(Params params) : params_(std::move(params)) {}

std::span<std::uint8_t> Sram::contents() {
  if (bytes_.empty()) bytes_.assign(static_cast<std::size_t>(params_.bytes), 0);
  return bytes_;
}

void Sram::set_power(SramPower state) {
  if (state == SramPower::off) bytes_.clear();
  power_ = state;
}

bool Sram::read(std::int64_t byte, std::span<std::uint8_t> to) {
  if (!accessible(byte, to.size())) return false;
  std::copy_n(contents().begin() + byte, to.size(), to.begin());
  reads_ += words(byte, to.size());
  return true;
}

bool Sram::write(std::int64_t byte, std::span<const std::uint8_t> from) {
  if (!accessible(byte, from.size())) return false;
  std::copy(from.begin(), from.end(), contents().begin() + byte);
  writes_ += words(byte, from.size());
  return true;
}

void Sram::count(std::int64_t word_reads, std::int64_t word_writes) {
  reads_ += word_reads;
  writes_ += word_writes;
}

bool Sram::accessible(std::int64_t byte, std::size_t size) const {
  return power_ == SramPower::active && byte >= 0 && byte <= params_.bytes &&
         static_cast<std::int64_t>(size) <= params_.bytes - byte;
}

std::int64_t Sram::words(std::int64_t byte, std::size_t size) const {
  if (size == 0) return 0;
  const std::int64_t last = byte + static_cast<std::int64_t>(size) - 1;
  return last / params_.word_bytes - byte / params_.word_bytes + 1;
}

}  // namespace quartet
