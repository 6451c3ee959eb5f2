#include "random_stream_graph.hpp"

#include <rapidcheck.h>

#include <array>
#include <numeric>

namespace quartet::test {

namespace {
using namespace dataflow;

constexpr std::int64_t kBits = 8;

/// Over the whole range from the first case on (a plain range begins small).
std::int64_t draw(std::int64_t low, std::int64_t high) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(low, high + 1)); }

std::int64_t divisor(std::int64_t of) {
  std::vector<std::int64_t> all;
  for (std::int64_t d = 1; d <= of; ++d) {
    if (of % d == 0) all.push_back(d);
  }
  return all[static_cast<std::size_t>(draw(0, static_cast<std::int64_t>(all.size()) - 1))];
}

Pattern random_pattern() {
  switch (draw(0, 6)) {
    case 0: return lcg50(static_cast<std::uint32_t>(draw(1, 1 << 30)));
    case 1: return lcg50(3);
    case 2: return every(static_cast<std::uint64_t>(draw(2, 5)));
    case 3: return blocked_until(static_cast<std::uint64_t>(draw(1, 300)));
    default: return always();
  }
}

/// An output that is not joined yet: pixels × channels values, `lanes` a beat.
struct Open {
  PortRef from;
  std::int64_t pixels = 1, channels = 1, lanes = 1;
};

class GraphMaker {
 public:
  StreamGraph make() {
    graph_.name = "random";
    begin();
    const std::int64_t steps = draw(2, 12);
    for (std::int64_t i = 0; i < steps; ++i) grow();
    for (const Open& o : open_) graph_.sinks.push_back({"sink" + std::to_string(graph_.sinks.size()), o.from, random_pattern(), draw(0, 3)});
    return std::move(graph_);
  }

 private:
  using Params = std::map<std::string, std::int64_t>;

  void begin() {
    Open o;
    o.channels = draw(1, 6);
    o.lanes = divisor(o.channels);
    o.pixels = draw(1, 24);
    const std::string name = unit("fifo", {{"depth", draw(1, 4)}, {"width", o.lanes * kBits}, {"beats", o.pixels * o.channels / o.lanes}}, "");
    graph_.sources.push_back({"source", {name, ""}, random_pattern(), draw(0, 3), nullptr});
    o.from = {name, ""};
    open_.push_back(o);
  }

  std::string unit(const std::string& kind, Params params, const std::string& style) {
    const std::string name = kind + std::to_string(graph_.units.size());
    graph_.units.push_back({name, kind, std::move(params), style, {}});
    return name;
  }

  void join(const PortRef& from, const PortRef& to, bool to_join) {
    constexpr std::array<std::int64_t, 8> kDepths = {0, 0, 1, 2, 2, 3, 8, 40};
    const std::int64_t depth = kDepths[static_cast<std::size_t>(draw(to_join ? 2 : 0, 7))];
    graph_.edges.push_back({from, to, depth, ""});
  }

  Open take() {
    const auto at = static_cast<std::size_t>(draw(0, static_cast<std::int64_t>(open_.size()) - 1));
    const Open o = open_[at];
    open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
    return o;
  }

  /// One input, one output: joins `o` to a new unit and leaves its output open with the shape of `o`.
  void put(Open o, const std::string& kind, Params params, const std::string& style = "") {
    const std::string name = unit(kind, std::move(params), style);
    join(o.from, {name, kind == "mvau" ? "in" : ""}, false);
    o.from = {name, ""};
    open_.push_back(o);
  }

  void grow() {
    constexpr std::array kSteps = {&GraphMaker::element, &GraphMaker::matrix,   &GraphMaker::depthwise, &GraphMaker::window,
                                   &GraphMaker::border,  &GraphMaker::pool,     &GraphMaker::global,    &GraphMaker::fork,
                                   &GraphMaker::fork,    &GraphMaker::join_two, &GraphMaker::join_two,  &GraphMaker::convert,
                                   &GraphMaker::convert, &GraphMaker::matrix,   &GraphMaker::labels,    &GraphMaker::residual};
    (this->*kSteps[static_cast<std::size_t>(draw(0, static_cast<std::int64_t>(kSteps.size()) - 1))])();
  }

