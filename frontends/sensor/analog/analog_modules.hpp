// The analog binary front end as SystemC modules. What flows is a block: the steps of one frame of one
// channel, so that a module wakes once a frame (SystemC-AMS, which would do this, is not packaged).
#pragma once

#include <memory>
#include <ostream>
#include <systemc>
#include <vector>

#include "frontends/sensor/analog/stages.hpp"

namespace quartet::sensor {

/// Amplitudes of one frame. Held by pointer: a FIFO copies its elements.
struct Block {
  std::shared_ptr<std::vector<double>> steps;
};
inline std::ostream& operator<<(std::ostream& out, const Block& block) {
  return out << (block.steps ? block.steps->size() : 0) << " steps";
}
using BlockFifo = sc_core::sc_fifo<Block>;

/// Amplified samples of the clip, one block a frame to each channel, at the end of the frame.
class Microphone : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Microphone);
  Microphone(const sc_core::sc_module_name& name, const AnalogBinaryParams& params,
             std::span<const std::int16_t> clip, std::vector<BlockFifo*> out);

 private:
  void run();
  const AnalogBinaryParams& params_;
  std::span<const std::int16_t> clip_;
  std::vector<BlockFifo*> out_;
};

/// A stage with one input and one output of amplitudes: `Stage` has double next(double).
template <class Stage>
class StageModule : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(StageModule);
  StageModule(const sc_core::sc_module_name& name, Stage stage, BlockFifo& in, BlockFifo& out)
      : sc_module(name), stage_(std::move(stage)), in_(in), out_(out) {
    SC_THREAD(run);
  }

 private:
  void run() {
    for (;;) {
      const Block block = in_.read();
      Block result{std::make_shared<std::vector<double>>()};
      result.steps->reserve(block.steps->size());
      for (const double x : *block.steps) result.steps->push_back(stage_.next(x));
      out_.write(result);
    }
  }
  Stage stage_;
  BlockFifo &in_, &out_;
};

/// The comparator and the latch that remembers within a frame that it was high.
class ComparatorModule : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(ComparatorModule);
  ComparatorModule(const sc_core::sc_module_name& name, Comparator comparator, BlockFifo& in,
                   sc_core::sc_fifo<bool>& out);

 private:
  void run();
  Comparator comparator_;
  BlockFifo& in_;
  sc_core::sc_fifo<bool>& out_;
};

/// One filter, rectifier, low-pass and comparator.
class ChannelModule : public sc_core::sc_module {
 public:
  ChannelModule(const sc_core::sc_module_name& name, const AnalogBinaryParams& params,
                const AnalogChannel& channel, int number, std::int64_t clip_index);
  BlockFifo audio{"audio", 1};
  sc_core::sc_fifo<bool> bit{"bit", 1};

 private:
  BlockFifo filtered_{"filtered", 1}, rectified_{"rectified", 1}, envelope_{"envelope", 1};
  StageModule<BandPass> band_pass_;
  StageModule<Rectifier> rectifier_;
  StageModule<Smoother> low_pass_;
  ComparatorModule comparator_;
};

/// Collects the bits of all channels of a frame.
class FrameRegister : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(FrameRegister);
  FrameRegister(const sc_core::sc_module_name& name, std::vector<sc_core::sc_fifo<bool>*> in);
  AnalogSimulation result;

 private:
  void run();
  std::vector<sc_core::sc_fifo<bool>*> in_;
};

}  // namespace quartet::sensor
