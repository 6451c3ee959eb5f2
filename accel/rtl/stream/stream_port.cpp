#include "accel/rtl/stream/stream_port.hpp"

#include <fmt/format.h>

namespace quartet::rtl {

namespace {

BeatLayout declared(BeatLayout layout, const Interface& stream) {
  if (stream.lane_bits != 0) layout.lane_bits = stream.lane_bits;
  layout.is_signed = layout.is_signed || stream.is_signed;
  layout.high_first = layout.high_first || stream.high_first;
  return layout;
}

std::size_t whole_bytes(std::size_t bits) { return (bits + 7) / 8 * 8; }

}  // namespace

StreamPort::StreamPort(const Interface& stream, const Use& use)
    : name_(stream.name),
      is_input_(stream.direction == "in"),
      codec_(declared(use.layout, stream)),
      // What does not wait for a ready that it has not is lost when nobody takes it.
      rules_({is_input_, stream.never_stall || (!is_input_ && !stream.has("ready")), use.beats}),
      beats_per_frame_(use.beats_per_frame),
      expected_(use.beats) {}

Result<StreamPort> StreamPort::bind(const RtlModel& model, const Interface& stream, Use use) {
  StreamPort out(stream, use);
  if (auto bound = out.bind_ports(model, stream); !bound) return pass(bound.error());
  return out;
}

Result<void> StreamPort::bind_ports(const RtlModel& model, const Interface& stream) {
  struct Wanted {
    const char* role;
    RtlPort* port;
  };
  for (const Wanted& w : {Wanted{"valid", &valid_}, {"ready", &ready_}, {"data", &data_}, {"last", &last_}}) {
    auto port = model.port(stream, w.role);
    if (!port) return pass(port.error());
    *w.port = *port;
  }
  const BeatLayout& layout = codec_.layout();
  if (layout.lane_bits < 1 || layout.lane_bits > 64) {
    return bad_input(model.plugin().file().string(), fmt::format("stream '{}' has lanes of {} bit", name_, layout.lane_bits), "lanes have 1 to 64 bit");
  }
  if (data_.bits() != layout.bits() && data_.bits() != whole_bytes(layout.bits())) {
    return bad_input(model.plugin().file().string(),
                     fmt::format("stream '{}': port '{}' has {} bit, a beat of {} lanes of {} bit has {} (or {} in whole bytes); ports: {}", name_,
                                 data_.name(), data_.bits(), layout.lanes, layout.lane_bits, layout.bits(), whole_bytes(layout.bits()), model.port_list()),
                     "build the block with the folding of the unit, or fold the unit as the block is");
  }
  bits_.assign((data_.bits() + 31) / 32, 0);
  if (is_input_ && stream.style == "axis") {
    for (const char* role : {"keep", "strb"}) {
      auto port = model.port(stream, role);
      if (!port) return pass(port.error());
      if (!*port) continue;
      const BeatBits ones(port->word_count(), 0xffffffffU);
      port->write_words(ones.data());
    }
  }
  return {};
}

void StreamPort::put(std::span<const std::int32_t> lanes) {
  codec_.pack(lanes, bits_);
  put_bits(bits_);
}

void StreamPort::put_bits(const BeatBits& bits) {
  // Padding may reach into one word more than the lanes.
  if (bits.size() < data_.word_count()) {
    BeatBits padded = bits;
    padded.resize(data_.word_count());
    data_.write_words(padded.data());
  } else {
    data_.write_words(bits.data());
  }
  if (last_) last_.set(at_last() ? 1 : 0);
}

void StreamPort::accept(bool ready) {
  accepted_ = ready;
  if (ready_) ready_.set(ready ? 1 : 0);
}

const std::vector<std::int32_t>& StreamPort::lanes() {
  data_.read_words(bits_.data());
  codec_.unpack(bits_, lanes_);
  return lanes_;
}

std::optional<std::string> StreamPort::check() {
  const bool is_valid = valid();
  if (!is_input_) {
    bits_.resize(data_.word_count());
    if (is_valid) data_.read_words(bits_.data());
    if (is_valid && last_ && beats_per_frame_ > 0 && (last_.get() != 0) != at_last()) {
      return fmt::format("'last' is {:d} at beat {} of frames of {} beats", last_.get() != 0, beats() % beats_per_frame_, beats_per_frame_);
    }
  }
  return rules_.check(is_valid, sink_ready(), bits_);
}

}  // namespace quartet::rtl
