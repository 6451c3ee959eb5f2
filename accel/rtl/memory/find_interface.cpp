#include "accel/rtl/memory/find_interface.hpp"

#include <fmt/format.h>

namespace quartet::rtl {

namespace {

std::string listed(const std::vector<const Interface*>& interfaces) {
  std::string text;
  for (const Interface* i : interfaces) text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", i->name, i->style);
  return text.empty() ? "none" : text;
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace

Result<const Interface*> find_interface(const RtlModel& model, const std::string& kind, const std::string& name) {
  const auto all = model.declaration().all(kind);
  std::vector<std::string> names;
  for (const Interface* i : all) {
    if (i->name == name) return i;
    names.push_back(i->name);
  }
  const std::string near = nearest(name, names);
  return bad_input(model.plugin().file().string(),
                   fmt::format("block '{}' has no {} interface '{}'; it has: {}", model.plugin().name(), kind, name, listed(all)),
                   near.empty() ? fmt::format("declare it in quartet_add_rtl ({} NAME:STYLE=PREFIX); its ports: {}", upper(kind), model.port_list())
                                : "did you mean '" + near + "'?");
}

Result<const Interface*> only_interface(const RtlModel& model, const std::string& kind) {
  const auto all = model.declaration().all(kind);
  if (all.size() == 1) return all.front();
  return bad_input(model.plugin().file().string(),
                   fmt::format("block '{}' has {} {} interfaces ({}), one is needed", model.plugin().name(), all.size(), kind, listed(all)),
                   fmt::format("declare it in quartet_add_rtl ({} NAME:STYLE=PREFIX); its ports: {}", upper(kind), model.port_list()));
}

}  // namespace quartet::rtl
