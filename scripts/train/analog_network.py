"""Models for the analog array: float with batch normalization, then with the array in the loop.

Units. A layer's column sum is counted in full-scale cells times full-scale inputs: weights are divided by
the layer's largest weight, inputs by the layer's DAC range. The ADC covers -adc_bound..adc_bound of that
unit in every layer (one gain for the whole array), so a DAC range and a weight limit together say what
one ADC step means: both are constraints of the training. Bias, ReLU and rescaling are digital.
"""

import dataclasses

import torch
from torch import nn
from torch.nn import functional

from analog_layers import CODE_LEVELS

ADC_BOUND = 10.0
LEAST_REACH = 0.15  # of the ADC's range: what the 99th percentile of a layer's sums must reach
LEAST_REACH_STEPS = 4.0  # and so many ADC steps


@dataclasses.dataclass(frozen=True)
class ArrayRecipe:
    """What of the array a training sees.

    converter_bits: DAC and ADC resolution in the loop, 0 = only int8 codes; weight_noise: standard
    deviation of the noise of every forward pass, as a part of the largest weight; weight_clip: limit of the
    weights as a multiple of their standard deviation, 0 = none; sum_noise: standard deviation of the noise
    before the ADC, in units of the sums (noise of each read and of the converter); weight_levels: codes a side.
    """
    converter_bits: int = 0
    weight_noise: float = 0.0
    weight_clip: float = 0.0
    sum_noise: float = 0.0
    weight_levels: int = CODE_LEVELS


def _straight_through(value, rounded):
    return value + (rounded - value).detach()


def quantize(value, levels):
    """Round a value of -1..1 to `levels` steps a side; straight-through gradient."""
    return _straight_through(value, torch.round(value * levels) / levels)


def convert_inputs(inputs, bits):
    """DAC: inputs of -1..1 to int8 codes, then to `bits` bits and sign (0: the codes as they are)."""
    codes = quantize(torch.clamp(inputs, -1.0, 1.0), CODE_LEVELS)
    return quantize(codes, 2 ** bits - 1) if bits else codes


def convert_sums(sums, bits):
    """ADC: 2^bits - 2 equal steps over -ADC_BOUND..ADC_BOUND, saturating (0 bits: exact)."""
    if not bits:
        return sums
    return torch.clamp(quantize(sums / ADC_BOUND, 2 ** (bits - 1) - 1), -1.0, 1.0) * ADC_BOUND


def convolve(x, weight, conv, half):
    """Convolution without bias; `half`: operands in bfloat16 (training on processors that multiply it faster)."""
    if half:
        x, weight = x.to(torch.bfloat16), weight.to(torch.bfloat16)
        x = x.contiguous(memory_format=torch.channels_last)
    return functional.conv2d(x, weight, stride=conv.stride, padding=conv.padding).float()


class FloatNet(nn.Module):
    """Convolution, batch normalization, ReLU; dropout before the linear layer. Input [n, C, H, W]."""

    def __init__(self, spec, dropout, half=False):
        super().__init__()
        self.spec, self.half = spec, half
        channels = spec.input_shape[0]
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        for conv in spec.convolutions:
            self.convs.append(nn.Conv2d(channels, conv.channels, conv.kernel, conv.stride, conv.padding, bias=False))
            self.norms.append(nn.BatchNorm2d(conv.channels))
            channels = conv.channels
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(spec.blocks()[-1][0], spec.classes)

    def forward(self, x):
        limit = self.spec.first_range
        x = torch.clamp(x, -limit, limit) / limit
        for conv, norm in zip(self.convs, self.norms):
            x = functional.relu(norm(convolve(x, conv.weight, conv, self.half and self.training)))
        return self.fc(self.dropout(x.flatten(1)))

    def folded(self):
        """[(weight, bias)] of every layer on inputs in their own unit, normalization folded in."""
        layers = []
        for conv, norm in zip(self.convs, self.norms):
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            layers.append([conv.weight * gain[:, None, None, None], norm.bias - gain * norm.running_mean])
        layers[0][0] = layers[0][0] / self.spec.first_range
        layers.append([self.fc.weight, self.fc.bias])
        return [(w.detach().clone(), b.detach().clone()) for w, b in layers]


