#include "sim/report/svg_canvas.hpp"

#include <fmt/format.h>

#include <array>

namespace quartet {

namespace {

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string coordinates(const std::vector<SvgCanvas::Point>& points) {
  std::string out;
  for (const auto& [x, y] : points) out += fmt::format("{}{:.2f},{:.2f}", out.empty() ? "" : " ", x, y);
  return out;
}

std::string tooltip_element(const std::string& tooltip) {
  return tooltip.empty() ? "/>\n" : "><title>" + escaped(tooltip) + "</title>";
}

constexpr const char* kStyle = R"(<style>
  .ground { fill: #ffffff; } text { font: 12px sans-serif; fill: #222222; } .title { font-size: 15px; font-weight: bold; }
  .halo { paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
  .axis { stroke: #222222; stroke-width: 1; } .grid { stroke: #222222; stroke-opacity: 0.15; stroke-width: 1; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #1b1b1b; } .halo { stroke: #1b1b1b; } text { fill: #e6e6e6; } .axis, .grid { stroke: #e6e6e6; }
  }
</style>
)";

}  // namespace

const std::string& series_colour(std::size_t index) {
  static const std::array<std::string, 8> colours = {"#0072b2", "#e69f00", "#009e73", "#d55e00",
                                                     "#56b4e9", "#cc79a7", "#999999", "#b3a200"};
  return colours.at(index % colours.size());
}

SvgCanvas::SvgCanvas(double width, double height, const std::string& title)
    : head_(fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
                        "height=\"{1:.0f}\" role=\"img\">\n<title>{2}</title>\n{3}"
                        "<rect class=\"ground\" width=\"{0:.0f}\" height=\"{1:.0f}\"/>\n",
                        width, height, escaped(title), kStyle)) {}

void SvgCanvas::line(Point from, Point to, const std::string& css_class) {
  body_ += fmt::format("<line class=\"{}\" x1=\"{:.2f}\" y1=\"{:.2f}\" x2=\"{:.2f}\" y2=\"{:.2f}\"/>\n", css_class,
                       from.first, from.second, to.first, to.second);
}

void SvgCanvas::rect(Point corner, double width, double height, const std::string& fill, const std::string& tooltip,
                     double opacity) {
  body_ += fmt::format("<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"", corner.first,
                       corner.second, width, height, fill);
  if (opacity < 1.0) body_ += fmt::format(" fill-opacity=\"{:.2f}\"", opacity);
  body_ += tooltip_element(tooltip);
  if (!tooltip.empty()) body_ += "</rect>\n";
}

void SvgCanvas::polyline(const std::vector<Point>& points, const std::string& colour) {
  body_ += fmt::format("<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"2\" points=\"{}\"/>\n", colour,
                       coordinates(points));
}

void SvgCanvas::thin_polyline(const std::vector<Point>& points, const std::string& colour, double opacity) {
  body_ += fmt::format("<polyline fill=\"none\" stroke=\"{}\" stroke-opacity=\"{:.2f}\" points=\"{}\"/>\n", colour, opacity,
                       coordinates(points));
}

void SvgCanvas::polygon(const std::vector<Point>& points, const std::string& fill, double opacity) {
  body_ += fmt::format("<polygon fill=\"{}\" fill-opacity=\"{:.2f}\" points=\"{}\"/>\n", fill, opacity,
                       coordinates(points));
}

void SvgCanvas::dot(Point centre, const std::string& colour, const std::string& tooltip) {
  body_ += fmt::format("<circle cx=\"{:.2f}\" cy=\"{:.2f}\" r=\"3.5\" fill=\"{}\"", centre.first, centre.second, colour);
  body_ += tooltip_element(tooltip);
  if (!tooltip.empty()) body_ += "</circle>\n";
}

void SvgCanvas::text(Point at, const std::string& words, Anchor anchor, const std::string& css_class) {
  constexpr std::array<const char*, 3> kAnchors = {"start", "middle", "end"};
  body_ += fmt::format("<text class=\"{}\" x=\"{:.2f}\" y=\"{:.2f}\" text-anchor=\"{}\">{}</text>\n", css_class, at.first,
                       at.second, kAnchors.at(static_cast<std::size_t>(anchor)), escaped(words));
}

void SvgCanvas::text_upwards(Point at, const std::string& words) {
  body_ += fmt::format("<text transform=\"translate({:.2f},{:.2f}) rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                       at.first, at.second, escaped(words));
}

std::string SvgCanvas::finish() const { return head_ + body_ + "</svg>\n"; }

}  // namespace quartet
