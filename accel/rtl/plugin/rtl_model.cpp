#include "accel/rtl/plugin/rtl_model.hpp"

#include <algorithm>

#include "accel/rtl/plugin/interface_style.hpp"

namespace quartet::rtl {

namespace {

constexpr std::uint32_t kMaxPortBits = std::uint32_t{1} << 20;
constexpr std::size_t kMaxPorts = 65536;
constexpr std::uint64_t kHalfCyclePs = 500;  // a cycle is a nanosecond of the wave: its time reads as the cycle number

std::uint32_t bytes_for(std::uint32_t bits) {
  if (bits <= 8) return 1;
  if (bits <= 16) return 2;
  if (bits <= 32) return 4;
  return bits <= 64 ? 8 : (bits + 31) / 32 * 4;
}

const char* text(Direction direction) { return direction == Direction::in ? "input" : "output"; }

Direction direction_of(const Interface& interface, const InterfaceRole& role) {
  const bool module_drives = role.module_drives != (interface.direction == "out");
  return module_drives ? Direction::out : Direction::in;
}

}  // namespace

RtlModel::RtlModel(std::shared_ptr<const Plugin> plugin, void* model)
    : plugin_(std::move(plugin)), model_(model), eval_(plugin_->abi().eval) {}

RtlModel::~RtlModel() {
  close_wave();
  plugin_->abi().destroy(model_);
}

Result<std::unique_ptr<RtlModel>> RtlModel::create(std::shared_ptr<const Plugin> plugin, const RtlModelOptions& options) {
  char error[512] = "";
  const std::string place = plugin->file().string();
  void* made = plugin->abi().create(options.instance.c_str(), options.power_up_seed, error, sizeof error);
  if (made == nullptr) {
    error[sizeof error - 1] = '\0';
    return bad_input(place, "the block cannot be made: " + std::string(error));
  }
  std::unique_ptr<RtlModel> model(new RtlModel(std::move(plugin), made));
  if (Result<void> ports = model->read_ports(); !ports) return pass(std::move(ports.error()));
  if (Result<void> declared = model->apply_declaration(); !declared) return pass(std::move(declared.error()));
  return model;
}

Result<void> RtlModel::read_ports() {
  std::size_t count = 0;
  const quartet_rtl_port* table = plugin_->abi().ports(model_, &count);
  const std::string place = plugin_->file().string();
  if (table == nullptr || count == 0 || count > kMaxPorts) return bad_input(place, "the block offers no ports");
  for (std::size_t i = 0; i < count; ++i) {
    const quartet_rtl_port& p = table[i];
    if (p.name == nullptr || p.data == nullptr || p.bits == 0 || p.bits > kMaxPortBits || p.bytes != bytes_for(p.bits))
      return bad_input(place, "entry " + std::to_string(i) + " of its port table is not as the plug-in interface says",
                       "build it with quartet_add_rtl");
    ports_.emplace_back(p.name, p.bits, p.direction == QUARTET_RTL_INPUT ? Direction::in : Direction::out, p.data);
  }
  return {};
}

Result<void> RtlModel::apply_declaration() {
  std::vector<Problem> problems;
  const auto use = [&](Result<RtlPort> port) {
    if (port) return std::move(*port);
    std::move(port.error().problems.begin(), port.error().problems.end(), std::back_inserter(problems));
    return RtlPort();
  };
  const auto toggle = [&](const std::string& name) {
    const RtlPort clock = use(port(name, Direction::in, 1));
    if (clock) clocks_.push_back(clock.data());
  };
  toggle(declaration().clock);
  for (const auto& [name, mode] : declaration().other_clocks) {
    if (mode == ClockMode::same) {
      toggle(name);
    } else if (RtlPort clock = use(port(name, Direction::in, 1))) {
      clock.set(mode == ClockMode::high ? 1 : 0);
    }
  }
  if (declaration().reset) reset_ = use(port(declaration().reset->port, Direction::in, 1));
  for (const auto& [name, value] : declaration().ties) {
    if (RtlPort tie = use(port(name, Direction::in))) tie.set_lane(0, std::min(tie.bits(), 64u), value);
  }
  for (const auto& [name, of] : declaration().signals) (void)use(port(of));
  for (const Interface& interface : declaration().interfaces) {
    for (const auto& [role, name] : interface.ports) (void)use(port(interface, role));
  }
  if (!problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(problems)});
  return {};
}

