"""The quantized model of a StackSpec whose scales are powers of two: what the MAX78000 computes.

A tensor of exponent e holds int8 codes q of value q * 2^-e; a bias has the exponent input + weight - 7.
"""

import torch
from torch import nn
from torch.nn import functional

from stack_network import BIAS_UNIT_EXPONENT, clip_input, pooled, straight_through

EXPONENTS = range(-4, 16)
MOST_SHIFT = 15  # output shift of the MAX78000, either way


def quantize_power(value, exponent, low=-128):
    """Round half up to multiples of 2^-exponent within int8; straight-through gradient."""
    codes = torch.clamp(value * 2.0 ** exponent, low, 127)
    return straight_through(codes, torch.floor(codes + 0.5)) * 2.0 ** -exponent


def _best_exponent(values, candidates, low=-128):
    """The exponent of least squared error."""
    errors = [float((quantize_power(values, e, low) - values).square().mean()) for e in candidates]
    return candidates[errors.index(min(errors))]


class PowerNet(nn.Module):
    """layers: [(weight, bias)] to start from; x: one batch that finds the exponents."""

    def __init__(self, spec, layers, x, dropout):
        super().__init__()
        self.spec = spec
        self.weights = nn.ParameterList([nn.Parameter(w.clone()) for w, _ in layers])
        self.biases = nn.ParameterList([nn.Parameter(b.clone()) for _, b in layers])
        self.dropout = nn.Dropout(dropout)
        self.weight_exponents, self.output_exponents = [], []
        with torch.no_grad():
            self._calibrate(clip_input(x, spec.input_exponent))

    def input_exponent(self, layer):
        return self.spec.input_exponent if layer == 0 else self.output_exponents[layer - 1]

    def bias_exponent(self, layer):
        return self.input_exponent(layer) + self.weight_exponents[layer] - BIAS_UNIT_EXPONENT

    def _calibrate(self, x):
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            inputs, top = self.input_exponent(i), float(bias.abs().max())
            legal = [e for e in EXPONENTS if top * 2.0 ** (inputs + e - BIAS_UNIT_EXPONENT) <= 127.5]
            self.weight_exponents.append(_best_exponent(weight, legal))
            x = self._layer(i, x, weight, bias)
            shifts = [e for e in EXPONENTS if abs(self._shift(i, e)) <= MOST_SHIFT]
            self.output_exponents.append(_best_exponent(x, shifts))

    def _shift(self, layer, output_exponent):
        """Hardware shift s with 2^(s-7) = s_x * s_w / s_y."""
        return 7 + output_exponent - self.input_exponent(layer) - self.weight_exponents[layer]

    def _layer(self, i, x, weight, bias):
        x = pooled(x, self.spec.pools()[i])
        if i == len(self.spec.convolutions):
            return functional.linear(self.dropout(x.flatten(1)), weight, bias)
        return functional.relu(functional.conv2d(x, weight, bias, padding=self.spec.convolutions[i].padding))

    def quantized(self, layer):
        """(weight, bias) of a layer as quantized values."""
        return (quantize_power(self.weights[layer], self.weight_exponents[layer]),
                quantize_power(self.biases[layer], self.bias_exponent(layer)))

    def forward(self, x):
        x = clip_input(x, self.spec.input_exponent)
        for i in range(len(self.weights)):
            x = self._layer(i, x, *self.quantized(i))
            x = quantize_power(x, self.output_exponents[i])
        return x
