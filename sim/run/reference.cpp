#include "sim/run/reference.hpp"

#include "workloads/golden/interpreter.hpp"

namespace quartet {

namespace {

class ReferenceFunction final : public IFunction {
 public:
  ReferenceFunction(const Network& network, Interpreter interpreter)
      : logits_(network.logits()), interpreter_(std::move(interpreter)) {}
  Result<Values> run(std::span<const Values> inputs) override {
    if (auto done = interpreter_.run(inputs); !done) return pass(done.error());
    return interpreter_.tensor(logits_);
  }

 private:
  TensorId logits_;
  Interpreter interpreter_;
};

}  // namespace

Result<std::unique_ptr<IFunction>> reference_function(const Network& network, Rounding rounding) {
  Interpreter::Options options;
  options.rounding = rounding;
  auto interpreter = Interpreter::create(network, options);
  if (!interpreter) return pass(interpreter.error());
  return std::make_unique<ReferenceFunction>(network, std::move(*interpreter));
}

}  // namespace quartet
