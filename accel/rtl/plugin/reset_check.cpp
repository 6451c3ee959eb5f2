#include "accel/rtl/plugin/reset_check.hpp"

#include <array>

#include "accel/rtl/plugin/interface_style.hpp"
#include "accel/rtl/plugin/rtl_model.hpp"

namespace quartet::rtl {

namespace {

// Both uniform states find a register that drives an output; random ones find combinations of several.
constexpr std::array<std::uint64_t, 5> kSeeds{0, kAllOnes, 11, 12, 13};
constexpr int kIdleCycles = 4;

struct Watched {
  std::string port;
  std::string what;  ///< role and interface, for the message
};

std::vector<Watched> handshakes(const Declaration& declaration) {
  std::vector<Watched> out;
  for (const Interface& interface : declaration.interfaces) {
    const InterfaceStyle* style = find_style(interface.kind, interface.style);
    for (const InterfaceRole& role : style->roles) {
      const bool output = role.module_drives != (interface.direction == "out");
      if (role.control && output && interface.has(role.name))
        out.push_back({interface.port(role.name), role.name + " of " + interface.kind + " '" + interface.name + "'"});
    }
  }
  return out;
}

// The watched outputs before each of the idle cycles.
Result<std::vector<std::uint64_t>> after_reset(const std::shared_ptr<const Plugin>& plugin, std::uint64_t seed,
                                               const std::vector<Watched>& watched) {
  auto model = RtlModel::create(plugin, {.instance = "reset_check", .power_up_seed = seed});
  if (!model) return pass(std::move(model.error()));
  std::vector<std::uint64_t> seen;
  (*model)->reset();
  for (int cycle = 0; cycle < kIdleCycles; ++cycle) {
    (*model)->settle();
    for (const Watched& w : watched) seen.push_back((*model)->port(w.port)->get());
    (*model)->tick();
  }
  if (Result<void> stopped = (*model)->check_stopped(); !stopped) return pass(std::move(stopped.error()));
  return seen;
}

}  // namespace

Result<void> check_reset(const std::shared_ptr<const Plugin>& plugin) {
  const Declaration& declaration = plugin->declaration();
  const std::vector<Watched> watched = handshakes(declaration);
  std::vector<std::vector<std::uint64_t>> seen;
  for (const std::uint64_t seed : kSeeds) {
    auto values = after_reset(plugin, seed, watched);
    if (!values) return pass(std::move(values.error()));
    seen.push_back(std::move(*values));
  }
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < watched.size(); ++i) {
    bool same = true;
    for (std::size_t at = i; at < seen[0].size(); at += watched.size()) {
      for (const auto& other : seen) same = same && other[at] == seen[0][at];
    }
    if (same) continue;
    problems.push_back({plugin->file().string(),
                        "output '" + watched[i].port + "' (" + watched[i].what + ") is undefined after reset: it depends on what the registers held at power-up",
                        declaration.reset ? "reset the registers that drive it, or give more RESET_CYCLES (now " + std::to_string(declaration.reset->cycles) + ")"
                                          : "declare the RESET of the block in quartet_add_rtl"});
  }
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return {};
}

}  // namespace quartet::rtl
