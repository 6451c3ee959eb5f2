#include "accel/mcu/firmware/include/quartet_frontend.h"
#include "accel/mcu/frontend/image_writer.hpp"
#include "accel/mcu/frontend/programs.hpp"

namespace quartet::mcu {

Result<FrontEndProgram> resize_program(const sensor::ResizeParams& params, const sensor::Picture& size) {
  constexpr std::uint64_t kMostTotal = 1 << 23;
  constexpr std::int64_t kMostChannels = 64;
  const auto side = [](std::int64_t n) { return n >= 1 && n <= sensor::kMostSide; };
  if (!side(size.height) || !side(size.width) || size.channels < 1 || size.channels > kMostChannels)
    return bad_input("front end", "pictures have 1 to 4096 rows and columns and 1 to 64 channels");
  const sensor::Taps rows = sensor::make_taps(params.method, size.height, params.height);
  const sensor::Taps columns = sensor::make_taps(params.method, size.width, params.width);
  if (std::uint64_t{rows.total} * columns.total > kMostTotal)
    return bad_input(
        "front end",
        "the picture has more than 2^23 pixels, for which the sums of the firmware have no room");
  ImageWriter out(sizeof(q_resize));
  q_resize head{};
  head.magic = Q_RESIZE_MAGIC;
  head.in_width = static_cast<std::uint32_t>(size.width);
  head.channels = static_cast<std::uint32_t>(size.channels);
  head.out_height = static_cast<std::uint32_t>(params.height);
  head.out_width = static_cast<std::uint32_t>(params.width);
  head.row_taps = rows.per_pixel, head.column_taps = columns.per_pixel;
  head.total = rows.total * columns.total;
  head.row_first = out.append(rows.first), head.rows = out.append(rows.weights);
  head.column_first = out.append(columns.first), head.columns = out.append(columns.weights);
  const std::int64_t bytes = size.height * size.width * size.channels;
  return FrontEndProgram{
      "fixed", out.finish(head), bytes, bytes, 0, std::int64_t{params.height} * params.width * size.channels};
}

}  // namespace quartet::mcu
