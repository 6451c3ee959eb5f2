#include <algorithm>

#include "sim/explore/network_template/network_template.hpp"

namespace quartet {

const std::vector<NetworkTemplateKind>& network_templates() {
  static const std::vector<NetworkTemplateKind> kinds = {
      {"tc_resnet", "temporal convolutions in residual blocks, as the HANNAH search shapes them for UltraTrail", make_tc_resnet_template},
  };
  return kinds;
}

Result<std::unique_ptr<INetworkTemplate>> make_network_template(const std::string& name) {
  const auto& kinds = network_templates();
  const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const NetworkTemplateKind& k) { return k.name == name; });
  if (kind != kinds.end()) return kind->create();
  std::vector<std::string> names;
  std::string list;
  for (const NetworkTemplateKind& k : kinds) {
    names.push_back(k.name);
    list += (list.empty() ? "" : ", ") + k.name;
  }
  const std::string near = nearest(name, names);
  return bad_input("template", "'" + name + "' is unknown", near.empty() ? "known: " + list : "did you mean '" + near + "'?");
}

}  // namespace quartet
