// Windows, the spectrum of a real frame, and bands on the mel scale.
#pragma once

#include <memory>
#include <span>
#include <vector>

namespace quartet::sensor {

/// Periodic Hann window: 0.5 − 0.5·cos(2π·i/size).
[[nodiscard]] std::vector<double> hann(int size);

/// |DFT| of a real frame at 0 … size/2. Single precision (KissFFT), as TensorFlow's transform is.
class Spectrum {
 public:
  /// `size` is even and at least 2.
  explicit Spectrum(int size);
  ~Spectrum();
  Spectrum(const Spectrum&) = delete;
  Spectrum& operator=(const Spectrum&) = delete;

  /// `frame` has at most `size` values; zeros follow. `magnitudes` has size/2 + 1.
  void magnitudes(std::span<const float> frame, std::span<double> magnitudes);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

enum class MelScale {
  htk,    ///< 1127·ln(1 + f/700); triangles linear in mel, peak 1
  slaney  ///< linear below 1 kHz, logarithmic above (Slaney's Auditory Toolbox); triangles linear in Hz, area
          ///< 1
};

/// Triangular bands over the bins of a spectrum, each held where it is not zero.
struct MelBank {
  struct Band {
    int first = 0;
    std::vector<double> weights;
  };
  std::vector<Band> bands;
  /// energies[b] = Σ weights · spectrum
  void apply(std::span<const double> spectrum, std::span<double> energies) const;
};

struct MelRange {
  MelScale scale = MelScale::htk;
  int bands = 0;
  double low_hz = 0.0, high_hz = 0.0;
  bool skip_dc = false;  ///< bin 0 belongs to no band
};
[[nodiscard]] MelBank make_mel_bank(const MelRange& range, int fft, double sample_rate_hz);

}  // namespace quartet::sensor
