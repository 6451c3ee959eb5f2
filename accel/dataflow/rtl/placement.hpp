// Which block in RTL stands for which unit, and what each of its streams carries.
//
//   stream of the block with the name of a port of the unit  ─▶ that port (a sole stream of its direction: the sole port)
//   any other stream into the block                           ─▶ coefficients of the unit (coefficients.hpp), by name
//
// Attributes that quartet_add_rtl may declare: dataflow.kind and dataflow.style, the kind of unit (for the search without
// --rtl), and dataflow.load, the streams (with commas between) that are filled once after reset, before cycle 0.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accel/dataflow/rtl/coefficients.hpp"
#include "accel/dataflow/stream/stream_graph.hpp"
#include "accel/rtl/plugin/plugin.hpp"
#include "accel/rtl/stream/beat_codec.hpp"
#include "accel/target.hpp"

namespace quartet::dataflow::lockstep {

/// A stream that the host fills with coefficients.
struct CoefficientFeed {
  const quartet::rtl::Interface* stream = nullptr;
  quartet::rtl::BeatLayout layout;
  std::vector<quartet::rtl::BeatBits> beats;
  bool load = false;  ///< once before the run; else again and again, a beat whenever it is taken
};

struct Placement {
  std::string unit;
  std::size_t index = 0;                                ///< of the unit in the graph
  std::shared_ptr<const quartet::rtl::Plugin> plugin;
  std::optional<std::int64_t> offset = 0;               ///< cycles; nullopt: values only
  std::uint64_t watchdog = 0;                           ///< cycles
  std::vector<Port> ports;                              ///< of the unit, inputs first …
  std::vector<const quartet::rtl::Interface*> streams;  ///< … and the block's stream for each
  std::vector<CoefficientFeed> feeds;
  std::vector<std::string> also_fits;                   ///< other units, when nobody chose
};

/// The block for this unit, or every reason why it cannot stand there. Widths are checked when the block is made.
[[nodiscard]] Result<Placement> place_block(const UnitSpec& unit, std::shared_ptr<const quartet::rtl::Plugin> plugin);
/// What keeps a block from standing for a unit that nobody chose for it: kind, style (attribute dataflow.style) and parameters
/// must be the unit's where they have the same name. Empty: nothing.
[[nodiscard]] std::string mismatch(const UnitSpec& unit, const quartet::rtl::Plugin& plugin);
/// As the options say; without blocks in them every plug-in that is found and fits a unit, the first that it fits. No place at
/// all is an error with each plug-in's reason.
[[nodiscard]] Result<std::vector<Placement>> place_blocks(const StreamGraph& graph, const RtlOptions& options);

}  // namespace quartet::dataflow::lockstep
