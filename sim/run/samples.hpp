// Arrays from .npy files as integers that a network takes: int8 as it is, uint8 shifted, floats quantized.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/data/npy.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

/// One array a network input, first axis = sample.
class Samples {
 public:
  /// Reads and checks `files` (one a network input, in order) against the network: shape, range, equal
  /// counts. int8 and other integers are taken as the model has them; uint8 against a signed 8-bit input is
  /// value − 128; floats become round-to-nearest(x/scale) + zero point, saturated (counted in `saturated`).
  /// Samples with the channels before the space axes are moved to the network's order (noted) where their shape
  /// can mean nothing else.
  [[nodiscard]] static Result<Samples> load(const Network& network, const std::vector<std::string>& files);
  /// One sample of zero points: for runs without data (time does not depend on it).
  [[nodiscard]] static Samples zero_point(const Network& network);

  [[nodiscard]] std::int64_t count() const { return count_; }
  /// Input values of sample `index`, one a network input.
  [[nodiscard]] std::vector<Values> sample(std::int64_t index) const;
  /// What was converted, for the notes of the result.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  /// Identity of the first `count` samples as the network sees them.
  [[nodiscard]] std::string hash(std::int64_t count) const;

 private:
  struct Input {
    NpyArray array;
    std::int64_t elements = 0;  ///< of one sample
    std::int32_t offset = 0;    ///< added to integers
    bool quantize = false;
    Tensor tensor;
  };
  [[nodiscard]] static Result<Input> read_input(const Tensor& tensor, const std::string& file,
                                                Samples& samples);
  [[nodiscard]] static Result<void> check_range(const Input& input, const std::string& file,
                                                Samples& samples);
  [[nodiscard]] Values values(const Input& input, std::int64_t index) const;

  std::vector<Input> inputs_;
  std::int64_t count_ = 0;
  std::vector<std::string> notes_;
};

/// Class labels, one a sample; each must be an index of the network's outputs.
[[nodiscard]] Result<std::vector<std::int32_t>> load_labels(const std::string& file, std::int64_t samples,
                                                            std::int64_t classes);

}  // namespace quartet
