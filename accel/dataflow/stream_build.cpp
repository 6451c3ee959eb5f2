#include "accel/dataflow/stream_build.hpp"

#include <fmt/format.h>

namespace quartet::dataflow {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

class Builder {
 public:
  Builder(const Pipeline& pipeline, const Design& design, std::span<const Values> inputs) : p_(pipeline), d_(design), inputs_(inputs) {}

  StreamBuild run() {
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) {
      UnitSpec spec = p_.nodes[i].unit->spec(p_.nodes[i].name, d_.folding[i]);
      if (!inputs_.empty()) p_.nodes[i].unit->attach_tables(spec, d_.folding[i]);
      out_.unit_of.push_back(out_.graph.units.size());
      out_.graph.units.push_back(std::move(spec));
    }
    for (std::size_t i = 0; i < p_.links.size(); ++i) link(i);
    return std::move(out_);
  }

 private:
  [[nodiscard]] PortRef from(const Link& l) const {
    const Node& node = p_.nodes[static_cast<std::size_t>(l.from)];
    return {node.name, node.unit->output_name(l.from_port)};
  }
  [[nodiscard]] PortRef to(const Link& l) const {
    const Node& node = p_.nodes[static_cast<std::size_t>(l.to)];
    return {node.name, node.unit->input_name(l.to_port)};
  }

  void link(std::size_t index) {
    const Link& l = p_.links[index];
    out_.edge_of.push_back(kNone);
    if (l.from == kOutside) {
      SourceSpec source{fmt::format("input{}", l.from_port), to(l), always(), 0, nullptr};
      if (!inputs_.empty()) source.values = std::make_shared<const Lanes>(inputs_[static_cast<std::size_t>(l.from_port)]);
      out_.graph.sources.push_back(std::move(source));
    } else if (l.to == kOutside) {
      out_.graph.sinks.push_back({fmt::format("output{}", out_.graph.sinks.size()), from(l), always(), 0});
    } else {
      inner(index);
    }
  }

  void inner(std::size_t index) {
    const Link& l = p_.links[index];
    out_.edge_of.back() = out_.graph.edges.size();
    if (!d_.conversions[index]) {
      out_.graph.edges.push_back({from(l), to(l), d_.depths[index], ""});
      return;
    }
    const Conversion& c = *d_.conversions[index];
    const std::string name = fmt::format("{}.dwc{}", p_.nodes[static_cast<std::size_t>(l.to)].name, l.to_port);
    PortRef last = from(l);
    std::int64_t depth = d_.depths[index];
    for (UnitSpec& unit : width_converters(name, c.in_lanes * c.bits, c.out_lanes * c.bits, c.elements / c.in_lanes, c.bits)) {
      out_.graph.edges.push_back({last, {unit.name, ""}, depth, ""});
      last = {unit.name, ""};
      depth = 0;
      out_.graph.units.push_back(std::move(unit));
    }
    out_.graph.edges.push_back({last, to(l), depth, ""});
  }

  const Pipeline& p_;
  const Design& d_;
  std::span<const Values> inputs_;
  StreamBuild out_;
};

}  // namespace

StreamBuild build_stream(const Pipeline& pipeline, const Design& design, std::span<const Values> inputs) {
  return Builder(pipeline, design, inputs).run();
}

void set_depths(StreamBuild& build, const std::vector<std::int64_t>& depths) {
  for (std::size_t i = 0; i < depths.size(); ++i) {
    if (build.edge_of[i] != kNone) build.graph.edges[build.edge_of[i]].depth = depths[i];
  }
}

}  // namespace quartet::dataflow
