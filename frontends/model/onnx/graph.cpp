#include "frontends/model/onnx/graph.hpp"

#include <algorithm>
#include <set>

namespace quartet::onnx_import {

tl::expected<std::int64_t, std::string> checked_count(const Dims& dims) {
  std::int64_t count = 1;
  for (const std::int64_t d : dims) {
    if (d <= 0)
      return tl::unexpected<std::string>("its shape " + to_text(dims) + " has an axis that is not positive");
    if (d > kMaxElements / count)
      return tl::unexpected<std::string>("its shape " + to_text(dims) + " has more than " +
                                         std::to_string(kMaxElements) + " elements");
    count *= d;
  }
  return count;
}

std::string to_text(const Dims& dims) {
  std::string text;
  for (const std::int64_t d : dims) {
    if (!text.empty()) text += 'x';
    text += std::to_string(d);
  }
  return text.empty() ? "scalar" : text;
}

std::string printable(const std::string& name) {
  constexpr std::size_t kMaxName = 160;  // longer than exporters' nested module paths
  std::string text = name.substr(0, kMaxName);
  for (char& c : text) {
    if (c < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

std::int64_t Node::integer(const std::string& key, std::int64_t fallback) const {
  const auto found = attributes.find(key);
  return found != attributes.end() && found->second.integer ? *found->second.integer : fallback;
}

double Node::real(const std::string& key, double fallback) const {
  const auto found = attributes.find(key);
  return found != attributes.end() && found->second.real ? *found->second.real : fallback;
}

std::string Node::text(const std::string& key, const std::string& fallback) const {
  const auto found = attributes.find(key);
  return found != attributes.end() && found->second.text ? *found->second.text : fallback;
}

std::vector<std::int64_t> Node::integers(const std::string& key) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? std::vector<std::int64_t>{} : found->second.integers;
}

std::optional<IntType> finn_datatype(const std::string& name) {
  if (name == "BIPOLAR") return IntType{1, true, true};
  if (name == "BINARY") return IntType{1, false, false};
  if (name == "TERNARY") return IntType{2, true, false};
  const bool is_signed = name.rfind("INT", 0) == 0;
  if (!is_signed && name.rfind("UINT", 0) != 0) return std::nullopt;
  const std::string digits = name.substr(is_signed ? 3 : 4);
  if (digits.empty() || digits.size() > 2 ||
      !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  const int bits = std::stoi(digits);
  if ((bits < 1 || bits > 16) && bits != 32) return std::nullopt;
  return IntType{bits, is_signed, is_signed && bits == 1};
}

namespace {

/// Who writes a value: a node, or −1 for graph inputs and initializers.
Result<std::map<std::string, int>> find_writers(const Graph& graph) {
  std::map<std::string, int> writers;
  for (const auto& [name, constant] : graph.constants) writers.emplace(name, -1);
  for (const GraphInput& input : graph.inputs) writers.emplace(input.name, -1);
  for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
    for (const std::string& output : graph.nodes[n].outputs) {
      if (output.empty()) continue;
      if (!writers.emplace(output, static_cast<int>(n)).second)
        return bad_input(graph.place, "value '" + printable(output) + "' is written twice, again by node '" +
                                          graph.nodes[n].name + "'");
    }
  }
  return writers;
}

}  // namespace

Result<void> order_nodes(Graph& graph) {
  const auto writers = find_writers(graph);
  if (!writers) return pass(writers.error());
  const std::size_t count = graph.nodes.size();
  std::vector<std::vector<std::size_t>> followers(count);
  std::vector<std::size_t> waiting(count, 0);
  Error error{ErrorCode::bad_input, {}};
  const auto check = [&](const std::string& value, const std::string& reader) {
    if (writers->count(value) != 0) return true;
    error.problems.push_back(
        {graph.place, reader + " reads '" + printable(value) + "', which nothing writes", ""});
    return false;
  };
  for (std::size_t n = 0; n < count; ++n) {
    for (const std::string& value : graph.nodes[n].inputs) {
      if (value.empty() || !check(value, "node '" + graph.nodes[n].name + "'")) continue;
      ++graph.readers[value];
      const int writer = writers->at(value);
      if (writer < 0) continue;
      followers[static_cast<std::size_t>(writer)].push_back(n);
      ++waiting[n];
    }
  }
  for (const std::string& value : graph.outputs) {
    if (check(value, "the graph's output")) ++graph.readers[value];
  }
  if (!error.problems.empty()) return pass(error);

  // Smallest index first: a file that is in order stays in order.
  std::set<std::size_t> ready;
  for (std::size_t n = 0; n < count; ++n) {
    if (waiting[n] == 0) ready.insert(n);
  }
  std::vector<Node> ordered;
  ordered.reserve(count);
  while (!ready.empty()) {
    const std::size_t n = *ready.begin();
    ready.erase(ready.begin());
    for (const std::size_t follower : followers[n]) {
      if (--waiting[follower] == 0) ready.insert(follower);
    }
    ordered.push_back(std::move(graph.nodes[n]));
  }
  if (ordered.size() != count) {
    const auto stuck = std::find_if(waiting.begin(), waiting.end(), [](std::size_t w) { return w != 0; });
    const auto& node = graph.nodes[static_cast<std::size_t>(stuck - waiting.begin())];
    return bad_input(graph.place, "the nodes form a cycle, through node '" + node.name + "'");
  }
  graph.nodes = std::move(ordered);
  for (std::size_t n = 0; n < count; ++n) {
    for (const std::string& value : graph.nodes[n].inputs) graph.reader.emplace(value, n);
  }
  return {};
}

}  // namespace quartet::onnx_import
