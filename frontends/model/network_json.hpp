// A network as one JSON text, exactly as it is in memory: what the passes write and every command reads.
//
//   {"format": "quartet-network-1", "name": …, "notes": […], "inputs": [ids], "outputs": [ids],
//    "tensors": [{"name", "type": "int8" | "uint4" | "bipolar", "shape", "scales", "zero_points", "values"}, …],
//    "layers": [{"name", "op", "inputs": [ids], "weights": id, "bias": id, "output": id, "attributes": {…},
//                "requantization": {"rule", "scales", "shift", "thresholds", "clamp": [low, high]}, "placement": {…}}, …]}
//
// An id is an index into "tensors". Only tensors with values or of network inputs carry a shape; others are inferred.
// Fields that have the value of a default-made Layer are left out. Reals are in the shortest form that reads back.
#pragma once

#include <string>
#include <string_view>

#include "workloads/graph/network.hpp"

namespace quartet {

/// Tells this form from other JSON texts without parsing it.
[[nodiscard]] bool is_network_json(std::string_view json);

/// The network must have passed infer_and_validate. The same bytes for the same network.
[[nodiscard]] std::string write_network_json(const Network& network);

/// `place` names the text in errors; all that are wrong at once. infer_and_validate is done; the network's hash is that
/// of the one that was written.
[[nodiscard]] Result<Network> parse_network_json(const std::string& json, const std::string& place);

}  // namespace quartet
