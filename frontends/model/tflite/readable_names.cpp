// Converters name a tensor after every graph node that was fused into it, joined by ';', each a path of
// scopes that ends in the node's kind. People know the layer by the scope before the kind.
#include <algorithm>
#include <array>
#include <set>

#include "frontends/model/tflite/network_builder.hpp"

namespace quartet::tfl {
namespace {

constexpr std::size_t kLongest = 48;
// Last path parts that name the kind of a node and not the layer.
constexpr auto kKinds = std::to_array<std::string_view>({"Relu",
                                                         "Relu6",
                                                         "BiasAdd",
                                                         "Conv2D",
                                                         "MatMul",
                                                         "depthwise",
                                                         "FusedBatchNormV3",
                                                         "FusedBatchNorm",
                                                         "FusedBatchNormV31",
                                                         "add",
                                                         "Add",
                                                         "AvgPool",
                                                         "MaxPool",
                                                         "Softmax",
                                                         "Reshape",
                                                         "ReadVariableOp",
                                                         "resource",
                                                         "separable_conv2d",
                                                         "Pad",
                                                         "concat",
                                                         "Mean",
                                                         "Tensordot",
                                                         "ExpandDims",
                                                         "Squeeze"});

bool is_kind(std::string_view part) {
  // "Relu_1" is a kind, "depthwise_conv2d_1" is a layer.
  const std::size_t end = part.find_last_not_of("0123456789");
  const bool numbered = end != std::string_view::npos && part[end] == '_' && end + 1 < part.size();
  const std::string_view stem = numbered ? part.substr(0, end) : part;
  return std::find(kKinds.begin(), kKinds.end(), stem) != kKinds.end();
}

std::string readable(std::string_view name) {
  name = name.substr(0, name.find(';'));
  if (const std::size_t colon = name.rfind(':'); colon != std::string_view::npos && colon > 0)
    name = name.substr(0, colon);
  std::string_view part = name;
  while (true) {
    const std::size_t slash = name.rfind('/');
    part = slash == std::string_view::npos ? name : name.substr(slash + 1);
    if (slash == std::string_view::npos || !is_kind(part)) break;
    name = name.substr(0, slash);
  }
  return std::string(part.empty() ? name : part).substr(0, kLongest);
}

}  // namespace

std::vector<std::string> readable_names(const std::vector<StoredTensor>& tensors) {
  std::vector<std::string> names(tensors.size());
  std::set<std::string> taken;
  // Constants take what activations, which name the layers, have left.
  for (const bool constants : {false, true}) {
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      if (tensors[i].is_constant() != constants) continue;
      std::string name = readable(tensors[i].name);
      while (!taken.insert(name).second) name.append(1, '#').append(std::to_string(i));
      names[i] = std::move(name);
    }
  }
  return names;
}

}  // namespace quartet::tfl
