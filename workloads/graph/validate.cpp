// infer_and_validate: tensors, then the graph's borders, then layer by layer in execution order.
#include <fmt/format.h>

#include <algorithm>

#include "workloads/graph/checks.hpp"

namespace quartet {

namespace {

constexpr std::int64_t kMaxNetworkElements = std::int64_t{1} << 30;  // all tensors together
constexpr std::size_t kMaxProblems = 100;

enum class State : unsigned char {
  unknown,  ///< not produced yet
  broken,   ///< produced, but its shape could not be inferred: what reads it is not reported again
  known
};

class Validator {
 public:
  explicit Validator(Network& network) : network_(network), state_(network.tensors.size(), State::unknown) {}

  Result<void> run() {
    check_tensors();
    check_borders();
    find_producers();
    for (std::size_t i = 0; i < network_.layers.size(); ++i) check_layer(i);
    check_outputs();
    if (problems_.empty() && suppressed_ == 0) return {};
    if (suppressed_ > 0) add(network_place(), fmt::format("{} further problems are not shown", suppressed_));
    return pass(Error{ErrorCode::bad_input, std::move(problems_)});
  }

 private:
  [[nodiscard]] std::string network_place() const {
    return network_.name.empty() ? "network" : "network " + quoted(network_.name);
  }
  [[nodiscard]] std::string tensor_place(std::size_t index) const {
    return fmt::format("tensor {} {}", index, quoted(network_.tensors[index].name));
  }
  [[nodiscard]] std::string layer_place(std::size_t index) const {
    const Layer& layer = network_.layers[index];
    return fmt::format("layer {} {} ({})", index, quoted(layer.name),
                       find_operator(layer.op) != nullptr ? layer.op : "unknown");
  }

  void add(std::string place, std::string cause, std::string remedy = "") {
    problems_.push_back({std::move(place), std::move(cause), std::move(remedy)});
  }
  void add_all(const std::string& place, const std::vector<Problem>& problems) {
    for (const Problem& p : problems) {
      if (problems_.size() >= kMaxProblems) {
        ++suppressed_;
      } else {
        add(place, p.cause, p.remedy);
      }
    }
  }
  State& state(TensorId id) { return state_[static_cast<std::size_t>(id)]; }

  void check_tensors() {
    for (std::size_t i = 0; i < network_.tensors.size(); ++i) {
      const Tensor& tensor = network_.tensors[i];
      Findings findings;
      check_tensor(tensor, findings);
      if (tensor.is_constant()) {
        state_[i] = findings.clean() ? State::known : State::broken;
        if (findings.clean()) elements_ += tensor.elements();
      }
      malformed_.push_back(!findings.clean());
      if (!findings.clean()) add_all(tensor_place(i), findings.problems());
    }
  }

  void check_borders() {
    Findings findings;
    if (network_.layers.empty()) findings.add("has no layers");
    if (network_.inputs.empty()) findings.add("has no inputs");
    if (network_.outputs.empty()) findings.add("has no outputs");
    for (const TensorId id : network_.inputs) {
      if (!is_valid_id(network_, id)) {
        findings.add(fmt::format("input tensor {} does not exist", id));
        continue;
      }
      const std::string place = tensor_place(static_cast<std::size_t>(id));
      if (network_.tensor(id).is_constant()) {
        findings.add(fmt::format("{} is an input and a constant", place));
      } else if (state(id) != State::unknown) {
        findings.add(fmt::format("{} is an input twice", place));
      } else if (malformed_[static_cast<std::size_t>(id)]) {
        state(id) = State::broken;
      } else if (network_.tensor(id).shape.empty()) {
        findings.add(fmt::format("{} is an input without a shape", place));
        state(id) = State::broken;
      } else {
        state(id) = State::known;
        elements_ += network_.tensor(id).elements();
      }
    }
    add_all(network_place(), findings.problems());
  }

  void find_producers() {
    produced_.assign(network_.tensors.size(), false);
    for (const Layer& layer : network_.layers) {
      if (is_valid_id(network_, layer.output)) produced_[static_cast<std::size_t>(layer.output)] = true;
    }
  }

  // Ids, producers and input count; false when inference would not be safe or would only repeat a problem.
  bool check_wiring(const Layer& layer, const Operator& op, Findings& findings) {
    const Operator::Traits traits = op.traits();
    const auto count = static_cast<int>(std::min<std::size_t>(layer.inputs.size(), 1U << 30));
    if (count < traits.min_inputs || (traits.max_inputs >= 0 && count > traits.max_inputs)) {
      findings.add(fmt::format("has {} inputs, {} takes {}{}", count, op.name(),
                               traits.max_inputs == traits.min_inputs ? "" : "at least ", traits.min_inputs));
    }
    bool repeats = false;
    for (const TensorId id : layer.inputs) {
      if (!is_valid_id(network_, id)) {
        findings.add(fmt::format("input tensor {} does not exist", id));
      } else if (state(id) == State::broken) {
        repeats = true;
      } else if (state(id) == State::unknown) {
        const auto index = static_cast<std::size_t>(id);
        findings.add(fmt::format("{} is read before it is computed", tensor_place(index)),
                     produced_[index] ? "order layers so that producers come first"
                                      : "no layer produces it: list it as a network input or give it values");
      }
    }
    repeats |= !check_constant_id("weights", layer.weights, traits.needs_weights, findings);
    repeats |= !check_constant_id("bias", layer.bias, traits.needs_weights, findings);
    repeats |= !check_constant_id("thresholds", layer.requantization.thresholds, true, findings);
    if (traits.needs_weights && layer.weights == kNoTensor) {
      findings.add("has no weights");
    }
    return findings.clean() && !repeats;
  }

