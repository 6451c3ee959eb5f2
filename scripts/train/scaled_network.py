"""Quantization-aware model of a keyword network whose layers rescale their sums: integer weights, one grid a map.

A map with scale s holds codes q with the value q * s, symmetric about 0. Weights have one scale a channel or a layer.
"""

import dataclasses
import math

import torch
from torch import nn
from torch.nn import functional

from keyword_layers import INPUT_SCALE
from keyword_network import INPUT_SPREAD, convolve, run_layers


@dataclasses.dataclass(frozen=True)
class Scheme:
    """weight_bits, map_bits: signed types; per_channel: a weight scale a channel; powers_of_two: of all scales.

    input_bits: the codes of the data set are brought to such a type with steps of input_scale first (0: the first
    layer takes them less their zero point). logit_bits: type of the result, 0 = accumulators. unsigned_maps: maps
    behind a ReLU use the whole byte, which also spares kernels the clamp.
    """
    weight_bits: int = 8
    map_bits: int = 8
    per_channel: bool = True
    powers_of_two: bool = False
    input_bits: int = 0
    input_scale: float = INPUT_SCALE
    logit_bits: int = 8
    unsigned_maps: bool = False

    def top(self, layer):
        """Largest code of a layer's map."""
        return 2 ** self.map_bits - 1 if self.unsigned_maps and layer.relu else largest(self.map_bits)


def largest(bits):
    return 2 ** (bits - 1) - 1


def straight_through(value, rounded):
    return value + (rounded - value).detach()


def nearest(value):
    """Rounded to whole numbers, ties away from zero."""
    return torch.sign(value) * torch.floor(value.abs() + 0.5)


def to_grid(value, scale, low, high, factor=0.0):
    """Codes times scale; the gradient passes where nothing saturates.

    factor: by which whole sums become codes. Integer units round twice then: first to 2^-n of a code, n the factor's
    exponent, which matters where a sum has few bits more than a code.
    """
    codes = torch.clamp(value / scale, low, high)
    finer = 2.0 ** max(0, -math.frexp(factor)[1]) if factor else 1.0
    return straight_through(codes, nearest(nearest(codes * finer) / finer)) * scale


def _candidates(values, top, powers_of_two):
    peak = float(values.abs().max()) / top
    if powers_of_two:
        coarsest = torch.ceil(torch.log2(torch.tensor(max(peak, 1e-12))))
        return [float(2.0 ** (coarsest - i)) for i in range(7)]
    return [peak * share for share in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)]


@torch.no_grad()
def best_scale(values, top, powers_of_two):
    """The scale of least squared quantization error with codes up to `top` on both sides."""
    def error(scale):
        return float((to_grid(values, scale, -top, top) - values).square().mean())

    return min(_candidates(values, top, powers_of_two), key=error)


class ScaledNet(nn.Module):
    """Folded weights and biases as parameters; scales are fixed at calibration, weight scales follow the weights."""

    def __init__(self, network, layers, scheme, dropout):
        super().__init__()
        self.network, self.scheme = network, scheme
        self.weights = nn.ParameterList([nn.Parameter(w.clone()) for w, _ in layers])
        self.biases = nn.ParameterList([nn.Parameter(b.clone()) for _, b in layers])
        self.dropout = nn.Dropout(dropout)
        self.map_scales = {}
        self.weight_scales = [best_scale(w, largest(scheme.weight_bits), True) for w in self.weights]
        self.logit_scale = 1.0

    def weight_scale(self, index):
        """A number, or a column of one a channel."""
        if self.scheme.powers_of_two:
            return self.weight_scales[index]
        weight = self.weights[index].detach()
        peak = weight.flatten(1).abs().amax(dim=1) if self.scheme.per_channel else weight.abs().max().repeat(len(weight))
        return (peak.clamp_min(1e-8) / largest(self.scheme.weight_bits)).reshape(-1, *[1] * (weight.ndim - 1))

    def quantized(self, index):
        top = largest(self.scheme.weight_bits)
        return to_grid(self.weights[index], self.weight_scale(index), -top, top)

    def _input(self, x):
        x = x * INPUT_SPREAD
        if not self.scheme.input_bits:
            return x
        top, scale = largest(self.scheme.input_bits), self.scheme.input_scale
        return to_grid(x, scale, -top, top, INPUT_SCALE / scale)

    def unit(self, index):
        """Scale of a layer's sums: a number, or a column of one a channel."""
        source = self.network.source(index) if index < len(self.network.layers) else self.network.layers[-1].name
        return self.weight_scale(index) * (self.input_scale() if source == "input" else self.map_scales[source])

    def bias(self, index):
        """The bias in whole units of the sums."""
        unit = torch.as_tensor(self.unit(index)).flatten()
        return straight_through(self.biases[index], nearest(self.biases[index] / unit) * unit)

    def _rescaled(self, index, value, low, high):
        """A layer's sums as codes of its map, times their scale."""
        scale = self.map_scales[self.network.layers[index].name]
        return to_grid(value, scale, low, high, self.unit(index) / scale if self.scheme.powers_of_two else 0.0)

    def forward(self, x):
        layers = self.network.layers

        def convolution(i, value):
            top, value = self.scheme.top(layers[i]), convolve(value, self.quantized(i), self.bias(i), layers[i])
            if layers[i].adds:  # a sum of codes: both operands and the result share a scale
                return self._rescaled(i, value, -top, top)
            return self._rescaled(i, value, 0 if layers[i].relu else -top, top)

        def finish(i, value):
            low, top = 0 if layers[i].relu else -self.scheme.top(layers[i]), self.scheme.top(layers[i])
            return torch.clamp(value, low * self.map_scales[layers[i].name], top * self.map_scales[layers[i].name])

        x = run_layers(self.network, self._input(x), convolution, finish)
        if self.network.pool:
            scale = self.map_scales[layers[-1].name]
            x = x.mean(dim=(2, 3))
            x = straight_through(x, nearest(x / scale) * scale)
        else:
            x = x.flatten(1)
        logits = functional.linear(self.dropout(x), self.quantized(len(layers)), self.bias(len(layers)))
        if not self.scheme.logit_bits:
            return logits
        top = largest(self.scheme.logit_bits)
        return to_grid(logits, self.logit_scale, -top, top)

    @torch.no_grad()
    def calibrate(self, x):
        """Scales of all maps, of least squared error on the batch `x`."""
        scheme, layers, values = self.scheme, self.network.layers, {}

        def convolution(i, value):
            return convolve(value, self.weights[i], self.biases[i], layers[i])

        def finish(i, value):
            values[layers[i].name] = functional.relu(value) if layers[i].relu else value
            return values[layers[i].name]

        run_layers(self.network, self._input(x), convolution, finish)
        shared = {layer.adds: layer.name for layer in layers if layer.adds}
        tops = {layer.name: scheme.top(layer) for layer in layers}
        for name, value in values.items():
            together = torch.cat([value.flatten(), values[shared[name]].flatten()]) if name in shared else value
            self.map_scales[name] = best_scale(together, tops[name], scheme.powers_of_two)
        for shortcut, name in shared.items():
            self.map_scales[name] = self.map_scales[shortcut]
        last = values[layers[-1].name]
        features = last.mean(dim=(2, 3)) if self.network.pool else last.flatten(1)
        logits = functional.linear(features, self.weights[-1], self.biases[-1])
        self.logit_scale = 1.1 * float(logits.abs().max()) / largest(scheme.logit_bits or 8)

    def input_scale(self):
        """Of what the first layer multiplies."""
        return self.scheme.input_scale if self.scheme.input_bits else INPUT_SCALE
