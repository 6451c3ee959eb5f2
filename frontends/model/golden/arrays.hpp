// Recorded arrays lie channel-first (C,H,W; weights O,I,KH,KW); the network's lie channel-last.
#pragma once

#include <string>
#include <vector>

#include "frontends/model/golden_json.hpp"

namespace quartet::golden {

/// C,H,W as recorded. A sequence C,L is C,L,1.
struct MapSize {
  int c = 1, h = 1, w = 1;
  bool operator==(const MapSize&) const = default;
  [[nodiscard]] std::int64_t elements() const { return std::int64_t{c} * h * w; }
  [[nodiscard]] Shape hwc() const { return {h, w, c}; }
};
/// Two or three axes.
[[nodiscard]] MapSize map_size(const Shape& shape);

/// `chw` holds size.elements() values from `first` on.
[[nodiscard]] Values to_hwc(const Values& chw, std::size_t first, MapSize size);
[[nodiscard]] Values to_chw(const Values& hwc, MapSize size);
/// O,I,KH,KW → O,KH,KW,I.
[[nodiscard]] Values to_ohwi(const Values& oihw, int outputs, int inputs, Size2 kernel);

/// A recorded array of whole numbers.
struct Recorded {
  Shape shape;
  Values values;
};

/// Loads arrays by name and bounds what they take together.
class Arrays {
 public:
  explicit Arrays(const ArrayLoader& load) : load_(load) {}
  /// `place` names the field that mentions the file.
  [[nodiscard]] Result<Recorded> read(const std::string& file, const std::string& place);

 private:
  const ArrayLoader& load_;
  std::int64_t budget_ = kMaxElements;
};

}  // namespace quartet::golden
