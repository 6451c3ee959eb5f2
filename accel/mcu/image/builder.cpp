#include "accel/mcu/image/builder.hpp"

#include <bit>
#include <cstring>

#include "accel/mcu/image/arena.hpp"

namespace quartet::mcu {

static_assert(std::endian::native == std::endian::little, "the image is little endian");

namespace {

struct Extents {
  int h = 1, w = 1, c = 1;
};

Extents extents(const Shape& shape) {
  if (shape.size() == 3) return {shape[0], shape[1], shape[2]};
  if (shape.size() == 2) return {1, shape[0], shape[1]};
  return {1, 1, static_cast<int>(element_count(shape))};
}

}  // namespace

std::uint32_t ImageBuilder::append(const void* data, std::size_t bytes) {
  const std::size_t at = data_.size();
  data_.resize((at + bytes + 3) / 4 * 4);
  if (bytes != 0) std::memcpy(data_.data() + at, data, bytes);
  return static_cast<std::uint32_t>(at);
}

Step ImageBuilder::step(int index) const {
  const Layer& layer = network_.layers[static_cast<std::size_t>(index)];
  Step step;
  step.source = index;
  step.inputs = layer.inputs;
  step.output = layer.output;
  q_layer& r = step.record;
  const Tensor &in = network_.tensor(layer.inputs.at(0)), &out = network_.tensor(layer.output);
  const Extents i = extents(in.shape), o = extents(out.shape);
  r.in_h = i.h, r.in_w = i.w, r.in_c = i.c;
  r.out_h = o.h, r.out_w = o.w, r.out_c = o.c;
  const Attributes& a = layer.attributes;
  r.kernel_h = a.kernel.h, r.kernel_w = a.kernel.w;
  r.stride_h = a.stride.h, r.stride_w = a.stride.w;
  r.dilation_h = a.dilation.h, r.dilation_w = a.dilation.w;
  r.pad_top = a.padding.top, r.pad_left = a.padding.left;
  r.groups = a.groups;
  r.in_zero = in.quantization.zero_point();
  r.out_zero = out.quantization.zero_point();
  const auto low = std::max<std::int64_t>(layer.requantization.clamp_min, out.type.min());
  const auto high = std::min<std::int64_t>(layer.requantization.clamp_max, out.type.max());
  r.clamp_min = static_cast<std::int32_t>(low);
  r.clamp_max = static_cast<std::int32_t>(high);
  r.count = static_cast<std::int32_t>(out.elements());
  r.weight_kind = Q_W8;
  r.activation_format = 8;
  return step;
}

TensorId ImageBuilder::root(TensorId id) const {
  for (auto it = aliases_.rbegin(); it != aliases_.rend(); ++it) {
    if (it->from == id) id = it->to;
  }
  return id;
}

// A buffer a tensor that some step touches, and one a step with scratch memory.
void ImageBuilder::place_tensors(NetworkImage& image) {
  const int steps = static_cast<int>(steps_.size());
  const TensorId logits = root(network_.logits());
  std::vector<int> buffer_of(network_.tensors.size(), -1);
  std::vector<ArenaBuffer> buffers;
  const auto touch = [&](TensorId id, int step, std::int64_t bytes) {
    int& buffer = buffer_of[static_cast<std::size_t>(id)];
    if (buffer < 0) {
      buffer = static_cast<int>(buffers.size());
      buffers.push_back({bytes, step, step});
    }
    ArenaBuffer& b = buffers[static_cast<std::size_t>(buffer)];
    b.last = std::max(b.last, step);
    b.bytes = std::max(b.bytes, bytes);
  };
  const auto bytes_of = [&](TensorId id) {
    const Tensor& t = network_.tensor(id);
    return t.elements() * (t.type.fits_int8() ? 1 : 4);
  };
  for (const TensorId id : network_.inputs) touch(root(id), 0, bytes_of(id));
  std::vector<int> scratch(steps_.size(), -1), stage(steps_.size(), -1);
  for (int s = 0; s < steps; ++s) {
    const Step& step = steps_[static_cast<std::size_t>(s)];
    for (const TensorId id : step.inputs) touch(root(id), s, bytes_of(id));
    touch(root(step.output), s, bytes_of(step.output));
    if (const std::int64_t staged = std::int64_t{step.record.stage_weights} + step.record.stage_channels; staged > 0) {
      stage[static_cast<std::size_t>(s)] = static_cast<int>(buffers.size());
      buffers.push_back({staged, s, s});
    }
    const std::int64_t bytes = scratch_bytes(kernels_, step.record);
    if (bytes == 0) continue;
    scratch[static_cast<std::size_t>(s)] = static_cast<int>(buffers.size());
    buffers.push_back({bytes, s, s});
  }
  touch(logits, steps, bytes_of(logits));
  for (const TensorId id : network_.outputs) touch(root(id), steps, bytes_of(id));
  image.arena_bytes = plan_arena(buffers);
  const auto place = [&](TensorId id) {
    return buffers[static_cast<std::size_t>(buffer_of[static_cast<std::size_t>(root(id))])].offset;
  };
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    Step& step = steps_[s];
    step.record.in = static_cast<std::uint32_t>(place(step.inputs.at(0)));
    if (step.inputs.size() > 1) step.record.in2 = static_cast<std::uint32_t>(place(step.inputs[1]));
    step.record.out = static_cast<std::uint32_t>(place(step.output) + step.output_skip);
    if (step.record.op == Q_LEAVE)
      image.exit = {s, place(step.output), step.record.count, step.record.out_words != 0};
    if (stage[s] >= 0)
      step.record.stage = static_cast<std::uint32_t>(buffers[static_cast<std::size_t>(stage[s])].offset);
    if (scratch[s] >= 0)
      step.record.scratch = static_cast<std::uint32_t>(buffers[static_cast<std::size_t>(scratch[s])].offset);
  }
  for (const TensorId id : network_.inputs) {
    image.inputs.push_back(place(id));
    image.input_bytes.push_back(bytes_of(id));
  }
  image.output = place(logits);
}

