// The pipeline that a network becomes: units and the streams between them, before folding; and its folding.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accel/dataflow/units/units.hpp"

namespace quartet::dataflow {

inline constexpr int kOutside = -1;  ///< source of an input stream, sink of an output stream

struct Node {
  std::string name;          ///< "conv_1.swg": graph layer and kind
  UnitPtr unit;
  std::size_t row = 0;       ///< into Pipeline::rows
  int leader = kOutside;     ///< its folding follows this node's, or kOutside: folded on its own
};

/// Output `from_port` of node `from` (kOutside: network input number `from_port`) to input `to_port` of node `to` (kOutside:
/// network output).
struct Link {
  int from = kOutside;
  int from_port = 0;
  int to = kOutside;
  int to_port = 0;
};

/// What one line of the result's layer table stands for.
struct Row {
  std::string name;          ///< of the graph layer
  std::string op;
  std::int64_t macs = 0;
};

struct Pipeline {
  std::vector<Node> nodes;   ///< topologically ordered
  std::vector<Link> links;
  std::vector<Row> rows;
  std::int64_t input_bits = 0;  ///< of one frame, all inputs
  std::vector<std::string> notes;

  /// Links into a node, by input port.
  [[nodiscard]] std::vector<std::size_t> links_into(int node) const;
};

/// One Fold a node.
using Folding = std::vector<Fold>;

/// Width converter on a link whose ends have different widths; an lcm above both widths means two stages.
struct Conversion {
  std::int64_t in_lanes = 1, out_lanes = 1, lcm_lanes = 1;
  int bits = 8;
  std::int64_t elements = 0;  ///< a frame
  [[nodiscard]] bool two_stages() const { return lcm_lanes != in_lanes && lcm_lanes != out_lanes; }
  /// Cycles a frame of its slowest stage.
  [[nodiscard]] std::int64_t cycles() const { return elements / std::min(in_lanes, out_lanes); }
  [[nodiscard]] Resources resources(const Estimates& e) const;
  [[nodiscard]] Flow through(const Flow& in) const;
};
/// Sides of a link under a folding; kOutside takes the other end's.
[[nodiscard]] Side from_side(const Pipeline& p, const Link& link, const Folding& folding);
[[nodiscard]] Side to_side(const Pipeline& p, const Link& link, const Folding& folding);
/// nullopt where both sides have the same lanes.
[[nodiscard]] std::optional<Conversion> conversion(const Pipeline& p, const Link& link, const Folding& folding);

}  // namespace quartet::dataflow
