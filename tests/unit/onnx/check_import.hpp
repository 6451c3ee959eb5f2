// Imports a model, runs it in the golden interpreter and compares every output with the float oracle.
#pragma once

#include <gtest/gtest.h>

#include "frontends/model/import.hpp"
#include "tests/unit/onnx/model_builder.hpp"

namespace quartet::test {

/// The imported network; a failed import fails the test and gives an empty network.
Network import_or_fail(const ModelBuilder& model);

/// The text of the import error; "" (and a failed test) when the import succeeds.
std::string import_error(const ModelBuilder& model);

/// Random inputs through both: outputs, as real numbers, differ by at most `steps` of the output scale.
/// `channels_last`: ONNX's input and output axes are N,H,W,C.
void expect_same_numbers(const ModelBuilder& model, double steps = 0, bool channels_last = false);

/// Some note of the network holds this text.
bool has_note(const Network& network, const std::string& text);

}  // namespace quartet::test
