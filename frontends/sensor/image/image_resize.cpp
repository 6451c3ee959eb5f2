#include "frontends/sensor/image/image_resize.hpp"

#include <algorithm>

#include "frontends/sensor/front_end.hpp"

namespace quartet::sensor {

void ResizeParams::declare(ParameterSet& set) {
  const std::string vww = "visual wake words of MLPerf Tiny: 96 x 96";
  set.integer("resize.height", height, "pixels", {1, 4096}, "rows of the output", vww);
  set.integer("resize.width", width, "pixels", {1, 4096}, "columns of the output", vww);
  set.text("resize.method", method, {"area", "bilinear"},
           "area: mean over the covered part of the input, exact, halves up; bilinear: pixel centres at half "
           "integers, edges "
           "repeated, weights of 11 bits, halves up",
           "this project; 11 bits as OpenCV's fixed-point INTER_LINEAR has");
}

namespace {

// Lengths in units of 1/out of an input pixel: pixel o covers [o·in, (o+1)·in) and input pixel i [i·out,
// (i+1)·out).
Taps area_taps(std::int64_t in, std::int64_t out) {
  Taps taps;
  taps.total = static_cast<std::uint32_t>(in);
  taps.per_pixel = static_cast<std::uint32_t>((in + out - 1) / out + 1);
  for (std::int64_t o = 0; o < out; ++o) {
    const std::int64_t begin = o * in, end = begin + in;
    taps.first.push_back(static_cast<std::uint16_t>(begin / out));
    for (std::uint32_t t = 0; t < taps.per_pixel; ++t) {
      const std::int64_t i = begin / out + t;
      taps.weights.push_back(static_cast<std::uint16_t>(
          std::max<std::int64_t>(0, std::min(end, (i + 1) * out) - std::max(begin, i * out))));
    }
  }
  return taps;
}

// Centre of output pixel o: (2o + 1)·in/(2·out) − 1/2 input pixels.
Taps bilinear_taps(std::int64_t in, std::int64_t out) {
  constexpr std::int64_t kOne = 1 << 11;
  Taps taps;
  taps.total = kOne;
  taps.per_pixel = 2;
  for (std::int64_t o = 0; o < out; ++o) {
    const std::int64_t twice = 2 * out;  // the denominator
    const std::int64_t at = std::clamp<std::int64_t>((2 * o + 1) * in - out, 0, (in - 1) * twice);
    const std::int64_t right = ((at % twice) * kOne + out) / twice;
    taps.first.push_back(static_cast<std::uint16_t>(at / twice));
    taps.weights.push_back(static_cast<std::uint16_t>(kOne - right));
    taps.weights.push_back(static_cast<std::uint16_t>(right));
  }
  return taps;
}

}  // namespace

Taps make_taps(const std::string& method, std::int64_t in, std::int64_t out) {
  return method == "area" ? area_taps(in, out) : bilinear_taps(in, out);
}

void resize(const std::uint8_t* from, const Picture& size, const Taps& rows, const Taps& columns,
            std::uint8_t* to) {
  const std::uint64_t total = std::uint64_t{rows.total} * columns.total;
  for (std::size_t y = 0; y < rows.first.size(); ++y) {
    for (std::size_t x = 0; x < columns.first.size(); ++x) {
      for (std::int64_t c = 0; c < size.channels; ++c) {
        std::uint64_t sum = 0;
        for (std::size_t v = 0; v < rows.per_pixel; ++v) {
          const std::uint64_t down = rows.weights[y * rows.per_pixel + v];
          if (down == 0) continue;
          const std::int64_t row = (rows.first[y] + static_cast<std::int64_t>(v)) * size.width;
          for (std::size_t u = 0; u < columns.per_pixel; ++u) {
            const std::uint64_t across = columns.weights[x * columns.per_pixel + u];
            const std::int64_t column = columns.first[x] + static_cast<std::int64_t>(u);
            if (across != 0) sum += down * across * from[(row + column) * size.channels + c];
          }
        }
        *to++ = static_cast<std::uint8_t>((sum + total / 2) / total);
      }
    }
  }
}

namespace {

class ImageResize final : public IFrontEnd {
 public:
  ImageResize() { params_.declare(set_); }
  [[nodiscard]] ParameterSet& parameters() override { return set_; }

  [[nodiscard]] Result<NpyArray> run(const NpyArray& input, const std::string& place) const override {
    constexpr std::int64_t kMostBytes = std::int64_t{1} << 31;
    const std::size_t axes = input.shape.size();
    if (input.type != NpyType::u8 || axes < 3 || axes > 4 || input.elements() == 0)
      return bad_input(place, "is no picture: uint8 of shape [N, H, W] or [N, H, W, C] is needed");
    const Picture size{input.shape[1], input.shape[2], axes == 4 ? input.shape[3] : 1};
    if (size.height > kMostSide || size.width > kMostSide)
      return bad_input(place, "has more than 4096 rows or columns");
    NpyArray out{NpyType::u8, input.shape, {}};
    out.shape[1] = params_.height, out.shape[2] = params_.width;
    const std::int64_t bytes = std::int64_t{params_.height} * params_.width * size.channels;
    if (out.shape[0] > kMostBytes / bytes)
      return bad_input(place, "would give more than 2 GiB of pictures", "give fewer of them");
    const Taps rows = make_taps(params_.method, size.height, params_.height),
               columns = make_taps(params_.method, size.width, params_.width);
    out.data.resize(static_cast<std::size_t>(out.shape[0] * bytes));
    for (std::int64_t n = 0; n < out.shape[0]; ++n)
      resize(&input.data[static_cast<std::size_t>(n * size.height * size.width * size.channels)], size, rows,
             columns, &out.data[static_cast<std::size_t>(n * bytes)]);
    return out;
  }

 private:
  ResizeParams params_;
  ParameterSet set_;
};

}  // namespace

FrontEndKind image_resize_kind() {
  return {"resize", "pictures of another size, by area or bilinear", "N x H x W [x C] uint8",
          "N x height x width [x C] uint8",
          [] { return std::unique_ptr<IFrontEnd>(std::make_unique<ImageResize>()); }};
}

}  // namespace quartet::sensor