NetworkImage ImageBuilder::finish() {
  NetworkImage image;
  place_tensors(image);
  const Tensor& logits = network_.tensor(network_.logits());
  image.output_elements = logits.elements();
  image.output_words = !logits.type.fits_int8();
  const std::size_t table = sizeof(q_header);
  const auto data = static_cast<std::uint32_t>(table + steps_.size() * sizeof(q_layer));
  q_header header{};
  header.magic = Q_IMAGE_MAGIC;
  header.image_bytes = static_cast<std::uint32_t>(data + data_.size());
  header.layer_count = static_cast<std::uint32_t>(steps_.size());
  header.layers = static_cast<std::uint32_t>(table);
  header.arena_bytes = static_cast<std::uint32_t>(image.arena_bytes);
  header.input_count = static_cast<std::uint32_t>(image.inputs.size());
  header.output = static_cast<std::uint32_t>(image.output);
  header.output_words = image.output_words ? 1 : 0;
  header.block = static_cast<std::uint32_t>(kernels_.block);
  image.bytes.resize(data + data_.size());
  std::memcpy(image.bytes.data(), &header, sizeof header);
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const Step& step = steps_[s];
    q_layer record = step.record;
    for (std::uint32_t* const offset : {&record.weights, &record.channels, &record.table, &record.table2})
      *offset += data;
    std::memcpy(image.bytes.data() + table + s * sizeof record, &record, sizeof record);
    const Layer& layer = network_.layers[static_cast<std::size_t>(step.source)];
    const bool first = s == 0 || steps_[s - 1].source != step.source;
    image.layers.push_back({layer.name + step.suffix, layer.op, step.kernel,
                            first ? layer_macs(network_, layer) : 0, step.weight_bytes});
    image.weight_bytes += step.weight_bytes;
  }
  if (!data_.empty()) std::memcpy(image.bytes.data() + data, data_.data(), data_.size());
  return image;
}

tl::unexpected<Error> refuse(const ImageBuilder& builder, int layer, std::string cause, std::string remedy) {
  const Layer& l = builder.network().layers[static_cast<std::size_t>(layer)];
  return bad_input("layer '" + l.name + "' (" + l.op + ")", std::move(cause), std::move(remedy));
}

Result<void> check_bytes(const ImageBuilder& builder, int layer, bool output_too) {
  const Network& network = builder.network();
  const Layer& l = network.layers[static_cast<std::size_t>(layer)];
  std::vector<TensorId> ids = l.inputs;
  if (output_too) ids.push_back(l.output);
  for (const TensorId id : ids) {
    if (!network.tensor(id).type.fits_int8())
      return refuse(builder, layer, "activations of type " + network.tensor(id).type.name() + " do not fit a byte",
                    "the firmware computes on int8 and narrower");
  }
  return {};
}

}  // namespace quartet::mcu
