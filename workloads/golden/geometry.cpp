#include "workloads/golden/geometry.hpp"

namespace quartet::golden {
namespace {

Result<Geometry> map_to_map(const KernelContext& context) {
  const Shape& in = context.input().shape;
  const Shape& out = context.output().shape;
  if (in.size() != 3 || out.size() != 3) {
    return context.refuse("the shapes " + to_string(in) + " and " + to_string(out) + " are not H x W x C");
  }
  Geometry g;
  g.in_h = in[0], g.in_w = in[1], g.in_c = in[2];
  g.out_h = out[0], g.out_w = out[1], g.out_c = out[2];
  return g;
}

}  // namespace

Result<Geometry> window_geometry(const KernelContext& context) {
  auto g = map_to_map(context);
  if (!g) return g;
  const Attributes& a = context.layer.attributes;
  g->kernel = a.kernel, g->stride = a.stride, g->dilation = a.dilation;
  g->top = a.padding.top, g->left = a.padding.left;
  g->groups = context.layer.op == "depthwise_conv2d" ? g->in_c : a.groups;
  return g;
}

Result<Geometry> global_geometry(const KernelContext& context) {
  const Shape& in = context.input().shape;
  if (in.size() != 3) return context.refuse("the shape " + to_string(in) + " is not H x W x C");
  Geometry g;
  g.in_h = in[0], g.in_w = in[1], g.in_c = g.out_c = in[2];
  g.kernel = {in[0], in[1]};
  return g;
}

Result<Geometry> transposed_geometry(const KernelContext& context) {
  auto g = map_to_map(context);
  if (!g) return g;
  const Attributes& a = context.layer.attributes;
  g->kernel = a.kernel, g->dilation = a.dilation, g->stretch = a.stride;
  g->top = a.dilation.h * (a.kernel.h - 1) - a.padding.top;
  g->left = a.dilation.w * (a.kernel.w - 1) - a.padding.left;
  g->groups = a.groups;
  return g;
}

Result<Geometry> dense_geometry(const KernelContext& context) {
  Geometry g;
  g.in_c = static_cast<int>(context.input().elements());
  g.out_c = static_cast<int>(context.output().elements());
  return g;
}

}  // namespace quartet::golden
