"""Quantization-aware model of a keyword network whose activations are thresholds: few bits, or +1 and -1.

Batch normalization stays behind each sum; on hardware it is one row of thresholds a channel. Activations of n bits are
0..2^n - 1 steps of STEP; binary ones are the sign.
"""

import dataclasses

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from keyword_layers import CLASSES, INPUT_SCALE, INPUT_ZERO
from keyword_network import INPUT_SPREAD, convolve, run_layers
from scaled_network import nearest, straight_through

COEFFICIENTS = 10
STEP = 0.4  # of an activation of several bits, in standard deviations of a normalized sum
MAP_STEP = 6.0 / 127  # of an int8 map before the last layer


@dataclasses.dataclass(frozen=True)
class ThresholdScheme:
    """weight_bits of the first, the inner and the last layer (1 = binary); activation_bits: 1 = binary.

    real_map: the last convolution leaves an int8 map. input_bits: thresholds bring each coefficient to such codes first, about
    its mean and in parts of its spread (0: the first layer takes the data's codes). The rest are what an ablation changes:
    input_offset keeps the codes' offset of 83, normalize=False drops the normalization before a sign, window is where
    a sign passes gradients.
    """
    first_bits: int
    weight_bits: int
    last_bits: int
    activation_bits: int
    real_map: bool = False
    input_bits: int = 0
    input_offset: bool = False
    normalize: bool = True
    window: float = 1.0

    def bits(self, index, count):
        """Weight bits of layer `index` of `count`."""
        return self.first_bits if index == 0 else self.last_bits if index == count - 1 else self.weight_bits


def weight_codes(weight, bits):
    """(codes, scale) of one layer's latent weights; gradients go straight through."""
    if bits == 1:
        clipped = torch.clamp(weight, -1.0, 1.0)
        return straight_through(clipped, torch.where(weight >= 0, 1.0, -1.0)), 1.0
    top = 2 ** (bits - 1) - 1
    spread = weight.detach().abs().mean()
    scale = weight.detach().abs().max() / top if bits == 8 else 3.2 * spread / (2 ** (bits - 1))
    codes = torch.clamp(weight / scale, -top, top)
    return straight_through(codes, nearest(codes)), float(scale)


