// The golden interpreter: bit-exact reference of every operator, and what `--on reference` runs.
#pragma once

#include <memory>
#include <span>

#include "sim/base/error.hpp"
#include "sim/base/requantize.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

/// Runs one sample at a time. Kernels are chosen once, at creation: AVX-512 VNNI, AVX2 or portable C++, all
/// with the same result bit for bit. Not thread-safe; create one per thread.
class Interpreter {
 public:
  enum class Isa { automatic, portable, avx2, avx512_vnni };
  struct Options {
    Rounding rounding = Rounding::double_rounding;
    Isa isa = Isa::automatic;  ///< an instruction set that the machine lacks falls back to the best it has
    bool keep_all = false;     ///< keep every activation, so that tensor() works for inner tensors too
  };

  /// The network must have passed infer_and_validate. Fails with bad_input when an operator cannot run.
  [[nodiscard]] static Result<Interpreter> create(const Network& network, Options options);

  Interpreter(Interpreter&&) noexcept;
  Interpreter& operator=(Interpreter&&) noexcept;
  ~Interpreter();

  /// `inputs`: one Values per network input, in order, each with the tensor's element count and within its
  /// type (checked; an error names the input).
  [[nodiscard]] Result<void> run(std::span<const Values> inputs);

  /// Values of a tensor after run(): network outputs and logits always, inner tensors with keep_all (empty
  /// without).
  [[nodiscard]] Values tensor(TensorId id) const;

  /// Runs the single layer `index` on given inputs (one Values per activation input): what a hardware model
  /// calls to compute a layer from the bytes in its own memories.
  [[nodiscard]] Result<Values> run_layer(std::size_t index, std::span<const Values> inputs);

 private:
  struct State;
  explicit Interpreter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Index of the first maximum.
[[nodiscard]] int argmax(const Values& values);

}  // namespace quartet
