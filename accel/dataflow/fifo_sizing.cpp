#include "accel/dataflow/fifo_sizing.hpp"

#include <algorithm>

namespace quartet::dataflow {
namespace {

Result<StreamResult> stream(StreamBuild& build, const std::vector<std::int64_t>& depths, std::int64_t samples) {
  set_depths(build, depths);
  StreamOptions options;
  options.samples = samples;
  return run_events(build.graph, options);
}

bool keeps(const StreamResult& result, std::uint64_t interval) {
  return !result.deadlock && result.interval() && *result.interval() <= interval;
}

class Search {
 public:
  Search(StreamBuild& build, FifoSizing& sizing, const FifoSearch& search) : build_(build), sizing_(sizing), search_(search) {}

  Result<void> run(std::vector<std::size_t> links, const std::vector<std::int64_t>& bits) {
    std::erase_if(links, [&](std::size_t l) { return sizing_.depths[l] <= kLeastDepth; });
    if (auto all = attempt(links, kLeastDepth); !all || *all) return all ? Result<void>{} : pass(all.error());
    std::stable_sort(links.begin(), links.end(), [&](std::size_t a, std::size_t b) { return sizing_.depths[a] * bits[a] > sizing_.depths[b] * bits[b]; });
    for (const std::size_t l : links) {
      if (spent()) {
        ++sizing_.unproven;
      } else if (auto done = narrow(l); !done) {
        return done;
      }
    }
    return {};
  }

 private:
  [[nodiscard]] bool spent() const { return search_.max_beats > 0 && sizing_.beats >= search_.max_beats; }

  /// Keeps the depth when the rate stays.
  Result<bool> attempt(const std::vector<std::size_t>& links, std::int64_t depth) {
    std::vector<std::int64_t> depths = sizing_.depths;
    for (const std::size_t l : links) depths[l] = std::min(depths[l], depth);
    if (depths == sizing_.depths) return true;
    const auto result = stream(build_, depths, search_.samples);
    if (!result) return pass(result.error());
    ++sizing_.runs;
    sizing_.beats += result->beats;
    if (!keeps(*result, sizing_.interval)) return false;
    sizing_.depths = std::move(depths);
    return true;
  }

  /// Smallest depth of one FIFO, the others as they are.
  Result<void> narrow(std::size_t link) {
    auto kept = attempt({link}, kLeastDepth);
    std::int64_t small = kLeastDepth;
    while (kept && sizing_.depths[link] - small > 1) {
      if (spent()) {
        ++sizing_.unproven;
        break;
      }
      const std::int64_t middle = small + (sizing_.depths[link] - small) / 2;
      kept = attempt({link}, middle);
      if (kept && !*kept) small = middle;
    }
    return kept ? Result<void>{} : pass(kept.error());
  }

  StreamBuild& build_;
  FifoSizing& sizing_;
  const FifoSearch& search_;
};

}  // namespace

Result<bool> keeps_interval(StreamBuild& build, const std::vector<std::int64_t>& depths, std::uint64_t interval, std::int64_t samples) {
  const auto result = stream(build, depths, samples);
  if (!result) return pass(result.error());
  return keeps(*result, interval);
}

Result<FifoSizing> size_fifos(const Pipeline& pipeline, const Design& design, const FifoSearch& search) {
  StreamBuild build = build_stream(pipeline, design);
  FifoSizing out;
  std::vector<std::size_t> inner;
  std::vector<std::int64_t> bits;
  for (std::size_t i = 0; i < pipeline.links.size(); ++i) {
    const Side side = from_side(pipeline, pipeline.links[i], design.folding);
    const bool is_inner = pipeline.links[i].from != kOutside && pipeline.links[i].to != kOutside;
    if (is_inner) inner.push_back(i);
    bits.push_back(side.width_bits());
    out.depths.push_back(is_inner ? std::max(kLeastDepth, side.beats) : kLeastDepth);
  }
  const auto unbounded = stream(build, out.depths, search.samples);
  if (!unbounded) return pass(unbounded.error());
  if (unbounded->deadlock) return bad_input("pipeline", unbounded->deadlock->text());
  out.runs = 1;
  out.beats = unbounded->beats;
  out.interval = unbounded->interval().value_or(unbounded->cycles);
  out.occupancy.assign(pipeline.links.size(), 0);
  std::vector<std::int64_t> seen = out.depths;
  for (const std::size_t l : inner) {
    out.occupancy[l] = unbounded->fifos[build.edge_of[l]].max_occupancy;
    seen[l] = std::clamp(out.occupancy[l], kLeastDepth, out.depths[l]);
  }
  // A FIFO as deep as its largest occupancy is never in the way.
  const auto kept = stream(build, seen, search.samples);
  if (!kept) return pass(kept.error());
  ++out.runs;
  out.beats += kept->beats;
  if (keeps(*kept, out.interval)) out.depths = std::move(seen);
  if (!search.minimal) return out;
  if (auto done = Search(build, out, search).run(std::move(inner), bits); !done) return pass(done.error());
  return out;
}

}  // namespace quartet::dataflow
