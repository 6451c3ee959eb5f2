#include "sim/run/reference.hpp"

#include "accel/golden_function.hpp"

namespace quartet {

Result<std::unique_ptr<IFunction>> reference_function(const Network& network, Rounding rounding) {
  Interpreter::Options options;
  options.rounding = rounding;
  auto interpreter = Interpreter::create(network, options);
  if (!interpreter) return pass(interpreter.error());
  return std::make_unique<GoldenFunction>(std::move(*interpreter), network.logits());
}

}  // namespace quartet