  void element() {
    const Open o = take();
    const Params common = {{"channels", o.channels}, {"pe", o.lanes}, {"pixels", o.pixels}, {"bits", kBits}, {"out_bits", kBits}};
    Params slow = common;
    slow["interval"] = draw(1, 4);
    if (draw(0, 1) == 0) {
      put(o, "requantize", slow);
    } else {
      put(o, "threshold", common, draw(0, 1) == 0 ? "normal" : "deep");
    }
  }

  void matrix() {
    const Open o = take();
    const std::int64_t mh = draw(0, 1) == 0 ? o.channels : draw(1, 8);
    put_matrix(o, mh, mh == o.channels && draw(0, 1) == 0 ? o.lanes : divisor(mh));
  }

  /// A stream past a unit that takes a whole vector before it gives: a deadlock where its FIFO is too small.
  void residual() {
    fork();
    const Open bypass = open_.back();
    open_.pop_back();
    const Open branch = open_.back();
    open_.pop_back();
    put_matrix(branch, branch.channels, branch.lanes);
    const Open result = open_.back();
    open_.pop_back();
    merge(bypass, result);
  }

  void put_matrix(Open o, std::int64_t mh, std::int64_t pe) {
    Params params = {{"mw", o.channels}, {"mh", mh}, {"pe", pe}, {"simd", o.lanes}, {"abits", kBits}, {"wbits", kBits},
                     {"accbits", kBits}, {"vectors", o.pixels}, {"bubble", draw(0, 3) == 0 ? draw(1, 5) : 0}};
    const bool streamed = draw(0, 2) == 0;
    if (streamed) params["streamed"] = 1;
    o.channels = mh;
    o.lanes = pe;
    constexpr std::array kStyles = {"dsp48", "dsp58", "lut"};
    put(o, "mvau", std::move(params), kStyles[static_cast<std::size_t>(draw(0, 2))]);
    const std::string name = graph_.units.back().name;
    if (streamed) graph_.sources.push_back({"weights" + name, {name, "weights"}, random_pattern(), draw(0, 2), nullptr});
  }

  void depthwise() {
    Open o = take();
    const std::int64_t taps = divisor(o.pixels);
    Params params = {{"channels", o.channels}, {"taps", taps}, {"pe", o.lanes}, {"abits", kBits}, {"wbits", kBits}, {"accbits", kBits}, {"vectors", o.pixels / taps}};
    o.pixels /= taps;
    put(o, "vvau", std::move(params), draw(0, 1) == 0 ? "dsp58" : "lut");
  }

  void window() {
    Open o = take();
    const std::int64_t h = divisor(o.pixels);
    const std::int64_t w = o.pixels / h;
    const std::int64_t kh = draw(1, std::min<std::int64_t>(3, h));
    const std::int64_t kw = draw(1, std::min<std::int64_t>(3, w));
    const std::int64_t dh = kh > 1 ? draw(1, std::min<std::int64_t>(2, (h - 1) / (kh - 1))) : 1;
    const std::int64_t dw = kw > 1 ? draw(1, std::min<std::int64_t>(2, (w - 1) / (kw - 1))) : 1;
    const std::int64_t sh = draw(1, std::min<std::int64_t>(3, h));
    const std::int64_t sw = draw(1, std::min<std::int64_t>(3, w));
    const bool depthwise = draw(0, 1) == 0;
    const bool parallel = (depthwise || o.lanes == o.channels || kh * kw == 1) && draw(0, 1) == 0;
    const std::int64_t outputs = ((h - (kh - 1) * dh - 1) / sh + 1) * ((w - (kw - 1) * dw - 1) / sw + 1);
    Params params = {{"channels", o.channels}, {"simd", o.lanes}, {"bits", kBits}, {"h", h}, {"w", w}, {"kh", kh}, {"kw", kw},
                     {"sh", sh}, {"sw", sw}, {"dh", dh}, {"dw", dw}, {"depthwise", depthwise ? 1 : 0}};
    // Behind a window, its elements are pixels of their own (or, in parallel, channels).
    o.pixels = parallel ? outputs : outputs * kh * kw;
    if (parallel) {
      o.channels *= kh * kw;
      o.lanes *= kh * kw;
    }
    put(o, "window", std::move(params), parallel ? "parallel" : "default");
  }

  void border() {
    Open o = take();
    const std::int64_t h = divisor(o.pixels);
    const std::int64_t w = o.pixels / h;
    const std::int64_t top = draw(0, 2), bottom = draw(0, 2), left = draw(0, 2), right = draw(0, 2);
    o.pixels = (h + top + bottom) * (w + left + right);
    put(o, "padding", {{"channels", o.channels}, {"simd", o.lanes}, {"bits", kBits}, {"h", h}, {"w", w}, {"top", top}, {"bottom", bottom}, {"left", left}, {"right", right}});
  }

