#include "accel/dataflow/stream/stepped_back_end.hpp"

#include <fmt/format.h>

#include <systemc>

#include "sim/kernel/fresh_kernel.hpp"

namespace quartet::dataflow {
namespace stream {
namespace {

/// One method a clock cycle for the whole graph.
class Clocked : public sc_core::sc_module {
 public:
  SC_HAS_PROCESS(Clocked);
  Clocked(const sc_core::sc_module_name& name, SteppedGraph& graph, std::uint64_t max_cycles) : sc_module(name), graph_(graph), max_cycles_(max_cycles) {
    SC_METHOD(edge);
  }
  bool ended = false;

 private:
  void edge() {
    if (!graph_.cycle()) {
      ended = true;
    } else if (graph_.now() < max_cycles_) {
      next_trigger(1, sc_core::SC_NS);
    }
  }
  SteppedGraph& graph_;
  std::uint64_t max_cycles_;
};

}  // namespace

Result<StreamResult> run_stepped(const StreamGraph& graph, const StreamOptions& options, StandIns stand_ins) {
  auto made = elaborate(graph);
  if (!made) return pass(made.error());
  if (auto checked = check_options(*made, options); !checked) return pass(checked.error());
  std::vector<std::string> names;
  for (const UnitSpec& u : graph.units) names.push_back(u.name);
  for (const auto& [name, stand_in] : stand_ins) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string near = nearest(name, names);
    return bad_input(name, "a block stands in for a unit that does not exist", near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }
  SteppedGraph stepped(*made, graph, options, std::move(stand_ins));
  bool ended = false;
  auto ran = run_in_fresh_kernel([&]() -> Result<void> {
    Clocked clocked("clocked", stepped, options.max_cycles);
    sc_core::sc_start();
    ended = clocked.ended;
    return {};
  });
  if (!ran) return pass(ran.error());
  if (!ended) {
    return fail(ErrorCode::bad_input, graph.name, fmt::format("the run did not end within {} cycles", options.max_cycles), "a larger max_cycles, or fewer samples");
  }
  return stepped.result();
}

}  // namespace stream

Result<StreamResult> run_stepped(const StreamGraph& graph, const StreamOptions& options) { return stream::run_stepped(graph, options, {}); }

}  // namespace quartet::dataflow
