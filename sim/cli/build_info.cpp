#include "sim/cli/build_info.hpp"

#include <fmt/format.h>

#include <systemc>

#include "accel/target.hpp"
#include "git_revision.inc"
#include "sim/run/version.hpp"

namespace quartet::cli {

std::string git_revision() {
  return QUARTET_GIT_REVISION;
}

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

std::string version_text() {
  std::string kinds;
  for (const TargetKind& kind : target_kinds()) {
    kinds += kinds.empty() ? "" : ", ";
    kinds += kind.name;
  }
  return fmt::format(
      "quartet {}\nrevision  {}\ncompiler  {}\nSystemC   {}\nmachines  {}\nmodels    TensorFlow Lite, ONNX, "
      "QONNX\n",
      version(), git_revision(), compiler(), sc_core::sc_version_string, kinds);
}

}  // namespace quartet::cli
