#include "sim/run/rtl_request.hpp"

#include <charconv>

namespace quartet {

namespace {

constexpr std::int64_t kMostOffset = 1'000'000;  // cycles of delayed signals that are kept

struct Pair {
  std::string unit, value;
};

Result<Pair> split(const std::string& option, const std::string& text, const std::string& form) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    return fail(ErrorCode::usage, option, "'" + text + "' is not " + form);
  return Pair{text.substr(0, equals), text.substr(equals + 1)};
}

Result<RtlOptions::Offset> offset(const Pair& pair) {
  if (pair.value == "any") return RtlOptions::Offset{pair.unit, std::nullopt};
  std::int64_t cycles = 0;
  const char* first = pair.value.data();
  const char* last = first + pair.value.size();
  const auto [end, error] = std::from_chars(first, last, cycles);
  if (error != std::errc{} || end != last || cycles > kMostOffset || cycles < -kMostOffset)
    return fail(ErrorCode::usage, "--rtl-offset", "'" + pair.value + "' is no number of cycles", "give a whole number, or 'any' to compare values only");
  return RtlOptions::Offset{pair.unit, cycles};
}

}  // namespace

Result<std::optional<RtlOptions>> rtl_options(const RunRequest& request) {
  if (request.fidelity != "rtl") {
    const char* option = !request.rtl.empty() ? "--rtl" : !request.rtl_offset.empty() ? "--rtl-offset" : !request.wave.empty() ? "--wave" : nullptr;
    if (option != nullptr) return fail(ErrorCode::usage, option, "has no effect on the " + request.fidelity + " rung", "add --fidelity rtl");
    return std::nullopt;
  }
  RtlOptions out;
  out.wave = request.wave;
  for (const std::string& text : request.rtl) {
    auto pair = split("--rtl", text, "UNIT=PLUGIN");
    if (!pair) return pass(pair.error());
    out.blocks.push_back({std::move(pair->unit), std::move(pair->value)});
  }
  for (const std::string& text : request.rtl_offset) {
    const auto pair = split("--rtl-offset", text, "UNIT=CYCLES or UNIT=any");
    if (!pair) return pass(pair.error());
    auto one = offset(*pair);
    if (!one) return pass(one.error());
    out.offsets.push_back(std::move(*one));
  }
  return out;
}

}  // namespace quartet
