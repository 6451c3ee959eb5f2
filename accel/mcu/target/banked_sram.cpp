#include "accel/mcu/target/banked_sram.hpp"

namespace quartet::mcu {

namespace {

constexpr std::uint32_t kWord = 4;

}  // namespace

void BankedSram::begin_transfer(std::uint32_t to, std::int64_t bytes, std::uint64_t now) {
  to_ = to;
  words_ = (bytes + kWord - 1) / kWord;
  begin_ = now;
  end_ = now + dma_.undisturbed_cycles(bytes);
  busy_ = words_ > 0;
  if (busy_) all_.set(base_, 0, nullptr);
  ++changes_;
}

bool BankedSram::is_over(std::uint64_t now) {
  if (busy_ && now >= end_) busy_ = false;
  return !busy_;
}

bool BankedSram::meets(std::uint32_t address, std::uint64_t now) const {
  if (now < begin_) return false;
  const auto word = dma_.word_written_at(now - begin_);
  if (!word || *word >= words_) return false;
  return banks_.bank_of(address) == banks_.bank_of(to_ + kWord * static_cast<std::uint32_t>(*word));
}

ISlowMemory::Access BankedSram::read(std::uint32_t address, std::uint64_t now, std::uint8_t* host) {
  if (is_over(now)) {
    all_.set(base_, bytes_, host);
    return {0, &all_};
  }
  // The window is empty: it brings the next access here as well, and is filled when the transfer is over.
  const std::uint32_t waits = meets(address, now) ? 1 : 0;
  conflicts_ += waits;
  return {waits, &all_};
}

std::uint32_t BankedSram::fetch(std::uint32_t first, std::uint32_t end, std::uint64_t now, std::uint32_t cycles) {
  if (is_over(now)) return 0;
  const std::uint32_t start = first & ~(kWord - 1), words = (end - start + kWord - 1) / kWord;
  std::uint32_t waits = 0;
  for (std::uint32_t i = 0; i < words; ++i)
    waits += meets(start + kWord * i, now + waits + std::uint64_t{i} * cycles / words) ? 1 : 0;
  conflicts_ += waits;
  return waits;
}

}  // namespace quartet::mcu
