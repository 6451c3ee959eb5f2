// The test of scores behind which an inference may end.
#include "accel/mcu/image/builder.hpp"

namespace quartet::mcu {

Result<void> lower_exit(ImageBuilder& builder, const ImageExit& exit) {
  const Network& network = builder.network();
  const Tensor& scores = network.tensor(exit.scores);
  if (scores.elements() < 2)
    return refuse(builder, exit.layer, "the test for an early exit needs two scores", "use a classifier of two classes or more");
  Step step = builder.step(exit.layer);
  step.suffix = ".exit";
  step.kernel = "exit";
  step.record.op = Q_LEAVE;
  step.record.count = static_cast<std::int32_t>(scores.elements());
  step.record.out_words = scores.type.fits_int8() ? 0 : 1;
  step.record.clamp_min = static_cast<std::int32_t>(exit.margin);
  step.inputs = {exit.scores};
  step.output = exit.scores;
  builder.add(std::move(step));
  return {};
}

}  // namespace quartet::mcu
