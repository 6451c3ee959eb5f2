#include "accel/cnn/model/sequencer.hpp"

#include <algorithm>

namespace quartet::cnn {

Sequencer::Sequencer(const sc_core::sc_module_name& name, const Program& program, const Params& params,
                     sc_core::sc_time cycle, Parts parts)
    : sc_module(name),
      layer_cycles(program.layers.size(), 0),
      outputs(program.layers.size()),
      program_(program),
      params_(params),
      cycle_(cycle),
      parts_(parts),
      rows_(program.layers.size()) {
  SC_THREAD(main);
}

std::uint64_t Sequencer::now() const {
  return sc_core::sc_time_stamp().value() / cycle_.value();
}

void Sequencer::spend(std::size_t layer, std::uint64_t cycles) {
  layer_cycles[layer] += cycles;
  std::vector<bool> on(parts_.quadrants.size(), false);
  for (const int p : program_.layers[layer].processors)
    on[static_cast<std::size_t>(p / params_.processors_per_quadrant)] = true;
  for (std::size_t q = 0; q < on.size(); ++q) parts_.quadrants[q]->active_cycles += on[q] ? cycles : 0;
  wait(static_cast<double>(cycles) * cycle_);
}

const RowOps& Sequencer::row_ops(std::size_t index, int row) {
  const HwLayer& layer = program_.layers[index];
  const std::size_t kind = (layer.y.is_padding(row) ? 1U : 0U) + (layer.y.completes_output(row) ? 2U : 0U);
  RowCache& cache = rows_[index];
  if (!cache.known[kind]) {
    cache.ops[kind] = walk_row(layer, params_, row);
    cache.known[kind] = true;
  }
  return cache.ops[kind];
}

std::uint64_t Sequencer::lost_to_bus(std::size_t index, int row, std::uint64_t cycles) {
  if (!params_.overlap_load) return 0;
  const HwLayer& layer = program_.layers[index];
  const RowOps& ops = row_ops(index, row);
  const DataRegion& out = program_.memory.region(layer.output);
  const std::uint64_t read_mask = program_.memory.region(layer.operands[0]).instance_mask();
  const std::uint64_t write_mask = out.instance_mask();
  const std::int64_t writes =
      layer.y.completes_output(row)
          ? std::int64_t{layer.x.out} * out.channels.passes * params_.processors_per_instance
          : 0;
  std::uint64_t worst = 0;
  for (int i = 0; i < parts_.data_memory.count(); ++i) {
    const bool reads = ((read_mask >> i) & 1U) != 0;
    const bool wrote = ((write_mask >> i) & 1U) != 0;
    const std::int64_t accesses =
        (reads && !layer.y.is_padding(row) ? static_cast<std::int64_t>(ops.reads) : 0) + (wrote ? writes : 0);
    // The processors run in step: the instance that loses most delays them all.
    worst = std::max(worst, parts_.data_memory.port(i).lost(now(), cycles, accesses));
  }
  conflicts += worst;
  return worst;
}

// The block's rows take the time of the model's, and both compute the values.
void Sequencer::run_stand_in(std::size_t index) {
  if (!status) return;
  const Result<std::vector<std::uint64_t>> rows = stand_in->run(index, parts_.data_path.work(index));
  if (!rows) {
    status = pass(rows.error());
    return;
  }
  std::vector<std::uint64_t> modelled;
  for (int row = 0; row < program_.layers[index].y.walked(); ++row) {
    const auto i = static_cast<std::size_t>(row);
    modelled.push_back(row_ops(index, row).cycles());
    const std::uint64_t cycles = i < rows->size() ? (*rows)[i] : 0;
    spend(index, cycles + lost_to_bus(index, row, cycles));
  }
  finish_layer(index);
  if (status) status = stand_in->compare(index, modelled, outputs[index]);
}

void Sequencer::run_layer(std::size_t index) {
  if (stand_in != nullptr && stand_in->stands_for(index)) return run_stand_in(index);
  const HwLayer& layer = program_.layers[index];
  if (const std::uint64_t setup = setup_cycles(layer, params_); setup > 0) spend(index, setup);
  for (int row = 0; row < layer.y.walked(); ++row) {
    const std::uint64_t cycles = row_ops(index, row).cycles();
    spend(index, cycles + lost_to_bus(index, row, cycles));
  }
  finish_layer(index);
}

void Sequencer::finish_layer(std::size_t index) {
  if (!status) return;
  Result<Values> values = parts_.data_path.run(index);
  if (!values) {
    status = pass(std::move(values.error()));
    return;
  }
  outputs[index] = std::move(*values);
}

/// Progress of one streaming layer.
struct Sequencer::Stream {
  int row = 0;       ///< next row of the walk
  int produced = 0;  ///< output rows done
};

void Sequencer::run_streaming(std::size_t count) {
  std::vector<Stream> streams(count);
  for (bool busy = true; busy;) {
    busy = false;
    std::optional<std::size_t> ready;
    for (std::size_t l = count; l-- > 0;) {
      const HwLayer& layer = program_.layers[l];
      if (streams[l].row >= layer.y.walked()) continue;
      busy = true;
      const int available = l == 0 ? parts_.fifo.rows() : streams[l - 1].produced;
      const int data_row = std::clamp(streams[l].row - layer.y.before, -1, layer.y.size - 1);
      const int needed = data_row < 0 ? 0 : data_row * layer.pool_stride.h + layer.pool_window.h;
      if (available >= needed) {
        ready = l;
        break;
      }
    }
    if (!ready) {
      if (!busy) break;
      const std::uint64_t from = now();
      wait(parts_.fifo.row_written);
      fifo_waits += now() - from;
      continue;
    }
    Stream& s = streams[*ready];
    const HwLayer& layer = program_.layers[*ready];
    if (s.row == 0) {
      if (const std::uint64_t setup = setup_cycles(layer, params_); setup > 0) spend(*ready, setup);
    }
    spend(*ready, row_ops(*ready, s.row).cycles());
    if (layer.y.completes_output(s.row)) ++s.produced;
    ++s.row;
    if (*ready == 0) parts_.fifo.release_below(std::max(0, s.row - layer.y.before) * layer.pool_stride.h);
  }
  for (std::size_t l = 0; l < count; ++l) finish_layer(l);
}

void Sequencer::main() {
  wait(parts_.apb.start);
  status = parts_.data_path.start();
  wait(static_cast<double>(params_.startup_cycles) * cycle_);
  first_layer_at = now();
  const std::size_t count = std::min<std::size_t>(program_.layers.size(), parts_.apb.layer_count());
  std::size_t streaming = 0;
  while (streaming < count && program_.layers[streaming].streaming) ++streaming;
  if (streaming > 0) run_streaming(streaming);
  for (std::size_t i = streaming; i < count; ++i) run_layer(i);
  finished_at = now();
  parts_.apb.finish();
}

}  // namespace quartet::cnn
