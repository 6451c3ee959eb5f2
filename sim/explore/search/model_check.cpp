#include "sim/explore/search/model_check.hpp"

#include "sim/explore/workers/worker.hpp"

namespace quartet {

Result<std::vector<ModelCheck>> model_checks(const SweepSpec& spec, Store& store, std::int64_t sweep) {
  const SamplerKind* kind = find_sampler(spec.sampler);
  if (kind == nullptr || !kind->has_model) return std::vector<ModelCheck>();
  auto sampler = make_sampler(spec);
  if (!sampler) return pass(sampler.error());
  std::vector<Known> known;
  const auto seen = store.visit(sweep, [&](const StoredPoint& point) {
    known.push_back(known_of(spec, point.result, values_of(spec, point)));
    return true;
  });
  if (!seen) return pass(seen.error());
  (*sampler)->search()->learn(std::move(known));
  return (*sampler)->search()->model_checks();
}

}  // namespace quartet
