#include "tests/property/mcu_firmware/boards.hpp"

#include <fmt/format.h>

#include "accel/mcu/target/firmware_file.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet::test {

using namespace mcu;

namespace {

constexpr std::int64_t kPlenty = 16 << 20;

McuParams in_ram(const std::string& core, const std::string& kernels, const std::string& firmware, std::int64_t base) {
  McuParams p;
  p.core = core;
  p.kernels = kernels;
  p.firmware = firmware;
  p.ram_base = base;
  p.ram_bytes = kPlenty;
  return p;
}

McuParams with_flash(const std::string& core, const std::string& kernels, const std::string& firmware,
                     std::int64_t flash) {
  McuParams p = in_ram(core, kernels, firmware, 0x20000000);
  p.flash_base = flash;
  p.flash_bytes = kPlenty;
  p.weights = "flash";
  return p;
}

}  // namespace

const std::vector<McuParams>& boards() {
  static const std::vector<McuParams> kBoards{
      in_ram("cv32e40p", "scalar", "rv32imc", 0x80000000),
      in_ram("ri5cy", "xpulp", "ri5cy", 0x1C000000),
      in_ram("mpic", "mpic", "mpic", 0x1C000000),
      with_flash("cortex-m4f", "smlad", "cortex-m4-stm32", 0x08000000),
      with_flash("cortex-m0plus", "thumb1", "cortex-m0plus-rp2040", 0x10000000),
  };
  return kBoards;
}

std::string difference(const McuParams& params, const Network& network, const std::vector<Values>& inputs,
                       Rounding rounding, bool shift_weights) {
  const auto kernels = find_kernel_set(params.kernels);
  if (!kernels) return kernels.error().text();
  const auto firmware = load_firmware(params.firmware);
  if (!firmware) return firmware.error().text();
  const auto image = compile_image(
      network, *kernels,
      {.rounding = rounding, .stage_bytes = params.weights == "flash" ? params.stage_bytes : 0, .shift_weights = shift_weights});
  if (!image) return image.error().text();
  auto board = Board::make(params, *firmware, *image, {.timed = false});
  if (!board) return board.error().text();
  auto golden = Interpreter::create(network, {.rounding = rounding});
  if (!golden) return golden.error().text();
  std::vector<Values> other = inputs;
  for (Values& v : other) std::reverse(v.begin(), v.end());
  for (const std::vector<Values>& x : {inputs, other}) {
    if (auto ran = golden->run(x); !ran) return ran.error().text();
    const Values expected = golden->tensor(network.logits());
    const auto trace = (*board)->run(x);
    if (!trace) return params.kernels + ": " + trace.error().text();
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (trace->logits.at(i) != expected[i])
        return fmt::format("{}: element {} is {}, not {} ({})", params.kernels, i, trace->logits[i], expected[i],
                           image->layers.front().kernel);
    }
  }
  return "";
}

}  // namespace quartet::test
