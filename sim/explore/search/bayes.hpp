// Bayesian optimisation with a prior mean of the caller's.
#pragma once

#include <functional>
#include <memory>

#include "sim/explore/search/surrogate.hpp"

namespace quartet {

/// `prior` is made when the first points have to be chosen by it; an empty function: no prior.
[[nodiscard]] std::unique_ptr<ISampler> make_bayes(const SweepSpec& spec, std::function<PriorMean()> prior);

}  // namespace quartet