  // False when the constant itself is malformed, which is reported at the tensor.
  bool check_constant_id(const char* role, TensorId id, bool allowed, Findings& findings) {
    if (id == kNoTensor) return true;
    if (!allowed) {
      findings.add(fmt::format("takes no {}", role));
    } else if (!is_valid_id(network_, id)) {
      findings.add(fmt::format("{} tensor {} does not exist", role, id));
    } else if (!network_.tensor(id).is_constant()) {
      findings.add(fmt::format("takes its {} from {}, which is not constant", role,
                               tensor_place(static_cast<std::size_t>(id))),
                   "give the tensor its values");
    } else {
      return state(id) == State::known;
    }
    return true;
  }

  // The output must exist and be nobody else's; false when it cannot be written.
  bool check_output(const Layer& layer, Findings& findings) {
    if (!is_valid_id(network_, layer.output)) {
      findings.add(fmt::format("output tensor {} does not exist", layer.output));
      return false;
    }
    if (state(layer.output) == State::unknown) return !malformed_[static_cast<std::size_t>(layer.output)];
    findings.add(
        fmt::format("{} is already {}", tensor_place(static_cast<std::size_t>(layer.output)),
                    network_.tensor(layer.output).is_constant() ? "a constant"
                                                                : "an input or another layer's output"),
        "every tensor has one producer");
    return false;
  }

  void check_layer(std::size_t index) {
    Layer& layer = network_.layers[index];
    Findings findings;
    const Operator* op = find_operator(layer.op);
    if (op == nullptr) {
      const std::string near = layer.op.size() <= 64 ? nearest(layer.op, operator_names()) : "";
      findings.add("unknown operator " + quoted(layer.op),
                   near.empty() ? fmt::format("supported: {}", fmt::join(operator_names(), ", "))
                                : "did you mean '" + near + "'?");
    }
    const bool writable = check_output(layer, findings);
    const bool wired = op != nullptr && check_wiring(layer, *op, findings);
    if (wired && writable) infer(layer, *op, findings);
    if (is_valid_id(network_, layer.output) && state(layer.output) == State::unknown)
      state(layer.output) = State::broken;
    add_all(layer_place(index), findings.problems());
  }

  void infer(Layer& layer, const Operator& op, Findings& findings) {
    Result<Shape> shape = op.infer(network_, layer);
    if (!shape) {
      for (Problem& p : shape.error().problems) findings.add(std::move(p.cause), std::move(p.remedy));
      return;
    }
    if (!checked_element_count(*shape)) {
      findings.add(fmt::format("the output of {} exceeds the limit of {} elements a tensor",
                               to_string(*shape), kMaxElements));
      return;
    }
    Tensor& output = network_.tensor(layer.output);
    if (!output.shape.empty() && output.elements() != element_count(*shape)) {
      findings.add(fmt::format("computes {}, its output is declared as {}", to_string(*shape),
                               to_string(output.shape)),
                   "leave the output's shape empty to have it inferred");
      return;
    }
    output.shape = std::move(*shape);
    elements_ += output.elements();
    if (elements_ > kMaxNetworkElements) {
      findings.add(fmt::format("all tensors up to here exceed {} elements together", kMaxNetworkElements));
      return;
    }
    check_quantization(output, findings);
    check_constants(network_, layer, findings);
    check_requantization(network_, layer, op, findings);
    if (op.traits().same_type) check_same_type(network_, layer, findings);
    // A layer with a wrong constant still has a shape: what follows is checked as well.
    state(layer.output) = State::known;
    cut_clamp(layer.requantization, output.type);
  }

  static void cut_clamp(Requantization& r, const IntType& type) {
    const auto low = static_cast<std::int32_t>(type.min());
    const auto high = static_cast<std::int32_t>(type.max());
    if (r.clamp_min > r.clamp_max || r.clamp_min > high || r.clamp_max < low) return;  // reported
    r.clamp_min = std::max(r.clamp_min, low);
    r.clamp_max = std::min(r.clamp_max, high);
  }

  void check_outputs() {
    Findings findings;
    for (const TensorId id : network_.outputs) {
      if (!is_valid_id(network_, id)) {
        findings.add(fmt::format("output tensor {} does not exist", id));
      } else if (!produced_[static_cast<std::size_t>(id)]) {
        findings.add(
            fmt::format("no layer computes the output {}", tensor_place(static_cast<std::size_t>(id))),
            "hand an input on by an identity layer");
      }
    }
    add_all(network_place(), findings.problems());
  }

  Network& network_;
  std::vector<State> state_;     // per tensor
  std::vector<bool> malformed_;  // per tensor: reported by check_tensors
  std::vector<bool> produced_;   // per tensor: some layer computes it
  std::vector<Problem> problems_;
  std::size_t suppressed_ = 0;
  std::int64_t elements_ = 0;
};

}  // namespace

Result<void> infer_and_validate(Network& network) {
  return Validator(network).run();
}

}  // namespace quartet
