#include "accel/rtl/registers/register_port.hpp"

#include <fmt/format.h>

#include "accel/rtl/memory/find_interface.hpp"
#include "accel/rtl/registers/apb_port.hpp"
#include "accel/rtl/registers/axi4lite_port.hpp"

namespace quartet::rtl {

namespace {

constexpr std::uint32_t kDataBits = 32;

/// Ports of one interface; what cannot be found is kept as problems.
struct Finder {
  const RtlModel& model;
  const Interface& interface;
  std::vector<Problem> problems{};

  RtlPort operator()(const char* role) {
    auto port = model.port(interface, role);
    if (port) return *port;
    problems.insert(problems.end(), port.error().problems.begin(), port.error().problems.end());
    return {};
  }
};

Result<void> check_width(const RtlModel& model, const std::string& place, const RtlPort& data) {
  if (data.bits() == kDataBits) return {};
  return bad_input(place, fmt::format("{} has {} bit, registers have {}; its ports: {}", data.name(), data.bits(), kDataBits, model.port_list()));
}

}  // namespace

Result<std::unique_ptr<IRegisterPort>> make_register_port(const RtlModel& model, const std::string& name, const RegisterPortOptions& options) {
  const auto interface = find_interface(model, "registers", name);
  if (!interface) return pass(interface.error());
  const std::string place = model.plugin().name() + "." + name;
  Finder find{model, **interface};
  if ((*interface)->style == "apb") {
    ApbSignals s{find("sel"), find("enable"), find("write"), find("addr"), find("wdata"), find("strb"), find("rdata"), find("ready"), find("error")};
    if (!find.problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(find.problems)});
    if (auto ok = check_width(model, place, s.read_data); !ok) return pass(ok.error());
    return std::make_unique<ApbPort>(place, name, std::move(s));
  }
  Axi4LiteSignals s{find("awvalid"), find("awready"), find("awaddr"), find("wvalid"), find("wready"), find("wdata"),
                    find("wstrb"),   find("bvalid"),  find("bready"), find("bresp"),  find("arvalid"), find("arready"),
                    find("araddr"),  find("rvalid"),  find("rready"), find("rdata"),  find("rresp")};
  if (!find.problems.empty()) return pass(Error{ErrorCode::bad_input, std::move(find.problems)});
  if (auto ok = check_width(model, place, s.r_data); !ok) return pass(ok.error());
  return std::make_unique<Axi4LitePort>(place, name, std::move(s), options);
}

}  // namespace quartet::rtl
