// Scalable vector graphics, drawn element by element: one self-contained file, readable on light and dark grounds.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace quartet {

/// Colours of series in the order of use: Okabe and Ito's set, told apart by colour-blind readers too.
[[nodiscard]] const std::string& series_colour(std::size_t index);

/// Coordinates in px from the top left. Texts are escaped; numbers have two decimals, so the same drawing gives the same
/// bytes.
class SvgCanvas {
 public:
  using Point = std::pair<double, double>;
  enum class Anchor { start, middle, end };

  SvgCanvas(double width, double height, const std::string& title);

  void line(Point from, Point to, const std::string& css_class);
  /// `tooltip` is shown by viewers when the pointer rests on the shape; may be empty.
  void rect(Point corner, double width, double height, const std::string& fill, const std::string& tooltip = "", double opacity = 1.0);
  void polyline(const std::vector<Point>& points, const std::string& colour);
  /// For many lines over one another.
  void thin_polyline(const std::vector<Point>& points, const std::string& colour, double opacity);
  void polygon(const std::vector<Point>& points, const std::string& fill, double opacity);
  void dot(Point centre, const std::string& colour, const std::string& tooltip = "");
  void text(Point at, const std::string& words, Anchor anchor = Anchor::start, const std::string& css_class = "label");
  /// Turned to read upwards.
  void text_upwards(Point at, const std::string& words);
  [[nodiscard]] std::string finish() const;

 private:
  std::string head_, body_;
};

}  // namespace quartet
