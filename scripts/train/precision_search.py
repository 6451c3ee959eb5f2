"""Which width each layer, or each output channel, gets under a budget of weight memory.

What a width costs in accuracy is estimated to second order: the sum over weights of (mean squared gradient of the
loss) x (squared quantization error), the empirical Fisher information. Units choose the width of least
cost + price * bits, with the price at which the sum fits the budget.
"""

import numpy as np
import torch

from stack_layers import LayerBits
from stack_network import _least_error_scale, signed_limit
from train_kws import cross_entropy

WIDTHS = (8, 4, 2)
BLOCK = 4  # channels that a kernel computes together: groups are multiples of it
BATCHES = 40
PRICE_STEPS = 60


def fisher(model, sampler):
    """Mean squared gradient of every weight of a float FloatNet, layer by layer, on folded weights' scale."""
    model.eval()
    layers = [*model.convs, model.fc]
    sums = [torch.zeros_like(layer.weight) for layer in layers]
    for _ in range(BATCHES):
        inputs, targets = sampler.batch()
        model.zero_grad()
        cross_entropy(model(inputs), targets).backward()
        for total, layer in zip(sums, layers):
            total += layer.weight.grad.square()
    gains = [norm.weight / torch.sqrt(norm.running_var + norm.eps) for norm in model.norms]
    scale = [1.0 / g.detach().square()[:, None, None, None].clamp(min=1e-8) for g in gains] + [1.0]
    return [(total / BATCHES * s).detach() for total, s in zip(sums, scale)]


def channel_costs(weight, information):
    """[len(WIDTHS), O]: estimated cost of each width for each output channel."""
    flat, rows = weight.flatten(1), []
    for bits in WIDTHS:
        high = signed_limit(bits)
        step = _least_error_scale(flat, high)[:, None]
        error = torch.clamp(torch.round(flat / step), -high, high) * step - flat
        rows.append((information.flatten(1) * error.square()).sum(dim=1).numpy())
    return np.stack(rows)


def _choose(costs, sizes, price):
    """Index of the best width of every unit."""
    return (costs + price * np.outer(WIDTHS, sizes)).argmin(axis=0)


def _cheapest(plan, budget):
    """The plan of the lowest price that fits `budget` bits; plan(price) -> (what it is, bits)."""
    low, high = 1e-18, 1e6
    for _ in range(PRICE_STEPS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if plan(middle)[1] > budget else (low, middle)
    return plan(high)[0]


def by_layer(layers, information, budget, activations):
    """LayerBits with one width a layer."""
    costs = np.stack([channel_costs(w, f).sum(axis=1) for (w, _), f in zip(layers, information)], axis=1)
    sizes = np.array([w.numel() for w, _ in layers])

    def plan(price):
        chosen = _choose(costs, sizes, price)
        return chosen, sum(WIDTHS[w] * s for w, s in zip(chosen, sizes))

    return tuple(LayerBits(((WIDTHS[w], len(layer[0])),), 8 if i == 0 else activations)
                 for i, (w, layer) in enumerate(zip(_cheapest(plan, budget), layers)))


def _groups(cost, size, price):
    """((bits, channels), ...) of a convolution: wide channels first, counts rounded to whole blocks."""
    chosen, groups, left = _choose(cost, np.full(cost.shape[1], size), price), [], cost.shape[1]
    for w, width in enumerate(WIDTHS):
        wanted = left if w == len(WIDTHS) - 1 else int((chosen == w).sum() / BLOCK + 0.5) * BLOCK
        if min(wanted, left):
            groups.append((width, min(wanted, left)))
            left -= groups[-1][1]
    return tuple(groups)


def by_channel(layers, information, budget, activations):
    """(LayerBits, orders): widths a channel, and the old number of every output channel. The linear layer is one unit."""
    costs = [channel_costs(w, f) for (w, _), f in zip(layers, information)]
    costs[-1] = costs[-1].sum(axis=1, keepdims=True)
    sizes = [w[0].numel() for w, _ in layers[:-1]] + [layers[-1][0].numel()]

    def plan(price):
        groups = [_groups(cost, size, price) for cost, size in zip(costs[:-1], sizes)]
        groups.append(((WIDTHS[_choose(costs[-1], np.array(sizes[-1:]), price)[0]], 1),))
        return groups, sum(bits * count * size for group, size in zip(groups, sizes) for bits, count in group)

    groups = _cheapest(plan, budget)
    groups[-1] = ((groups[-1][0][0], len(layers[-1][0])),)
    # The channels that lose most by narrow weights come first, where the wide ones are.
    orders = [np.argsort(-(cost[-1] - cost[0]), kind="stable") for cost in costs[:-1]] + [np.arange(len(layers[-1][0]))]
    return tuple(LayerBits(group, 8 if i == 0 else activations) for i, group in enumerate(groups)), orders


def reorder(layers, orders):
    """The same function with each layer's output channels in a new order."""
    result, previous = [], None
    for (weight, bias), order in zip(layers, orders):
        if previous is not None:
            if weight.ndim == 2:
                by_map = weight.reshape(len(weight), len(previous), -1)
                weight = by_map[:, previous].reshape(len(weight), -1)
            else:
                weight = weight[:, previous]
        result.append((weight[order].clone(), bias[order].clone()))
        previous = order
    return result
