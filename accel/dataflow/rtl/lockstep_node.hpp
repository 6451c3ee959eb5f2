// A block in RTL in the place of a unit, with the unit's model beside it. What leaves the node is the block's.
#pragma once

#include <memory>
#include <optional>

#include "accel/dataflow/rtl/comparison.hpp"
#include "accel/dataflow/rtl/rtl_block.hpp"

namespace quartet::dataflow::lockstep {

/// What a run of one block tells; shared with whoever runs the graph, for the node dies with the graph.
struct Record {
  std::optional<Difference> first;
  std::optional<Error> stopped;           ///< the block stopped itself
  std::optional<Error> wave_error;
  std::uint64_t wave_offset = 0;          ///< ns of the wave at cycle 0
  std::uint64_t cycles = 0;
  std::uint64_t beats_compared = 0;
  std::optional<std::uint64_t> came;      ///< cycle: the block's beat, in the cycles after the difference that were traced
  std::vector<quartet::rtl::PortState> ports;  ///< in the last cycle
};

struct LockstepOptions {
  std::uint64_t watchdog = 1;              ///< cycles
  std::optional<std::uint64_t> run_until;  ///< a traced run goes on to this cycle after the first difference
};

class LockstepNode final : public stream::IStepNode {
 public:
  LockstepNode(std::unique_ptr<RtlBlock> block, std::unique_ptr<IComparison> comparison, const std::vector<Port>& ports,
               const LockstepOptions& options, std::shared_ptr<Record> record);
  ~LockstepNode() override;

  [[nodiscard]] bool valid(std::size_t output) const override { return block_->valid(output); }
  [[nodiscard]] const Lanes& payload(std::size_t output) const override;
  void offer(std::span<const Lanes* const> in) override { block_->offer(in); }
  void settle(std::span<const char> in_valid, std::span<const char> out_ready, std::span<char> in_ready) override;
  Did clock(std::span<const char> in_fire, std::span<const char> out_fire, std::span<const Lanes* const> in) override;
  [[nodiscard]] bool stopped() const override { return stopped_; }

 private:
  [[nodiscard]] std::optional<Difference> compare(const Seen& seen);
  [[nodiscard]] bool owes(const Seen& seen) const;
  void watch_for_beat();

  std::unique_ptr<RtlBlock> block_;
  std::unique_ptr<IComparison> comparison_;  ///< null behind the first difference
  std::shared_ptr<Record> record_;
  quartet::rtl::Watchdog watchdog_;
  std::optional<std::uint64_t> run_until_;
  std::vector<char> in_valid_, in_ready_, out_valid_, out_ready_;
  mutable std::vector<const Lanes*> out_;   ///< null: not read in this cycle
  std::uint64_t now_ = 0;
  bool stopped_ = false;
};

}  // namespace quartet::dataflow::lockstep
