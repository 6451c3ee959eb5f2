#include "accel/cim/array/analog_array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "accel/cim/array/cell_block.hpp"

namespace quartet::cim {
namespace {

constexpr double kLargestProduct = 16777216.0;  // 2^24
constexpr int kBatch = 128;                     // inputs at once: sums and inputs stay in the second cache

bool overlap(const WeightBlock& a, const WeightBlock& b) {
  return a.row < b.row + b.rows && b.row < a.row + a.rows && a.column < b.column + b.columns &&
         b.column < a.column + a.columns;
}

std::string block_place(std::size_t index) {
  return fmt::format("weight block {}", index);
}

Result<void> check_block(const WeightBlock& b, std::size_t index, const AnalogArray::Params& params) {
  const std::string place = block_place(index);
  const bool inside = b.row >= 0 && b.column >= 0 && b.rows >= 1 && b.columns >= 1 && b.rows <= params.rows &&
                      b.columns <= params.columns && b.row <= params.rows - b.rows &&
                      b.column <= params.columns - b.columns;
  if (!inside)
    return bad_input(place,
                     fmt::format("{} x {} at row {}, column {} is not inside the array", b.rows, b.columns,
                                 b.row, b.column),
                     fmt::format("the array has {} rows and {} columns", params.rows, params.columns));
  if (b.weights.size() != static_cast<std::size_t>(b.rows) * static_cast<std::size_t>(b.columns))
    return bad_input(place, fmt::format("{} weights for {} x {} cells", b.weights.size(), b.rows, b.columns));
  if (!(b.full_scale > 0 && b.full_scale <= kLargestProduct))
    return bad_input(place, fmt::format("the full scale {} is out of range", b.full_scale),
                     "above 0, at most 2^24");
  const auto limit = static_cast<float>(b.full_scale);
  for (const float w : b.weights) {
    if (!(std::abs(w) <= limit))
      return bad_input(place, fmt::format("the weight {} is beyond full scale", w),
                       fmt::format("-{} to {}", b.full_scale, b.full_scale));
  }
  return {};
}

}  // namespace

struct AnalogArray::State {
  Params params;
  const Loops* loops = nullptr;
  std::vector<CellBlock> blocks;
  std::uint64_t mvms = 0;
  // Scratch of one batch.
  std::vector<float> squared, magnitude, positioned, z;
  std::vector<double> sums, noise_sums, total_sums, position_sums;

  void run_batch(const CellBlock& block, const MvmBatch& in, std::span<double> outputs);
  void prepare(const CellBlock& block, const MvmBatch& in);
  void multiply_all(const CellBlock& block, const MvmBatch& in, double* y);
  void finish_row(const CellBlock& block, const MvmBatch& in, int b, double* y);
  void add_device_noise(const CellBlock& block, const float* x, std::uint64_t number, double* y);
  void draw(RandomKey key, std::uint64_t number, int count);
};

AnalogArray::AnalogArray(std::unique_ptr<State> state) : state_(std::move(state)) {}
AnalogArray::AnalogArray(const AnalogArray& other) : state_(std::make_unique<State>(*other.state_)) {}
AnalogArray::AnalogArray(AnalogArray&&) noexcept = default;
AnalogArray& AnalogArray::operator=(AnalogArray&&) noexcept = default;
AnalogArray::~AnalogArray() = default;

Result<AnalogArray> AnalogArray::create(Params params) {
  const bool sides =
      params.rows >= 1 && params.rows <= kMaxSide && params.columns >= 1 && params.columns <= kMaxSide;
  if (!sides || std::int64_t{params.rows} * params.columns > kMaxCells)
    return bad_input("array", fmt::format("{} x {} cells are out of range", params.rows, params.columns),
                     fmt::format("1 to {} rows and columns, at most {} cells", kMaxSide, kMaxCells));
  if (auto ok = check_device(params.device, "device model " + params.device.name); !ok)
    return pass(ok.error());
  if (auto ok = params.effects.check(); !ok) return pass(ok.error());
  auto state = std::make_unique<State>();
  state->loops = &loops(params.isa);
  state->params = std::move(params);
  return AnalogArray(std::move(state));
}

Result<void> AnalogArray::program(std::span<const WeightBlock> blocks) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (auto ok = check_block(blocks[i], i, state_->params); !ok) return ok;
    for (std::size_t j = 0; j < i; ++j) {
      if (overlap(blocks[i], blocks[j])) return bad_input(block_place(i), "overlaps " + block_place(j));
    }
  }
  state_->blocks.clear();
  for (const WeightBlock& block : blocks) state_->blocks.emplace_back(block, state_->params, *state_->loops);
  return {};
}

