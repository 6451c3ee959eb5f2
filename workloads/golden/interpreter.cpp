#include "workloads/golden/interpreter.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "workloads/golden/fast/instruction_set.hpp"
#include "workloads/golden/kernel.hpp"
#include "workloads/golden/tensor_slot.hpp"

namespace quartet {

using golden::ConstView;
using golden::Kernel;
using golden::TensorSlot;

struct Interpreter::State {
  struct Step {
    std::string name;
    std::vector<TensorId> inputs;
    TensorId output = kNoTensor;
    std::unique_ptr<Kernel> kernel;
  };

  std::vector<TensorSlot> slots;         // one a tensor: what run() computes
  std::vector<TensorSlot> single_slots;  // one a tensor: what run_layer() is given, apart from the above
  std::vector<bool> readable;            // tensors that still have their values after a run
  std::vector<Step> steps;
  std::vector<TensorId> inputs;
  std::vector<ConstView> views;

  void execute(const Step& step, std::vector<TensorSlot>& from) {
    views.clear();
    for (const TensorId id : step.inputs) {
      views.push_back(from[static_cast<std::size_t>(id)].read(step.kernel->input_storage()));
    }
    step.kernel->run(views, from[static_cast<std::size_t>(step.output)].write(step.kernel->output_storage()));
  }
};

Interpreter::Interpreter(std::unique_ptr<State> state) : state_(std::move(state)) {}
Interpreter::Interpreter(Interpreter&&) noexcept = default;
Interpreter& Interpreter::operator=(Interpreter&&) noexcept = default;
Interpreter::~Interpreter() = default;

Result<Interpreter> Interpreter::create(const Network& network, Options options) {
  auto state = std::make_unique<State>();
  const Isa isa = golden::usable_isa(options.isa);
  Error error{ErrorCode::bad_input, {}};
  for (const Layer& layer : network.layers) {
    const golden::KernelFactory factory = golden::find_kernel(layer.op);
    if (factory == nullptr) {
      error.problems.push_back({"layer " + layer.name, "no kernel computes the operator " + layer.op, ""});
      continue;
    }
    auto kernel = factory({network, layer, options.rounding, isa});
    if (!kernel) {
      error.problems.insert(error.problems.end(), kernel.error().problems.begin(),
                            kernel.error().problems.end());
      continue;
    }
    state->steps.push_back({layer.name, layer.inputs, layer.output, std::move(*kernel)});
  }
  if (!error.problems.empty()) return pass(std::move(error));
  state->slots = golden::make_slots(network, options.keep_all);
  state->single_slots = golden::make_slots(network, true);
  for (TensorId id = 0; id < static_cast<TensorId>(network.tensors.size()); ++id) {
    state->readable.push_back(options.keep_all || golden::survives_run(network, id));
  }
  state->inputs = network.inputs;
  return Interpreter(std::move(state));
}

Result<void> Interpreter::run(std::span<const Values> inputs) {
  if (inputs.size() != state_->inputs.size()) {
    return bad_input("inputs", std::to_string(inputs.size()) + " given, the network has " +
                                   std::to_string(state_->inputs.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (auto ok = state_->slots[static_cast<std::size_t>(state_->inputs[i])].assign(inputs[i]); !ok)
      return ok;
  }
  for (const State::Step& step : state_->steps) state_->execute(step, state_->slots);
  return {};
}

Values Interpreter::tensor(TensorId id) const {
  const auto index = static_cast<std::size_t>(id);
  return state_->readable.at(index) ? state_->slots[index].values() : Values{};
}

Result<Values> Interpreter::run_layer(std::size_t index, std::span<const Values> inputs) {
  if (index >= state_->steps.size()) {
    return bad_input("layer " + std::to_string(index),
                     "the network has " + std::to_string(state_->steps.size()) + " layers");
  }
  const State::Step& step = state_->steps[index];
  std::vector<TensorSlot>& slots = state_->single_slots;
  std::size_t given = 0;
  for (const TensorId id : step.inputs) {
    TensorSlot& slot = slots[static_cast<std::size_t>(id)];
    if (slot.is_constant()) continue;
    if (given == inputs.size())
      return bad_input("layer " + step.name,
                       "it has more inputs than the " + std::to_string(given) + " given");
    if (auto ok = slot.assign(inputs[given++]); !ok) return pass(ok.error());
  }
  if (given != inputs.size()) {
    return bad_input("layer " + step.name,
                     std::to_string(inputs.size()) + " inputs given, it has " + std::to_string(given));
  }
  state_->execute(step, slots);
  return slots[static_cast<std::size_t>(step.output)].values();
}

int argmax(const Values& values) {
  return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

}  // namespace quartet
