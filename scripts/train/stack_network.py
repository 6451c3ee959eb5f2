"""Models of a StackSpec: float with batch normalization, then quantized with learnt scales.

Tensors are NCHW in training. Grids: "channel" - weights have one learnt scale an output channel, activations one a
layer (step sizes learnt as in LSQ, Esser et al. 2020; 1 bit: sign times the mean magnitude); "power" - every scale
is a power of two found by least squared error, biases are multiples of 128 accumulator units: the MAX78000's rules.
"""

import torch
from torch import nn
from torch.nn import functional

BIAS_UNIT_EXPONENT = 7  # grid "power": a bias code is 2^7 accumulator units


def pooled(x, window):
    return x if window == (1, 1) else functional.max_pool2d(x, window)


def clip_input(x, exponent):
    """Real samples on the int8 grid 2^-exponent."""
    return torch.clamp(torch.round(x * 2.0 ** exponent), -128, 127) * 2.0 ** -exponent


class FloatNet(nn.Module):
    """Convolution, batch normalization, ReLU; dropout before the linear layer."""

    def __init__(self, spec, dropout):
        super().__init__()
        self.spec = spec
        shapes = spec.weight_shapes()
        self.convs = nn.ModuleList(nn.Conv2d(shape[1], shape[0], shape[2:], padding=conv.padding, bias=False)
                                   for conv, shape in zip(spec.convolutions, shapes))
        self.norms = nn.ModuleList(nn.BatchNorm2d(shape[0]) for shape in shapes[:-1])
        self.dropout = nn.Dropout(dropout)
        self.fc = nn.Linear(shapes[-1][1], spec.classes)

    def forward(self, x):
        x = clip_input(x, self.spec.input_exponent)
        for spec, conv, norm in zip(self.spec.convolutions, self.convs, self.norms):
            x = functional.relu(norm(conv(pooled(x, spec.pool))))
        return self.fc(self.dropout(pooled(x, self.spec.last_pool).flatten(1)))

    def folded(self):
        """[(weight, bias)] of every layer with the normalization folded in."""
        layers = []
        for conv, norm in zip(self.convs, self.norms):
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            layers.append((conv.weight * gain[:, None, None, None], norm.bias - gain * norm.running_mean))
        layers.append((self.fc.weight, self.fc.bias))
        return [(w.detach().clone(), b.detach().clone()) for w, b in layers]


def straight_through(value, rounded):
    return value + (rounded - value).detach()


def scaled_gradient(value, factor):
    """The value itself; its gradient times `factor`."""
    return straight_through(value * factor, value)


def signed_limit(bits):
    """Largest code of a symmetric weight: 127, 7, 1."""
    return 2 ** (bits - 1) - 1


def activation_limits(bits):
    """Codes of an activation behind ReLU: int8 uses 0..127, narrower ones are unsigned."""
    return (0, 127) if bits == 8 else (0, 2 ** bits - 1)


def quantize_learnt(value, scale, low, high):
    """Codes of `value` with step `scale` times the step, gradients to both."""
    factor = 1.0 / (value.numel() / scale.numel() * high) ** 0.5
    scale = scaled_gradient(scale, factor)
    codes = torch.clamp(value / scale, low, high)
    return straight_through(codes, torch.round(codes)) * scale


def _least_error_scale(weight, high):
    """Per row of weight [O, n]: the step of least squared error among fractions of the row's largest value."""
    top = weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-6)
    best, scale = torch.full_like(top, float("inf")), top / high
    for part in torch.linspace(0.3, 1.0, 29):
        step = top * part / high
        error = (torch.clamp(torch.round(weight / step), -high, high) * step - weight).square().sum(1, keepdim=True)
        scale = torch.where(error < best, step, scale)
        best = torch.minimum(error, best)
    return scale.flatten()


class ChannelNet(nn.Module):
    """Quantized with the grid "channel". Its forward pass equals the integer network up to float rounding.

    layers: [(weight, bias)] to start from; bits: LayerBits of each layer; x: one batch, for the first activation steps.
    """

    def __init__(self, spec, layers, bits, x, dropout):
        super().__init__()
        self.spec, self.bits = spec, bits
        self.weights = nn.ParameterList([nn.Parameter(w.clone()) for w, _ in layers])
        self.biases = nn.ParameterList([nn.Parameter(b.clone()) for _, b in layers])
        self.steps = nn.ParameterList([nn.Parameter(self._first_steps(i)) for i in range(len(layers))])
        self.dropout = nn.Dropout(dropout)
        with torch.no_grad():
            self.input_steps = nn.ParameterList([nn.Parameter(s) for s in self._first_input_steps(x)])

    def _first_steps(self, layer):
        """One step a channel; channels of 1 bit do not use theirs."""
        flat, result = self.weights[layer].detach().flatten(1), []
        for i, bits in enumerate(self.bits[layer].per_channel()):
            result.append(_least_error_scale(flat[i:i + 1], max(signed_limit(bits), 1)))
        return torch.cat(result)

    def _first_input_steps(self, x):
        """Steps of the activations that layers 1.. read: 99.8 % of a batch lie within the codes."""
        x, result = clip_input(x, self.spec.input_exponent), []
        for i, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            x = pooled(x, self.spec.pools()[i])
            if i:
                high = activation_limits(self.bits[i].inputs)[1]
                top = x.flatten().kthvalue(int(0.998 * x.numel())).values
                result.append((top / high).clamp(min=1e-4).reshape(1))
            if i < len(self.spec.convolutions):
                x = functional.relu(functional.conv2d(x, weight, bias, padding=self.spec.convolutions[i].padding))
        return result

    def scales(self, layer):
        """One positive step an output channel."""
        steps = self.steps[layer].abs().clamp(min=1e-8)
        mean = self.weights[layer].flatten(1).abs().mean(dim=1).clamp(min=1e-8)
        binary = torch.tensor([b == 1 for b in self.bits[layer].per_channel()])
        return torch.where(binary, mean, steps)

    def weight(self, layer):
        """Quantized weights of a layer, as real numbers."""
        weight, scales, parts, start = self.weights[layer], self.scales(layer), [], 0
        for bits, count in self.bits[layer].groups:
            part = weight[start:start + count]
            scale = scales[start:start + count].reshape(-1, *[1] * (weight.ndim - 1))
            if bits == 1:
                signs = torch.where(part >= 0, 1.0, -1.0)
                parts.append(straight_through(torch.clamp(part / scale, -1.5, 1.5), signs) * scale)
            else:
                parts.append(quantize_learnt(part, scale, -signed_limit(bits), signed_limit(bits)))
            start += count
        return torch.cat(parts)

    def input_step(self, layer):
        if layer == 0:
            return torch.tensor([2.0 ** -self.spec.input_exponent])
        return self.input_steps[layer - 1].abs().clamp(min=1e-6)

    def _inputs(self, layer, x):
        """What a layer reads: on its grid, then pooled."""
        if layer:
            x = quantize_learnt(x, self.input_step(layer), *activation_limits(self.bits[layer].inputs))
        return pooled(x, self.spec.pools()[layer])

    def forward(self, x):
        x, last = clip_input(x, self.spec.input_exponent), len(self.spec.convolutions)
        for i, conv in enumerate(self.spec.convolutions):
            x = functional.relu(functional.conv2d(self._inputs(i, x), self.weight(i), self.biases[i], padding=conv.padding))
        return functional.linear(self.dropout(self._inputs(last, x).flatten(1)), self.weight(last), self.biases[last])
