// The values of a machine whose arithmetic is the golden interpreter's.
#pragma once

#include <utility>

#include "accel/target.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet {

class GoldenFunction final : public IFunction {
 public:
  GoldenFunction(Interpreter interpreter, TensorId logits) : interpreter_(std::move(interpreter)), logits_(logits) {}
  [[nodiscard]] Result<Values> run(std::span<const Values> inputs, std::int64_t) override {
    if (Result<void> done = interpreter_.run(inputs); !done) return pass(std::move(done.error()));
    return interpreter_.tensor(logits_);
  }

 private:
  Interpreter interpreter_;
  TensorId logits_;
};

}  // namespace quartet