void AnalogArray::set_programmed() {
  for (CellBlock& block : state_->blocks) block.set_programmed(state_->params);
}

Result<void> AnalogArray::set_time(double t_inference_s, std::uint64_t epoch) {
  if (auto ok = check_time(t_inference_s, "inference time"); !ok) return ok;
  for (CellBlock& block : state_->blocks) block.set_time(state_->params, t_inference_s, epoch);
  return {};
}

Result<void> AnalogArray::mvm(std::size_t index, const MvmBatch& in, std::span<double> outputs) {
  if (index >= state_->blocks.size())
    return bad_input(block_place(index), fmt::format("the array holds {} blocks", state_->blocks.size()));
  const CellBlock& block = state_->blocks[index];
  const WeightBlock& info = block.info();
  const std::string place = block_place(index);
  if (in.batch < 0 ||
      in.codes.size() != static_cast<std::size_t>(in.batch) * static_cast<std::size_t>(info.rows) ||
      outputs.size() != static_cast<std::size_t>(in.batch) * static_cast<std::size_t>(info.columns))
    return bad_input(place, fmt::format("{} inputs and {} outputs for {} MVMs of {} x {}", in.codes.size(),
                                        outputs.size(), in.batch, info.rows, info.columns));
  if (!(in.max_code > 0 && in.max_code * info.full_scale <= kLargestProduct))
    return bad_input(
        place,
        fmt::format("largest input {} times largest weight {} is out of range", in.max_code, info.full_scale),
        "above 0, at most 2^24");
  if (!(in.unit > 0 && in.unit <= kLargestProduct && in.unit * kLargestProduct >= 1.0))
    return bad_input(place, fmt::format("the input unit {} is out of range", in.unit), "2^-24 to 2^24");
  const std::int64_t beyond = state_->loops->beyond(in.codes.data(), static_cast<float>(in.max_code),
                                                    static_cast<std::int64_t>(in.codes.size()));
  if (beyond > 0)
    return bad_input(place, fmt::format("{} inputs are beyond ±{} or not numbers", beyond, in.max_code));

  for (int start = 0; start < in.batch; start += kBatch) {
    const int count = std::min(kBatch, in.batch - start);
    MvmBatch part = in;
    part.batch = count;
    part.codes = in.codes.subspan(static_cast<std::size_t>(start) * static_cast<std::size_t>(info.rows),
                                  static_cast<std::size_t>(count) * static_cast<std::size_t>(info.rows));
    part.first_index = in.first_index + static_cast<std::uint64_t>(start);
    state_->run_batch(
        block, part,
        outputs.subspan(static_cast<std::size_t>(start) * static_cast<std::size_t>(info.columns),
                        static_cast<std::size_t>(count) * static_cast<std::size_t>(info.columns)));
  }
  state_->mvms += static_cast<std::uint64_t>(in.batch);
  return {};
}

void AnalogArray::State::run_batch(const CellBlock& block, const MvmBatch& in, std::span<double> outputs) {
  prepare(block, in);
  const int columns = block.info().columns, padded = block.weights().padded_columns();
  double* y = outputs.data();  // sums come with whole panels
  if (padded != columns) {
    sums.resize(static_cast<std::size_t>(in.batch) * static_cast<std::size_t>(padded));
    y = sums.data();
  }
  multiply_all(block, in, y);
  for (int b = 0; b < in.batch; ++b, y += padded) {
    finish_row(block, in, b, y);
    if (padded != columns) std::copy_n(y, columns, outputs.data() + std::int64_t{b} * columns);
  }
}

/// The inputs of the products that the effects need.
void AnalogArray::State::prepare(const CellBlock& block, const MvmBatch& in) {
  const Nonidealities& e = params.effects;
  if (e.mvm_noise && e.mvm_noise_form == "output") {
    squared.resize(in.codes.size());
    for (std::size_t i = 0; i < squared.size(); ++i) squared[i] = in.codes[i] * in.codes[i];
  }
  if (!e.ir_drop) return;
  magnitude.resize(in.codes.size());
  positioned.resize(in.codes.size());
  const int rows = block.info().rows;
  std::vector<float> share(static_cast<std::size_t>(rows));
  for (int r = 0; r < rows; ++r) {
    const double rest = 1.0 - static_cast<double>(block.info().row + r) / params.rows;
    share[static_cast<std::size_t>(r)] = static_cast<float>(1.0 - rest * rest);
  }
  for (std::size_t i = 0, r = 0; i < magnitude.size(); ++i) {
    magnitude[i] = std::abs(in.codes[i]);
    positioned[i] = in.codes[i] * share[r];
    if (++r == share.size()) r = 0;
  }
}

