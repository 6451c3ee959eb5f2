#include "accel/cnn/grouping.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace quartet::cnn {

namespace {

constexpr std::array<std::pair<const char*, Role>, 18> kRoles{{{"conv1d", Role::core},
                                                               {"conv2d", Role::core},
                                                               {"depthwise_conv2d", Role::core},
                                                               {"conv_transpose2d", Role::core},
                                                               {"fully_connected", Role::core},
                                                               {"max_pool", Role::pooling},
                                                               {"average_pool", Role::pooling},
                                                               {"global_max_pool", Role::pooling},
                                                               {"global_average_pool", Role::pooling},
                                                               {"add", Role::elementwise},
                                                               {"sub", Role::elementwise},
                                                               {"or", Role::elementwise},
                                                               {"xor", Role::elementwise},
                                                               {"identity", Role::pass_through},
                                                               {"reshape", Role::relabel},
                                                               {"relu", Role::activation},
                                                               {"abs", Role::activation},
                                                               {"softmax", Role::host}}};

/// Grows the groups layer by layer.
class Fuser {
 public:
  explicit Fuser(const Network& network)
      : network_(network), readers_(network.tensors.size(), 0), producer_(network.tensors.size(), kNone) {
    for (const Layer& layer : network.layers) {
      for (const TensorId id : layer.inputs) ++readers_[static_cast<std::size_t>(id)];
    }
    for (const TensorId id : network.outputs) ++readers_[static_cast<std::size_t>(id)];
  }

  void add(std::size_t index) {
    const Layer& layer = network_.layers[index];
    const Role role = role_of(layer.op);
    std::vector<std::size_t> sources;
    for (const TensorId id : layer.inputs) {
      const std::size_t group = producer_[static_cast<std::size_t>(id)];
      if (group == kNone || readers_[static_cast<std::size_t>(id)] != 1) break;
      sources.push_back(group);
    }
    const bool joins = sources.size() == layer.inputs.size() && accepts(sources, role, layer);
    const std::size_t target = joins ? sources.front() : groups_.size();
    if (!joins) groups_.emplace_back();
    for (std::size_t i = 1; joins && i < sources.size(); ++i) absorb(target, sources[i]);
    Open& group = groups_[target];
    group.members.push_back(index);
    group.roles.push_back(role);
    producer_[static_cast<std::size_t>(layer.output)] = target;
  }

  [[nodiscard]] std::vector<std::vector<std::size_t>> groups() const {
    std::vector<std::vector<std::size_t>> result;
    for (const Open& group : groups_) {
      if (!group.members.empty()) result.push_back(group.members);
    }
    std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.back() < b.back(); });
    return result;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  struct Open {
    std::vector<std::size_t> members;
    std::vector<Role> roles;
    [[nodiscard]] bool has(Role role) const {
      return std::find(roles.begin(), roles.end(), role) != roles.end();
    }
    /// Nothing yet but pooling, element-wise and relabelling: a convolution may follow.
    [[nodiscard]] bool is_front() const {
      return std::all_of(roles.begin(), roles.end(), [](Role r) {
        return r == Role::pooling || r == Role::elementwise || r == Role::relabel;
      });
    }
  };

  [[nodiscard]] bool accepts(const std::vector<std::size_t>& sources, Role role, const Layer& layer) const {
    const Open& first = groups_[sources.front()];
    switch (role) {
      case Role::core:
        // A 1-D convolution takes no element-wise operands, and pooling may not stretch over a flattening
        // reshape.
        return first.is_front() && !(layer.op == "conv1d" && first.has(Role::elementwise)) &&
               !(first.has(Role::pooling) && first.has(Role::relabel) && !relabels_one_pixel(first));
      case Role::pass_through:
        return first.is_front() && !first.has(Role::relabel);
      case Role::pooling:
        return first.has(Role::elementwise) && first.is_front() && !first.has(Role::pooling) &&
               !first.has(Role::relabel);
      case Role::relabel:
        return !core_reads(layer.output) || (first.is_front() && is_one_pixel(layer.inputs[0]));
      case Role::activation:
        return first.has(Role::core) && first.roles.back() == Role::core;
      case Role::elementwise:
        return all_same_pool(sources);
      default:
        return false;
    }
  }

