"""The shipped keyword network: layer table, float model for training, integer-exact model for QAT.

All tensors are NCHW; the input is the int8 MFCC code / 128, shape [n, 1, 49, 10].
Every layer is legal on the MAX78000 accelerator: 3x3 convolutions of stride 1, pooling only
before a convolution, no more than 64 channels, one final linear layer.
"""

import dataclasses
import math

import torch
from torch import nn
from torch.nn import functional

INPUT_SHAPE = (1, 49, 10)
INPUT_EXPONENT = 7
CLASS_COUNT = 12
BIAS_UNIT = 128


@dataclasses.dataclass(frozen=True)
class ConvSpec:
    """A 3x3 convolution with ReLU; `pool` is the square max-pool window (= stride) before it, 0 = none."""
    name: str
    channels: int
    padding: int
    pool: int = 0


LAYERS = (
    ConvSpec("conv1", 48, 0),
    ConvSpec("conv2", 48, 1, pool=2),
    ConvSpec("conv3", 64, 1),
    ConvSpec("conv4", 64, 1, pool=2),
    ConvSpec("conv5", 64, 1),
)


def feature_shape():
    """(channels, rows, columns) of the last convolution's output."""
    channels, rows, columns = INPUT_SHAPE
    for spec in LAYERS:
        if spec.pool:
            rows, columns = rows // spec.pool, columns // spec.pool
        channels, rows, columns = spec.channels, rows + 2 * spec.padding - 2, columns + 2 * spec.padding - 2
    return channels, rows, columns


def centred(weight):
    """Kernels with their mean removed: the MFCC's constant offset (about 83 of 128) cancels."""
    return weight - weight.mean(dim=(1, 2, 3), keepdim=True)


class FloatNet(nn.Module):
    """Training model: convolution, batch normalization, ReLU; dropout before the linear layer."""

    def __init__(self, dropout):
        super().__init__()
        inputs = INPUT_SHAPE[0]
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        for spec in LAYERS:
            self.convs.append(nn.Conv2d(inputs, spec.channels, 3, padding=spec.padding, bias=False))
            self.norms.append(nn.BatchNorm2d(spec.channels))
            inputs = spec.channels
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(math.prod(feature_shape()), CLASS_COUNT)

    def forward(self, x):
        for i, (spec, conv, norm) in enumerate(zip(LAYERS, self.convs, self.norms)):
            if spec.pool:
                x = functional.max_pool2d(x, spec.pool)
            weight = centred(conv.weight) if i == 0 else conv.weight
            x = functional.relu(norm(functional.conv2d(x, weight, padding=spec.padding)))
        return self.fc(self.dropout(x.flatten(1)))

    def folded(self):
        """[(weight, bias)] of every layer with the normalization folded in."""
        layers = []
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            weight = centred(conv.weight) if i == 0 else conv.weight
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            layers.append((weight * gain[:, None, None, None], norm.bias - gain * norm.running_mean))
        layers.append((self.fc.weight, self.fc.bias))
        return [(w.detach().clone(), b.detach().clone()) for w, b in layers]


def _straight_through(value, rounded):
    return value + (rounded - value).detach()


def fake_quantize(value, exponent, low=-128, high=127):
    """Round half up to multiples of 2^-exponent in [low, high] codes; straight-through gradient."""
    codes = torch.clamp(value * 2.0 ** exponent, low, high)
    return _straight_through(codes, torch.floor(codes + 0.5)) * 2.0 ** -exponent


class QuantNet(nn.Module):
    """Quantization-aware model; its forward pass equals the integer network up to float32 rounding.

    Exponents: a tensor with exponent e holds integer codes q with value q * 2^-e. A bias has the
    exponent (input + weight - 7), because the hardware adds bias * 128 to the accumulator.
    """

    def __init__(self, folded, weight_exponents, output_exponents, dropout):
        super().__init__()
        self.weights = nn.ParameterList([nn.Parameter(w) for w, _ in folded])
        self.biases = nn.ParameterList([nn.Parameter(b) for _, b in folded])
        self.weight_exponents = list(weight_exponents)
        self.output_exponents = list(output_exponents)
        self.dropout = nn.Dropout(dropout)

    def input_exponent(self, layer):
        return INPUT_EXPONENT if layer == 0 else self.output_exponents[layer - 1]

    def bias_exponent(self, layer):
        return self.input_exponent(layer) + self.weight_exponents[layer] - int(math.log2(BIAS_UNIT))

    def quantized(self, layer):
        """(weight, bias) of one layer as quantized values."""
        weight = centred(self.weights[layer]) if layer == 0 else self.weights[layer]
        return (fake_quantize(weight, self.weight_exponents[layer]),
                fake_quantize(self.biases[layer], self.bias_exponent(layer)))

    def forward(self, x):
        for i, spec in enumerate(LAYERS):
            if spec.pool:
                x = functional.max_pool2d(x, spec.pool)
            weight, bias = self.quantized(i)
            x = functional.conv2d(x, weight, bias, padding=spec.padding)
            x = fake_quantize(x, self.output_exponents[i], low=0)
        weight, bias = self.quantized(len(LAYERS))
        logits = functional.linear(self.dropout(x.flatten(1)), weight, bias)
        return fake_quantize(logits, self.output_exponents[-1])


def _best_exponent(values, candidates, low=-128):
    """The exponent of least squared quantization error."""
    errors = [float((fake_quantize(values, e, low) - values).square().mean()) for e in candidates]
    return candidates[errors.index(min(errors))]


@torch.no_grad()
def calibrate(folded, x):
    """Weight and output exponents of least squared error on the batch `x` [n, 1, 49, 10]."""
    weight_exponents, output_exponents = [], []
    inputs_exponent = INPUT_EXPONENT
    for i, (weight, bias) in enumerate(folded):
        exponents = [e for e in range(-4, 16)
                     if float(bias.abs().max()) * 2.0 ** (inputs_exponent + e - 7) <= 127.5]
        weight_exponents.append(_best_exponent(weight, exponents))
        if i < len(LAYERS):
            if LAYERS[i].pool:
                x = functional.max_pool2d(x, LAYERS[i].pool)
            x = functional.relu(functional.conv2d(x, weight, bias, padding=LAYERS[i].padding))
        else:
            x = functional.linear(x.flatten(1), weight, bias)
        shift_legal = [e for e in range(-4, 12) if abs(output_shift(inputs_exponent, weight_exponents[i], e)) <= 15]
        output_exponents.append(_best_exponent(x, shift_legal))
        inputs_exponent = output_exponents[-1]
    return weight_exponents, output_exponents


def output_shift(input_exponent, weight_exponent, output_exponent):
    """Hardware shift s with 2^(s-7) = s_x * s_w / s_y."""
    return 7 + output_exponent - input_exponent - weight_exponent