void AnalogArray::State::multiply_all(const CellBlock& block, const MvmBatch& in, double* y) {
  const auto size =
      static_cast<std::size_t>(in.batch) * static_cast<std::size_t>(block.weights().padded_columns());
  std::vector<Product> products{{&block.weights(), in.codes.data(), y}};
  if (params.effects.mvm_noise && params.effects.mvm_noise_form == "output") {
    noise_sums.resize(size);
    products.push_back({&block.total(), squared.data(), noise_sums.data()});
  }
  if (params.effects.ir_drop) {
    total_sums.resize(size);
    position_sums.resize(size);
    products.push_back({&block.total(), magnitude.data(), total_sums.data()});
    products.push_back({&block.weights(), positioned.data(), position_sums.data()});
  }
  multiply(products, in.batch, block.exact_run(in.max_code), *loops);
}

/// All effects on the sums of MVM b, in codes; `real` turns them into full-scale weights × inputs.
void AnalogArray::State::finish_row(const CellBlock& block, const MvmBatch& in, int b, double* y) {
  const Nonidealities& e = params.effects;
  const WeightBlock& info = block.info();
  const std::int64_t offset = std::int64_t{b} * block.weights().padded_columns();
  const double real = in.unit / info.full_scale;
  const std::uint64_t number = in.first_index + static_cast<std::uint64_t>(b);
  if (e.ir_drop)
    loops->ir_drop({y, total_sums.data() + offset, position_sums.data() + offset, info.columns,
                    params.rows / e.ir_drop_g_ratio * in.unit, e.ir_drop_scale, e.ir_drop_linear,
                    e.ir_drop_quadratic, e.ir_drop_cubic});
  if (e.voltage_drop) {
    for (int c = 0; c < info.columns; ++c)
      y[c] *= (1.0 - e.voltage_offset) / (1.0 + e.series_resistance * std::abs(y[c] * real));
  }
  if (e.mvm_noise && e.mvm_noise_form == "output") {
    draw(block.key().child(Purpose::mvm_noise, 0), number, info.columns);
    loops->add_scaled_noise(y, noise_sums.data() + offset, z.data(), e.mvm_noise_sigma * info.full_scale,
                            info.columns);
  } else if (e.mvm_noise) {
    add_device_noise(block, in.codes.data() + std::int64_t{b} * info.rows, number, y);
  }
  if (e.nonlinearity) {
    for (int c = 0; c < info.columns; ++c) y[c] /= 1.0 + e.s_shape * std::abs(y[c] * real);
  }
  if (e.output_noise) {
    draw(block.key().child(Purpose::output_noise, 0), number, info.columns);
    loops->add_noise(y, z.data(), e.output_noise_sigma / real, info.columns);
  }
}

void AnalogArray::State::draw(RandomKey key, std::uint64_t number, int count) {
  const std::int64_t runs = (count + kNormalBlock - 1) / kNormalBlock;
  z.resize(static_cast<std::size_t>(runs * kNormalBlock));
  loops->normals(key.key, number, 0, runs, z.data());
}

/// y += sigma Σ_r x_r (sqrt(g+) z+ − sqrt(g−) z−), a normal for each device.
void AnalogArray::State::add_device_noise(const CellBlock& block, const float* x, std::uint64_t number,
                                          double* y) {
  const WeightBlock& info = block.info();
  const auto sigma = static_cast<float>(params.effects.mvm_noise_sigma * info.full_scale);
  const int cells = info.rows * info.columns;
  for (std::uint64_t polarity : {0, 1}) {
    draw(block.key().child(Purpose::mvm_device_noise, polarity), number, cells);
    const std::vector<float>& amplitude = polarity == 0 ? block.amplitudes().plus : block.amplitudes().minus;
    for (std::int64_t r = 0; r < info.rows; ++r) {
      const float factor = (polarity == 0 ? sigma : -sigma) * x[r];
      const float* a = amplitude.data() + r * info.columns;
      const float* normal = z.data() + r * info.columns;
      for (int c = 0; c < info.columns; ++c) y[c] += static_cast<double>(factor * a[c] * normal[c]);
    }
  }
}

std::vector<float> AnalogArray::effective_weights(std::size_t index) const {
  return state_->blocks.at(index).weights().row_major();
}

const WeightBlock& AnalogArray::block(std::size_t index) const {
  return state_->blocks.at(index).info();
}
std::size_t AnalogArray::blocks() const {
  return state_->blocks.size();
}
const AnalogArray::Params& AnalogArray::params() const {
  return state_->params;
}
std::uint64_t AnalogArray::mvms() const {
  return state_->mvms;
}

}  // namespace quartet::cim
