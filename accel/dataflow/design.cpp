#include "accel/dataflow/design.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace quartet::dataflow {
namespace {

/// Which nodes make their products in DSP: all, none, or the wide ones, largest first, while the device has any left.
std::vector<bool> assign_dsp(const Pipeline& p, const Folding& folding, const Params& params) {
  const std::size_t n = p.nodes.size();
  std::vector<bool> out(n, false);
  if (params.multipliers == "lut") return out;
  const bool rtl = params.mvau == "rtl";
  std::vector<std::int64_t> wanted(n, 0);
  std::vector<std::size_t> order;
  std::int64_t left = static_cast<std::int64_t>(static_cast<double>(params.device.dsp) * params.utilization_limit);
  for (std::size_t i = 0; i < n; ++i) {
    const Unit& unit = *p.nodes[i].unit;
    const std::int64_t without = unit.resources(folding[i], {params.estimates, false, rtl}).dsp;
    left -= without;
    if (unit.product_bits() == 0) continue;
    wanted[i] = unit.resources(folding[i], {params.estimates, true, rtl}).dsp - without;
    if (params.multipliers == "dsp") {
      out[i] = true;
    } else if (unit.product_bits() >= params.estimates.dsp_from_bits) {
      order.push_back(i);
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wanted[a] > wanted[b]; });
  for (const std::size_t i : order) {
    if (wanted[i] > left) continue;
    left -= wanted[i];
    out[i] = true;
  }
  return out;
}

class Evaluation {
 public:
  Evaluation(const Pipeline& pipeline, const Params& params, Design& design) : p_(pipeline), params_(params), d_(design) {}

  void run(bool estimate_depths) {
    d_.uses_dsp = assign_dsp(p_, d_.folding, params_);
    for (const Link& link : p_.links) d_.conversions.push_back(conversion(p_, link, d_.folding));
    if (estimate_depths) d_.depths.assign(p_.links.size(), kLeastDepth);
    for (std::size_t i = 0; i < p_.nodes.size(); ++i) node(i, estimate_depths);
    for (std::size_t i = 0; i < p_.links.size(); ++i) link(i);
  }

 private:
  [[nodiscard]] Flow leaving(const Link& link) const {
    if (link.from != kOutside) return d_.flows[static_cast<std::size_t>(link.from)];
    const std::int64_t beats = from_side(p_, link, d_.folding).beats;
    return steady_flow(beats);
  }
  /// The stream at the far end of a link: through its FIFO (one cycle) and its converter.
  [[nodiscard]] Flow arriving(std::size_t index) const {
    const Link& link = p_.links[index];
    Flow flow = leaving(link);
    if (link.from != kOutside && link.to != kOutside && d_.depths[index] > 0) {
      ++flow.first;
      for (std::int64_t& r : flow.rows) ++r;
    }
    return d_.conversions[index] ? d_.conversions[index]->through(flow) : flow;
  }

  void node(std::size_t i, bool estimate_depths) {
    const Unit& unit = *p_.nodes[i].unit;
    const std::vector<std::size_t> links = p_.links_into(static_cast<int>(i));
    std::vector<Flow> in;
    for (const std::size_t l : links) in.push_back(arriving(l));
    if (estimate_depths && in.size() > 1) hold_back(links, in);
    d_.cycles.push_back(unit.cycles(d_.folding[i]));
    d_.resources.push_back(unit.resources(d_.folding[i], {params_.estimates, d_.uses_dsp[i], params_.mvau == "rtl"}));
    d_.total += d_.resources.back();
    std::int64_t interval = unit.interval(d_.folding[i]);
    for (const std::size_t l : links) {
      if (d_.conversions[l]) interval = std::max(interval, unit.interval_fed(d_.folding[i], d_.conversions[l]->in_lanes));
    }
    d_.flows.push_back(unit.through(in, d_.folding[i], interval));
    if (interval > d_.interval) {
      d_.interval = interval;
      d_.slowest = static_cast<int>(i);
    }
  }

  /// Streams that meet: each must hold what comes before the latest one begins.
  void hold_back(const std::vector<std::size_t>& links, const std::vector<Flow>& in) {
    std::int64_t latest = 0;
    for (const Flow& f : in) latest = std::max(latest, f.first);
    for (std::size_t k = 0; k < in.size(); ++k) {
      const Flow& f = in[k];
      const Link& link = p_.links[links[k]];
      const std::int64_t beats = from_side(p_, link, d_.folding).beats;
      const std::int64_t span = std::max<std::int64_t>(f.last() - f.first, 1);
      const std::int64_t early = std::min(beats, ceil_div(beats * std::min(latest - f.first, span), span));
      d_.depths[links[k]] = std::max(kLeastDepth, early + (early > 0 ? kLeastDepth : 0));
    }
  }

  void link(std::size_t i) {
    const Link& link = p_.links[i];
    const bool inner = link.from != kOutside && link.to != kOutside;
    Resources r = inner ? fifo_of(d_.depths[i], from_side(p_, link, d_.folding).width_bits(), params_.estimates) : Resources{};
    if (d_.conversions[i]) {
      r += d_.conversions[i]->resources(params_.estimates);
      d_.interval = std::max(d_.interval, d_.conversions[i]->cycles());
    }
    d_.link_resources.push_back(r);
    d_.total += r;
    if (link.to == kOutside) d_.latency = std::max(d_.latency, arriving(i).last() + 1);
  }

  const Pipeline& p_;
  const Params& params_;
  Design& d_;
};

}  // namespace

Design evaluate(const Pipeline& pipeline, Folding folding, const Params& params, std::vector<std::int64_t> depths) {
  Design design;
  design.folding = std::move(folding);
  design.depths = std::move(depths);
  Evaluation(pipeline, params, design).run(design.depths.empty());
  return design;
}

std::vector<Shortage> usage(const Resources& total, const Params& params) {
  const auto limit = [&](std::int64_t n) { return static_cast<std::int64_t>(std::floor(static_cast<double>(n) * params.utilization_limit)); };
  const auto lut = static_cast<std::int64_t>(std::ceil(static_cast<double>(total.lut) * params.estimates.lut_calibration));
  return {{"LUT", lut, limit(params.device.lut)},
          {"FF", total.ff, limit(params.device.ff)},
          {"BRAM18", total.bram18, limit(2 * params.device.bram36)},
          {"DSP", total.dsp, limit(params.device.dsp)}};
}

bool fits(const Resources& total, const Params& params) {
  for (const Shortage& s : usage(total, params)) {
    if (s.needed > s.available) return false;
  }
  return true;
}

}  // namespace quartet::dataflow
