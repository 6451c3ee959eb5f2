"""The keyword networks in floating point, with batch normalization: teachers and starting points of every variant."""

import torch
from torch import nn
from torch.nn import functional

from keyword_layers import CLASSES, INPUT_SCALE, INPUT_ZERO

INPUT_SPREAD = 16.0  # real MFCC values are divided by this for training: about one standard deviation


def to_inputs(network, codes):
    """int8 MFCC codes [n, 49, 10] -> training inputs [n, C, H, W] in units of INPUT_SPREAD."""
    x = (torch.as_tensor(codes, dtype=torch.float32) - INPUT_ZERO) * (INPUT_SCALE / INPUT_SPREAD)
    return x.transpose(1, 2)[:, :, :, None].contiguous() if network.sequence else x[:, None]


def convolve(x, weight, bias, layer):
    """The layer's convolution; channels last, which is several times faster on a CPU."""
    top, left, bottom, right = layer.padding
    if top == bottom and left == right:
        padding = (top, left)
    else:
        x, padding = functional.pad(x, (left, right, top, bottom)), 0
    groups = layer.channels if layer.depthwise else 1
    return functional.conv2d(x.contiguous(memory_format=torch.channels_last), weight, bias, layer.stride, padding, 1, groups)


def run_layers(network, x, convolution, finish):
    """Walks the table: convolution(index, x), then finish(index, sums incl. residual); returns the last map."""
    maps = {"input": x}
    for i, layer in enumerate(network.layers):
        value = convolution(i, maps[network.source(i)])
        if layer.adds:
            value = value + maps[layer.adds]
        maps[layer.name] = finish(i, value)
    return maps[network.layers[-1].name]


class FloatNet(nn.Module):
    """Convolutions with batch normalization and ReLU; dropout before the linear layer."""

    def __init__(self, network, dropout):
        super().__init__()
        self.network = network
        shapes = network.shapes()
        self.convolutions, self.norms = nn.ModuleList(), nn.ModuleList()
        for i, layer in enumerate(network.layers):
            inputs = shapes[network.source(i)][0]
            self.convolutions.append(nn.Conv2d(inputs, layer.channels, layer.kernel, bias=False,
                                               groups=inputs if layer.depthwise else 1))
            self.norms.append(nn.BatchNorm2d(layer.channels))
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(network.linear_inputs(), CLASSES)

    def forward(self, x):
        def convolution(i, value):
            return self.norms[i](convolve(value, self.convolutions[i].weight, None, self.network.layers[i]))

        def finish(i, value):
            return functional.relu(value) if self.network.layers[i].relu else value

        x = run_layers(self.network, x, convolution, finish)
        x = x.mean(dim=(2, 3)) if self.network.pool else x.flatten(1)
        return self.linear(self.dropout(x))

    @torch.no_grad()
    def folded(self):
        """[(weight, bias)] of every layer with the normalization folded in; the first takes real MFCC values."""
        layers = []
        for i, (convolution, norm) in enumerate(zip(self.convolutions, self.norms)):
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            weight = convolution.weight * gain[:, None, None, None] / (1.0 if i else INPUT_SPREAD)
            layers.append((weight.clone(), (norm.bias - gain * norm.running_mean).clone()))
        layers.append((self.linear.weight.clone(), self.linear.bias.clone()))
        return layers
