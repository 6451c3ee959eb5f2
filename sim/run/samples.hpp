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

/// How a network is given a data sample: as it is, or as every stretch of successive frames that fills its input
/// (samples of frames x bands, a network input of k x bands elements: frames - k + 1 windows).
enum class Framing { whole, sliding };

/// One array a network input, first axis = sample. What counts as a sample below is what the network is given: with
/// sliding windows each data sample is several.
class Samples {
 public:
  /// Reads and checks `files` (one a network input, in order) against the network: shape, range, equal
  /// counts. int8 and other integers are taken as the model has them; uint8 against a signed 8-bit input is
  /// value − 128; floats become round-to-nearest(x/scale) + zero point, saturated (counted in `saturated`).
  /// Samples with the channels before the space axes are moved to the network's order (noted) where their shape
  /// can mean nothing else.
  [[nodiscard]] static Result<Samples> load(const Network& network, const std::vector<std::string>& files,
                                            Framing framing = Framing::whole);
  /// One sample of zero points: for runs without data (time does not depend on it).
  [[nodiscard]] static Samples zero_point(const Network& network);

  [[nodiscard]] std::int64_t count() const { return count_; }
  /// Windows of one data sample; 1 without sliding.
  [[nodiscard]] std::int64_t windows() const { return windows_; }
  /// Input values of sample `index`, one a network input.
  [[nodiscard]] std::vector<Values> sample(std::int64_t index) const;
  /// The first input of sample `index` as real numbers: floats as the file has them, integers by the input's scale.
  [[nodiscard]] std::vector<double> reals(std::int64_t index) const;
  /// What was converted, for the notes of the result.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }
  /// Identity of the first `count` samples as the network sees them.
  [[nodiscard]] std::string hash(std::int64_t count) const;

 private:
  struct Input {
    NpyArray array;
    std::int64_t elements = 0;  ///< of one sample
    std::int64_t hop = 0;       ///< elements between two windows of a data sample
    std::int32_t offset = 0;    ///< added to integers
    bool quantize = false;
    Tensor tensor;
  };
  [[nodiscard]] static Result<Input> read_input(const Tensor& tensor, const std::string& file, Framing framing,
                                                Samples& samples);
  /// Where sample `index` of an input begins in its array.
  [[nodiscard]] std::int64_t begin(const Input& input, std::int64_t index) const;
  [[nodiscard]] static std::vector<double> file_reals(const Input& input, std::int64_t first);
  [[nodiscard]] static Result<void> check_range(const Input& input, const std::string& file,
                                                Samples& samples);
  [[nodiscard]] Values values(const Input& input, std::int64_t index) const;

  std::vector<Input> inputs_;
  std::int64_t count_ = 0, windows_ = 1;
  std::vector<std::string> notes_;
};

/// Class labels, one a sample; each must be an index of the network's outputs.
[[nodiscard]] Result<std::vector<std::int32_t>> load_labels(const std::string& file, std::int64_t samples,
                                                            std::int64_t classes);

}  // namespace quartet
