#include "accel/dataflow/lowering.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "accel/dataflow/lower/lowerings.hpp"
#include "accel/dataflow/threshold_folding.hpp"

namespace quartet::dataflow {

Lowering::Lowering(const Network& network, const Params& params)
    : network_(network), params_(params), roots_(network.tensors.size()), streams_(network.tensors.size()), orders_(network.tensors.size()) {
  for (std::size_t i = 0; i < roots_.size(); ++i) {
    roots_[i] = static_cast<TensorId>(i);
    streams_[i].type = network.tensors[i].type;
  }
  for (std::size_t i = 0; i < network.inputs.size(); ++i) {
    streams_[static_cast<std::size_t>(network.inputs[i])].input = static_cast<int>(i);
    const Tensor& t = network.tensor(network.inputs[i]);
    out_.input_bits += t.elements() * t.type.bits;
  }
}

void Lowering::refuse(const Layer& layer, std::string cause, std::string remedy) {
  problems_.push_back({fmt::format("layer '{}'", layer.name), std::move(cause), std::move(remedy)});
  refused_ = true;
}

void Lowering::begin(const Layer&) {
  tail_ = kOutside;
  row_open_ = refused_ = false;
}

int Lowering::add_node(const Layer& layer, const std::string& suffix, UnitPtr unit) {
  if (!row_open_) out_.rows.push_back({layer.name, layer.op, layer_macs(network_, layer)});
  row_open_ = true;
  out_.nodes.push_back({layer.name + "." + suffix, std::move(unit), out_.rows.size() - 1, kOutside});
  tail_type_ = output(layer).type;
  return static_cast<int>(out_.nodes.size()) - 1;
}

int Lowering::chain(const Layer& layer, const std::string& suffix, UnitPtr unit) {
  const int before = tail_;
  tail_ = add_node(layer, suffix, std::move(unit));
  if (before == kOutside) {
    readers_.push_back({root(layer.inputs.at(0)), tail_, 0});
  } else {
    out_.links.push_back({before, 0, tail_, 0});
  }
  return tail_;
}

int Lowering::join(const Layer& layer, const std::string& suffix, UnitPtr unit, const std::vector<TensorId>& inputs) {
  tail_ = add_node(layer, suffix, std::move(unit));
  for (std::size_t i = 0; i < inputs.size(); ++i) readers_.push_back({root(inputs[i]), tail_, static_cast<int>(i)});
  return tail_;
}

void Lowering::alias(const Layer& layer) {
  roots_[static_cast<std::size_t>(layer.output)] = root(layer.inputs.at(0));
  orders_[static_cast<std::size_t>(layer.output)] = order(layer.inputs.at(0));
}

void Lowering::alias_reordered(const Layer& layer, std::vector<std::int32_t> order) {
  alias(layer);
  orders_[static_cast<std::size_t>(layer.output)] = std::move(order);
}

void Lowering::end(const Layer& layer) {
  if (refused_ || tail_ == kOutside) return;
  Stream& stream = streams_[static_cast<std::size_t>(layer.output)];
  stream.node = tail_;
  stream.type = tail_type_;
}

void Lowering::requantize(const Layer& layer, int leader, IntType accumulator, std::int64_t reads) {
  const Requantization& r = layer.requantization;
  const IntType to = output(layer).type;
  const MapShape shape = map_shape(output(layer).shape);
  const ElementShape element{shape.c, shape.pixels(), shape.h, accumulator, to};
  if (r.rule == Requantization::Rule::none && to.bits >= accumulator.bits) return narrow(accumulator);
  int node = kOutside;
  if (const auto steps = threshold_steps(network_, layer, params_.threshold_bits)) {
    const auto table = [network = &network_, from = &layer, accumulator] { return fold_into_thresholds(*network, *from, accumulator); };
    node = chain(layer, "thresholds", make_thresholding(element, *steps, table));
  } else {
    node = chain(layer, "requantize", make_requantizer(element, r.rule == Requantization::Rule::multiplier, reads));
  }
  if (leader != kOutside) follow(node, leader);
}

void Lowering::label_select() {
  const TensorId logits = root(network_.logits());
  const Tensor& t = network_.tensor(network_.logits());
  const bool rebuilds = network_.inputs.size() == 1 && t.elements() == network_.tensor(network_.inputs[0]).elements();
  const bool is_vector = t.elements() >= 2 && map_shape(t.shape).pixels() == 1;
  if (!params_.label_select || rebuilds || !is_vector || streams_[static_cast<std::size_t>(logits)].node == kOutside) return;
  out_.rows.push_back({"label_select", "label_select", 0});
  out_.nodes.push_back({"label_select", make_label_select(t.elements(), stream_type(logits)), out_.rows.size() - 1, kOutside});
  const auto node = static_cast<int>(out_.nodes.size()) - 1;
  // The label is the output then; the scores go no further.
  std::erase_if(readers_, [&](const Reader& r) { return r.tensor == logits && r.node == kOutside; });
  readers_.push_back({logits, node, 0});
  out_.links.push_back({node, 0, kOutside, 0});
}

void Lowering::make_links() {
  for (std::size_t t = 0; t < streams_.size(); ++t) {
    std::vector<Reader> here;
    for (const Reader& r : readers_) {
      if (r.tensor == static_cast<TensorId>(t)) here.push_back(r);
    }
    if (here.empty()) continue;
    int from = streams_[t].node;
    int port = from == kOutside ? streams_[t].input : 0;
    if (here.size() > 1) {
      const MapShape shape = map_shape(network_.tensors[t].shape);
      const auto owner = static_cast<std::size_t>(from == kOutside ? here[0].node : from);
      const ElementShape element{shape.c, shape.pixels(), shape.h, streams_[t].type, streams_[t].type};
      out_.nodes.push_back({out_.rows[out_.nodes[owner].row].name + ".duplicate", make_duplicate(element, static_cast<std::int64_t>(here.size())),
                            out_.nodes[owner].row, kOutside});
      const auto node = static_cast<int>(out_.nodes.size()) - 1;
      out_.links.push_back({from, port, node, 0});
      from = node;
      port = 0;
    }
    for (const Reader& r : here) {
      out_.links.push_back({from, port, r.node, r.port});
      if (here.size() > 1) ++port;
    }
  }
}

// Nodes in the order of the streams; links and leaders renumbered.
void Lowering::sort() {
  const std::size_t n = out_.nodes.size();
  std::vector<int> waits(n, 0), place(n, kOutside);
  for (const Link& link : out_.links) {
    if (link.from != kOutside && link.to != kOutside) ++waits[static_cast<std::size_t>(link.to)];
  }
  std::vector<Node> sorted;
  for (std::size_t done = 0; done < n; done = sorted.size()) {
    for (std::size_t i = 0; i < n; ++i) {
      if (waits[i] != 0 || place[i] != kOutside) continue;
      place[i] = static_cast<int>(sorted.size());
      sorted.push_back(std::move(out_.nodes[i]));
      for (const Link& link : out_.links) {
        if (link.from == static_cast<int>(i) && link.to != kOutside) --waits[static_cast<std::size_t>(link.to)];
      }
    }
    if (sorted.size() == done) break;  // a network is acyclic: infer_and_validate has seen to it
  }
  const auto renumber = [&](int& node) {
    if (node != kOutside) node = place[static_cast<std::size_t>(node)];
  };
  for (Link& link : out_.links) {
    renumber(link.from);
    renumber(link.to);
  }
  for (Node& node : sorted) renumber(node.leader);
  out_.nodes = std::move(sorted);
}

Result<Pipeline> Lowering::finish() {
  std::vector<TensorId> outputs;
  for (const TensorId id : network_.outputs) {
    if (!order(id).empty()) problems_.push_back({"output", "is read in another order than its stream has", ""});
    if (std::find(outputs.begin(), outputs.end(), root(id)) == outputs.end()) outputs.push_back(root(id));
  }
  for (const TensorId id : outputs) readers_.push_back({id, kOutside, 0});
  if (!problems_.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems_)});
  if (out_.nodes.empty()) return bad_input("network", "has no layer that becomes hardware");
  if (outputs.size() == 1) label_select();
  make_links();
  sort();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < out_.nodes.size(); ++i) {
    std::string& name = out_.nodes[i].name;
    if (std::find(names.begin(), names.end(), name) != names.end()) name += "_" + std::to_string(i);
    names.push_back(name);
  }
  return std::move(out_);
}

Result<Pipeline> lower(const Network& network, const Params& params) {
  Lowering lowering(network, params);
  for (const Layer& layer : network.layers) {
    lowering.begin(layer);
    const auto& all = lowerings();
    const auto found = std::find_if(all.begin(), all.end(), [&](const OperatorLowering& l) { return l.op == layer.op; });
    if (found == all.end()) {
      lowering.refuse(layer, fmt::format("operator '{}' has no streaming unit", layer.op));
    } else {
      found->lower(lowering, layer);
    }
    lowering.end(layer);
  }
  return lowering.finish();
}

}  // namespace quartet::dataflow