class ArrayNet(nn.Module):
    """The network as the array computes it: int8 codes, and what `recipe` adds of converters and noise.

    limits: largest weight of each layer; ranges: full scale of each layer's DAC (learnt, as logarithms).
    """

    def __init__(self, spec, layers, recipe, ranges, dropout, half=False):
        super().__init__()
        self.spec, self.recipe, self.half = spec, recipe, half
        self.weights = nn.ParameterList([nn.Parameter(w.clone()) for w, _ in layers])
        self.biases = nn.ParameterList([nn.Parameter(b.clone()) for _, b in layers])
        self.log_ranges = nn.Parameter(torch.log(torch.tensor(ranges, dtype=torch.float32)))
        clip = recipe.weight_clip
        limits = [min(float(clip * w.std()), float(w.abs().max())) if clip else 0.0 for w, _ in layers]
        self.register_buffer("limits", torch.tensor(limits))
        self.dropout = nn.Dropout(dropout)
        self.clip_weights()

    @torch.no_grad()
    def clip_weights(self):
        """Stage 1 of the training for noise: no weight beyond its limit. To be called after every step."""
        if self.recipe.weight_clip:
            for weight, limit in zip(self.weights, self.limits):
                weight.clamp_(-float(limit), float(limit))

    def limit(self, layer):
        """The largest weight of a layer: the largest code."""
        return self.limits[layer] if self.recipe.weight_clip else self.weights[layer].detach().abs().max()

    def ranges(self):
        return torch.exp(self.log_ranges)

    def codes(self, layer):
        """Weights of a layer as parts of the largest code."""
        return quantize(torch.clamp(self.weights[layer] / self.limit(layer), -1.0, 1.0), self.recipe.weight_levels)

    def _sums(self, layer, x):
        weight = self.codes(layer)
        if self.training and self.recipe.weight_noise:
            weight = weight + self.recipe.weight_noise * torch.randn_like(weight)
        if layer == len(self.spec.convolutions):
            return functional.linear(x, weight)
        return convolve(x, weight, self.spec.convolutions[layer], self.half and self.training)

    def forward(self, x, observe=None):
        """Logits; `observe(layer, inputs, sums)`, if given, sees the converters' values."""
        ranges, bits = self.ranges(), self.recipe.converter_bits
        for layer, bias in enumerate(self.biases):
            last = layer == len(self.spec.convolutions)
            inputs = convert_inputs((x.flatten(1) if last else x) / ranges[layer], bits)
            sums = self._sums(layer, self.dropout(inputs) if last else inputs)
            if observe:
                observe(layer, inputs, sums)
            if self.training and self.recipe.sum_noise:
                sums = sums + self.recipe.sum_noise * torch.randn_like(sums)
            x = convert_sums(sums, bits) * (ranges[layer] * self.limit(layer))
            x = x + (bias if last else bias[:, None, None])
            if not last:
                x = functional.relu(x)
        return x

    def layers(self):
        """[(weight, bias)] as they stand: the start of another training."""
        return [(w.detach(), b.detach()) for w, b in zip(self.weights, self.biases)]


def _quantile(values, share):
    values = values.abs().flatten()
    return max(float(values.kthvalue(max(1, int(share * len(values)))).values), 1e-3)


@torch.no_grad()
def fit_ranges(spec, layers, recipe, x):
    """Full scales of the DACs for folded float `layers`, found on the batch `x`.

    Each covers 99.9 % of the layer's inputs (the first is the spec's). With converters in the loop it is
    then moved so that the 99th percentile of the column sums lies within the ADC's range, and not so low that
    the sums drown in noise or in one ADC step.
    """
    model = ArrayNet(spec, layers, dataclasses.replace(recipe, converter_bits=0), [1.0] * len(layers), 0.0)
    ranges = []
    for layer, (weight, bias) in enumerate(layers):
        last = layer == len(spec.convolutions)
        x = x.flatten(1) if last else x
        full = _quantile(x, 0.999) if layer else spec.first_range
        if recipe.converter_bits:
            for _ in range(4):
                codes = model.codes(layer)
                inputs = torch.clamp(x / full, -1.0, 1.0)
                sums = functional.linear(inputs, codes) if last else convolve(inputs, codes, spec.convolutions[layer],
                                                                              False)
                reach = _quantile(sums, 0.99) / ADC_BOUND
                least = max(LEAST_REACH, LEAST_REACH_STEPS / 2 ** (recipe.converter_bits - 1))
                full *= reach if reach > 1.0 else min(1.0, reach / least)
        ranges.append(full)
        if not last:
            conv = spec.convolutions[layer]
            x = torch.clamp(x, -full, full)
            x = functional.relu(functional.conv2d(x, weight, bias, conv.stride, conv.padding))
    return ranges