  void pool() {
    Open o = take();
    const std::int64_t taps = divisor(o.pixels);
    o.pixels /= taps;
    put(o, "pool", {{"channels", o.channels}, {"taps", taps}, {"pe", o.lanes}, {"vectors", o.pixels}, {"bits", kBits}, {"out_bits", kBits}});
  }

  void global() {
    Open o = take();
    const std::int64_t pixels = o.pixels;
    o.pixels = 1;
    put(o, "global_pool", {{"channels", o.channels}, {"pixels", pixels}, {"pe", o.lanes}, {"bits", kBits}, {"out_bits", kBits}});
  }

  void labels() {
    Open o = take();
    const std::int64_t all = o.pixels * o.channels;
    if (draw(0, 3) != 0 || o.lanes != o.channels) {
      open_.push_back(o);
      return;
    }
    const std::string name = unit("label_select", {{"labels", all}, {"pe", o.lanes}, {"bits", kBits}, {"top", draw(1, std::min<std::int64_t>(3, all))}}, "");
    join(o.from, {name, ""}, false);
    graph_.sinks.push_back({"labels" + name, {name, ""}, random_pattern(), draw(0, 2)});
    if (open_.empty()) begin_again();
  }

  /// Another chain of its own, when everything has ended.
  void begin_again() {
    const std::string name = unit("fifo", {{"depth", 2}, {"width", kBits}, {"beats", 4}}, "");
    graph_.sources.push_back({"source" + name, {name, ""}, random_pattern(), 0, nullptr});
    open_.push_back({{name, ""}, 4, 1, 1});
  }

  void convert() {
    Open o = take();
    const std::int64_t lanes = divisor(o.channels);
    const auto units = width_converters("dwc" + std::to_string(graph_.units.size()), o.lanes * kBits, lanes * kBits, o.pixels * o.channels / o.lanes, kBits);
    for (const UnitSpec& u : units) {
      if (o.pixels * o.channels % (std::lcm(o.lanes, lanes)) != 0) break;  // the common beat would not be filled
      graph_.units.push_back(u);
      join(o.from, {u.name, ""}, false);
      o.from = {u.name, ""};
      o.lanes = u.params.at("out_bits") / kBits;
    }
    open_.push_back(o);
  }

  void fork() {
    const Open o = take();
    const std::int64_t copies = draw(2, 3);
    const std::string name = unit("duplicate", {{"channels", o.channels}, {"pe", o.lanes}, {"pixels", o.pixels}, {"bits", kBits}, {"copies", copies}}, "");
    join(o.from, {name, ""}, false);
    for (std::int64_t i = 0; i < copies; ++i) {
      Open copy = o;
      copy.from = {name, "out" + std::to_string(i)};
      open_.push_back(copy);
    }
  }

  void join_two() {
    for (std::size_t a = 0; a < open_.size(); ++a) {
      for (std::size_t b = a + 1; b < open_.size(); ++b) {
        if (open_[a].pixels != open_[b].pixels || open_[a].lanes != open_[b].lanes) continue;
        const Open first = open_[a];
        const Open second = open_[b];
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(b));
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(a));
        merge(first, second);
        return;
      }
    }
    fork();
  }

  void merge(const Open& a, const Open& b) {
    Open o = a;
    std::string name;
    if (a.channels == b.channels && draw(0, 1) == 0) {
      name = unit("add", {{"channels", a.channels}, {"pe", a.lanes}, {"pixels", a.pixels}, {"bits", kBits}, {"out_bits", kBits}}, "");
      join(a.from, {name, "a"}, true);
      join(b.from, {name, "b"}, true);
    } else {
      name = unit("concat", {{"channels0", a.channels}, {"channels1", b.channels}, {"pe", a.lanes}, {"pixels", a.pixels}, {"bits", kBits}}, "sequential");
      join(a.from, {name, "in0"}, true);
      join(b.from, {name, "in1"}, true);
      o.channels += b.channels;
    }
    o.from = {name, ""};
    open_.push_back(o);
  }

  StreamGraph graph_;
  std::vector<Open> open_;
};

}  // namespace

StreamGraph random_stream_graph() { return GraphMaker().make(); }

}  // namespace quartet::test
