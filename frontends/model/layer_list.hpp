// Layer lists: matrix-vector layers as a JSON text, their integer weights and thresholds as .npy files beside it. The
// form in which streaming (FINN) perceptrons are handed on.
//
//   {"layers": [{"kind": "MVAU", "MW": inputs, "MH": outputs, "weight_bits": b, "act_out_bits": a, "weights": "w0.npy",
//                "thresholds": "t0.npy"}, …, {"kind": "MVAU no activation", "MW", "MH", "weight_bits", "weights"}],
//    "input": "490 int8 values"}
//
// Weights are MH × MW. Activation = number of thresholds T of the channel with accumulator >= T, an unsigned value of
// act_out_bits bit; thresholds are MH × (2^a − 1), in any order. A layer without activation gives its accumulator. Weights of
// one bit are −1 and +1. Other keys are for people.
#pragma once

#include <string>
#include <string_view>

#include "frontends/model/golden_json.hpp"

namespace quartet {

/// Tells this form from other JSON texts without parsing it.
[[nodiscard]] bool is_layer_list(std::string_view json);

/// `load` gives the arrays, which are plain names beside the text; `place` names the text in errors and the network.
/// infer_and_validate is done.
[[nodiscard]] Result<Network> parse_layer_list(const std::string& json, const ArrayLoader& load, const std::string& place);

}  // namespace quartet