class ThresholdNet(nn.Module):
    """Latent weights, a normalization behind each, and the last layer's bias."""

    def __init__(self, network, scheme, dropout):
        super().__init__()
        self.network, self.scheme, shapes = network, scheme, network.shapes()
        self.weights, self.norms = nn.ParameterList(), nn.ModuleList()
        self.count = len(network.layers) + 1
        for i, layer in enumerate(network.layers):
            inputs = 1 if layer.depthwise else shapes[network.source(i)][0]
            self.weights.append(self._start(i, (layer.channels, inputs, *layer.kernel), network.fan_in(i)))
            self.norms.append(nn.BatchNorm2d(layer.channels))
            if scheme.activation_bits > 1:
                nn.init.constant_(self.norms[-1].bias, STEP)
        self.weights.append(self._start(self.count - 1, (CLASSES, network.linear_inputs()), network.linear_inputs()))
        self.bias = nn.Parameter(torch.zeros(CLASSES))
        self.gain = nn.Parameter(torch.tensor(0.05))  # of the logits: binary weights have no scale of their own
        self.dropout = nn.Dropout(dropout)
        self.register_buffer("input_mean", torch.zeros(COEFFICIENTS))
        self.register_buffer("input_steps", torch.ones(COEFFICIENTS))

    def measure_input(self, features):
        """Grids of the coefficients, from the spread of int8 MFCC codes [n, 49, 10]."""
        codes = torch.as_tensor(features, dtype=torch.float32)
        self.input_mean.copy_(codes.mean(dim=(0, 1)))
        self.input_steps.copy_(codes.std(dim=(0, 1)) * (2.5 / 2 ** (self.scheme.input_bits - 1)))

    def input_thresholds(self):
        """Codes of the data set [10, steps] from which the input's codes count up."""
        half = 2 ** (self.scheme.input_bits - 1)
        levels = torch.arange(1 - half, half) - 0.5
        return torch.ceil(self.input_mean[:, None] + levels * self.input_steps[:, None])

    def _narrowed(self, codes):
        """Codes of the data set [n, 1, 49, 10] as those of input_bits, by the thresholds."""
        table = self.input_thresholds()
        return (codes.round()[..., None] >= table).sum(dim=-1).float() - 2.0 ** (self.scheme.input_bits - 1)

    def _start(self, index, shape, fan_in):
        spread = 0.1 if self.scheme.bits(index, self.count) == 1 else (2.0 / fan_in) ** 0.5
        return nn.Parameter(spread * torch.randn(shape))

    def codes(self, index):
        return weight_codes(self.weights[index], self.scheme.bits(index, self.count))

    def is_real(self, index):
        return self.scheme.real_map and index == len(self.network.layers) - 1

    def _activate(self, index, value):
        """A normalized sum as the next layer's input."""
        if self.is_real(index):
            codes = torch.clamp(value / MAP_STEP, 0.0, 127.0)
            return straight_through(codes, nearest(codes)) * MAP_STEP
        if self.scheme.activation_bits == 1:
            window = self.scheme.window
            passed = torch.clamp(value, -window, window) if window else value
            return straight_through(passed, torch.where(value >= 0, 1.0, -1.0))
        codes = torch.clamp(value / STEP, 0.0, 2.0 ** self.scheme.activation_bits - 1)
        return straight_through(codes, torch.floor(codes + 0.5)) * STEP

    def forward(self, x):
        """`x` as keyword_network.to_inputs gives it."""
        layers = self.network.layers
        if self.scheme.input_bits:
            x = self._narrowed(x * (INPUT_SPREAD / INPUT_SCALE) + INPUT_ZERO)
        elif self.scheme.input_offset:
            x = (x * (INPUT_SPREAD / INPUT_SCALE) + INPUT_ZERO) / 128.0

        def convolution(i, value):
            codes, scale = self.codes(i)
            value = convolve(value, codes * scale, None, layers[i])
            return self.norms[i](value) if self.scheme.normalize or self.is_real(i) else value

        x = run_layers(self.network, x, convolution, self._activate)
        if self.network.pool:
            x = x.mean(dim=(2, 3))
            x = straight_through(x, nearest(x / MAP_STEP) * MAP_STEP) if self.scheme.real_map else x
        else:
            x = x.flatten(1)
        codes, scale = self.codes(self.count - 1)
        logits = functional.linear(self.dropout(x), codes * scale, self.bias)
        return logits * self.gain if self.scheme.last_bits == 1 else logits


@torch.no_grad()
def settle_norms(model, sampler, batches):
    """Statistics of the normalizations for the weights as they are: averaged weights have other signs."""
    model.train()
    for norm in model.norms:
        norm.reset_running_stats()
        norm.momentum = None
    for _ in range(batches):
        model(sampler.batch()[0])
    model.eval()


@torch.no_grad()
def normalized(model, index, input_step):
    """(codes int, gain > 0, shift) of a layer: its normalized sum is gain * (codes . input codes) + shift.

    input_step: what an input code is worth in the model. A channel with a negative gain gets its codes negated.
    """
    norm = model.norms[index]
    codes, scale = model.codes(index)
    gain = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).numpy().astype(np.float64)
    shift = (norm.bias - norm.running_mean * norm.weight / torch.sqrt(norm.running_var + norm.eps)).numpy()
    sign = np.where(gain < 0, -1.0, 1.0)
    codes = np.round(codes.numpy()) * sign.reshape(-1, *[1] * (codes.ndim - 1))
    return codes, np.maximum(np.abs(gain), 1e-6) * scale * input_step, shift.astype(np.float64)


def input_step(model, index):
    """Worth of an input code of a layer, in the model's units."""
    if index == 0:
        return 1.0 if model.scheme.input_bits else INPUT_SCALE / INPUT_SPREAD
    return 1.0 if model.scheme.activation_bits == 1 else STEP