  /// A map of one pixel: flattening it cannot change the order of its elements.
  [[nodiscard]] bool is_one_pixel(TensorId id) const {
    const Shape& shape = network_.tensor(id).shape;
    return element_count(shape) == shape.back();
  }
  [[nodiscard]] bool relabels_one_pixel(const Open& group) const {
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      if (group.roles[i] == Role::relabel && !is_one_pixel(network_.layers[group.members[i]].inputs[0]))
        return false;
    }
    return true;
  }
  /// A reshape in front of a convolution belongs to it: the processors read rows and columns as inputs.
  [[nodiscard]] bool core_reads(TensorId id) const {
    return std::any_of(network_.layers.begin(), network_.layers.end(), [&](const Layer& l) {
      return role_of(l.op) == Role::core && std::find(l.inputs.begin(), l.inputs.end(), id) != l.inputs.end();
    });
  }

  /// Pooling first: every operand of the element-wise unit comes from an equal pooling of its own.
  [[nodiscard]] bool all_same_pool(const std::vector<std::size_t>& sources) const {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const Open& group = groups_[sources[i]];
      if (group.members.size() != 1 || group.roles[0] != Role::pooling) return false;
      if (std::find(sources.begin(), sources.begin() + static_cast<std::ptrdiff_t>(i), sources[i]) !=
          sources.begin() + static_cast<std::ptrdiff_t>(i))
        return false;
      const Layer& a = network_.layers[groups_[sources[0]].members[0]];
      const Layer& b = network_.layers[group.members[0]];
      if (a.op != b.op || !(a.attributes.kernel == b.attributes.kernel) ||
          !(a.attributes.stride == b.attributes.stride))
        return false;
    }
    return true;
  }

  void absorb(std::size_t target, std::size_t source) {
    Open& into = groups_[target];
    Open& from = groups_[source];
    into.members.insert(into.members.end(), from.members.begin(), from.members.end());
    into.roles.insert(into.roles.end(), from.roles.begin(), from.roles.end());
    from = {};
  }

  const Network& network_;
  std::vector<int> readers_;
  std::vector<std::size_t> producer_;
  std::vector<Open> groups_;
};

[[nodiscard]] std::vector<std::vector<std::size_t>> recorded_groups(const Network& network,
                                                                    const std::vector<std::size_t>& layers) {
  std::map<int, std::vector<std::size_t>> by_number;
  for (const std::size_t i : layers) by_number[network.layers[i].placement.hardware_layer].push_back(i);
  std::vector<std::vector<std::size_t>> groups;
  for (auto& [number, members] : by_number) groups.push_back(std::move(members));
  return groups;
}

/// The trailing layers that only the host can run, in execution order.
[[nodiscard]] std::vector<std::size_t> host_tail(const Network& network) {
  std::vector<std::size_t> tail;
  for (std::size_t i = network.layers.size(); i-- > 0 && role_of(network.layers[i].op) == Role::host;)
    tail.insert(tail.begin(), i);
  return tail;
}

}  // namespace

Role role_of(const std::string& op) {
  for (const auto& [name, role] : kRoles) {
    if (op == name) return role;
  }
  return Role::unsupported;
}

std::string supported_ops() {
  std::string text;
  for (const auto& [name, role] : kRoles) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

Result<Grouping> group_layers(const Network& network) {
  Grouping result;
  result.host = host_tail(network);
  const std::size_t count = network.layers.size() - result.host.size();
  Error error{ErrorCode::bad_input, {}};
  bool recorded = count > 0;
  std::vector<std::size_t> layers;
  for (std::size_t i = 0; i < count; ++i) {
    const Layer& layer = network.layers[i];
    const Role role = role_of(layer.op);
    if (role == Role::unsupported) {
      error.problems.push_back(
          {layer.name, "the array has no operator '" + layer.op + "'", "it runs: " + supported_ops()});
    } else if (role == Role::host) {
      error.problems.push_back(
          {layer.name, "'" + layer.op + "' runs on the host and must be the last layer", ""});
    }
    recorded = recorded && layer.placement.hardware_layer >= 0;
    layers.push_back(i);
  }
  if (count == 0) error.problems.push_back({network.name, "the network has no layer for the array", ""});
  if (!error.problems.empty()) return pass(std::move(error));
  for (const std::size_t i : result.host)
    result.notes.push_back("layer '" + network.layers[i].name + "' (" + network.layers[i].op +
                           ") is left to the host and not in the cycles");
  if (recorded) {
    result.groups = recorded_groups(network, layers);
  } else {
    Fuser fuser(network);
    for (const std::size_t i : layers) fuser.add(i);
    result.groups = fuser.groups();
  }
  return result;
}

}  // namespace quartet::cnn
