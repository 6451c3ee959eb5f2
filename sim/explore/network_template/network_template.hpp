// Networks with parameters: axes of a sweep shape the network ("network.blocks"). Their weights are not trained.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/config/parameter_set.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

class INetworkTemplate {
 public:
  virtual ~INetworkTemplate() = default;
  /// Every knob, named "network.…".
  [[nodiscard]] virtual ParameterSet& parameters() = 0;
  /// Validated network of the present parameters; bad_input where they make none.
  [[nodiscard]] virtual Result<Network> build() const = 0;
};

/// A registered template: one line in network_templates.cpp.
struct NetworkTemplateKind {
  std::string name;
  std::string sentence;
  std::unique_ptr<INetworkTemplate> (*create)();
};
[[nodiscard]] const std::vector<NetworkTemplateKind>& network_templates();
/// An unknown name is an error with the nearest one.
[[nodiscard]] Result<std::unique_ptr<INetworkTemplate>> make_network_template(const std::string& name);

[[nodiscard]] std::unique_ptr<INetworkTemplate> make_tc_resnet_template();

}  // namespace quartet