std::string RtlModel::port_list() const {
  std::string out;
  for (const RtlPort& p : ports_)
    out += (out.empty() ? "" : ", ") + std::string(text(p.direction())) + " " + p.name() + " [" + std::to_string(p.bits()) + "]";
  return out;
}

Result<RtlPort> RtlModel::port(const std::string& name) const {
  std::vector<std::string> names;
  for (const RtlPort& p : ports_) {
    if (p.name() == name) return p;
    names.push_back(p.name());
  }
  const std::string near = nearest(name, names);
  return bad_input(plugin_->file().string(), "module '" + plugin_->top() + "' has no port '" + name + "'; its ports: " + port_list(),
                   near.empty() ? "" : "did you mean '" + near + "'?");
}

Result<RtlPort> RtlModel::port(const std::string& name, Direction direction, std::uint32_t bits) const {
  Result<RtlPort> found = port(name);
  if (!found) return found;
  const std::string is = "port '" + name + "' of module '" + plugin_->top() + "' is an " + text(found->direction()) + " of " +
                         std::to_string(found->bits()) + " bit, ";
  if (found->direction() != direction) return bad_input(plugin_->file().string(), is + "an " + text(direction) + " is needed; its ports: " + port_list());
  if (bits != 0 && found->bits() != bits)
    return bad_input(plugin_->file().string(), is + std::to_string(bits) + " bit are needed; its ports: " + port_list());
  return found;
}

Result<RtlPort> RtlModel::port(const Interface& interface, const std::string& role) const {
  const InterfaceStyle* style = find_style(interface.kind, interface.style);
  const InterfaceRole* known = style == nullptr ? nullptr : style->find(role);
  if (known == nullptr)
    return fail(ErrorCode::internal, plugin_->file().string(), "a " + interface.kind + " of style " + interface.style + " has no role '" + role + "'");
  const std::string name = interface.port(role);
  if (name.empty()) return RtlPort();
  return port(name, direction_of(interface, *known), known->one_bit ? 1 : 0);
}

Result<RtlPort> RtlModel::signal(const std::string& name) const {
  const auto at = declaration().signals.find(name);
  if (at != declaration().signals.end()) return port(at->second);
  std::vector<std::string> names;
  for (const auto& [known, of] : declaration().signals) names.push_back(known);
  const std::string near = nearest(name, names);
  return bad_input(plugin_->file().string(), "no signal '" + name + "' is declared",
                   near.empty() ? "declare it in quartet_add_rtl: SIGNALS " + name + "=PORT; its ports: " + port_list()
                                : "did you mean '" + near + "'?");
}

void RtlModel::reset() {
  if (reset_) {
    const bool high = declaration().reset->active == Level::high;
    reset_.set(high ? 0 : 1);  // an edge towards the active level, for asynchronous resets
    settle();
    reset_.set(high ? 1 : 0);
    for (std::uint32_t i = 0; i < declaration().reset->cycles; ++i) {
      settle();
      tick();
    }
    reset_.set(high ? 0 : 1);
  }
  settle();
  reset_ticks_ = ticks_;
}

bool RtlModel::stopped() const {
  const char* message = nullptr;
  return plugin_->abi().stopped(model_, &message) != 0;
}

Result<void> RtlModel::check_stopped() const {
  const char* message = nullptr;
  const int state = plugin_->abi().stopped(model_, &message);
  if (state == 0) return {};
  return fail(ErrorCode::check_failed, plugin_->file().string(),
              "block '" + plugin_->name() + "' stopped itself at cycle " + std::to_string(cycle()) + ": " +
                  (message == nullptr ? "" : message));
}

Result<void> RtlModel::open_wave(const std::filesystem::path& file) {
  if (!plugin_->has_waves())
    return bad_input(plugin_->file().string(), "was built without waves", "build it with zlib installed and without NO_WAVES");
  close_wave();
  if (plugin_->abi().wave_open(model_, file.c_str()) != 0)
    return bad_input(file.string(), "the wave file cannot be opened", "is its folder there and writable?");
  wave_open_ = true;
  return {};
}

void RtlModel::close_wave() {
  if (wave_open_) plugin_->abi().wave_close(model_);
  wave_open_ = false;
}

void RtlModel::dump_low() { plugin_->abi().wave_dump(model_, 2 * ticks_ * kHalfCyclePs); }
void RtlModel::dump_high() { plugin_->abi().wave_dump(model_, (2 * ticks_ + 1) * kHalfCyclePs); }

}  // namespace quartet::rtl
