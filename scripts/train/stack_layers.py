"""A stack of convolutions with pooling and one linear layer: the table that training, export and checks share.

Every layer is legal on the MAX78000 accelerator when its grid is "power": stride 1, pooling only before a
convolution. With the grid "channel" a layer has one real scale an output channel and any width of weights.
"""

import dataclasses
import math

INPUT_BITS = 8


@dataclasses.dataclass(frozen=True)
class ConvSpec:
    """A convolution of stride 1 with ReLU. Pairs are (rows, columns); `pool` = window and stride of the max pooling
    before it, (1, 1) = none; padding on both sides, with zeros."""
    name: str
    channels: int
    kernel: tuple
    padding: tuple = (0, 0)
    pool: tuple = (1, 1)


@dataclasses.dataclass(frozen=True)
class StackSpec:
    """input_shape: channels, rows, columns of a sample; input_exponent: its int8 grid is 2^-input_exponent;
    last_pool: max pooling before the linear layer."""
    name: str
    classes: int
    input_shape: tuple
    input_exponent: int
    convolutions: tuple
    last_pool: tuple = (1, 1)

    def pools(self):
        return [conv.pool for conv in self.convolutions] + [self.last_pool]

    def maps(self):
        """(channels, rows, columns) that each convolution reads, then those the linear layer reads."""
        channels, rows, columns = self.input_shape
        result = []
        for conv in self.convolutions:
            rows, columns = rows // conv.pool[0], columns // conv.pool[1]
            result.append((channels, rows, columns))
            rows += 2 * conv.padding[0] - conv.kernel[0] + 1
            columns += 2 * conv.padding[1] - conv.kernel[1] + 1
            channels = conv.channels
        return result + [(channels, rows // self.last_pool[0], columns // self.last_pool[1])]

    def weight_shapes(self):
        """[O, I, KH, KW] of each convolution, then [O, I] of the linear layer."""
        maps = self.maps()
        shapes = [(conv.channels, maps[i][0], *conv.kernel) for i, conv in enumerate(self.convolutions)]
        return shapes + [(self.classes, math.prod(maps[-1]))]

    def macs(self):
        maps = self.maps()
        positions = [(maps[i][1] + 2 * c.padding[0] - c.kernel[0] + 1) * (maps[i][2] + 2 * c.padding[1] - c.kernel[1] + 1)
                     for i, c in enumerate(self.convolutions)] + [1]
        return sum(n * math.prod(shape) for n, shape in zip(positions, self.weight_shapes()))


@dataclasses.dataclass(frozen=True)
class LayerBits:
    """Widths of one layer. groups: ((bits, channels), ...) in the order of the output channels: one entry is one
    width for the layer. inputs: width of the activations that it reads, signed int8 at 8, else unsigned."""
    groups: tuple
    inputs: int = 8

    def per_channel(self):
        return [bits for bits, count in self.groups for _ in range(count)]


def uniform(spec, weights, activations=8, first=None, last=None):
    """The same widths in every layer; `first`, `last`: weights of the first and the linear layer, if others."""
    result = []
    shapes = spec.weight_shapes()
    for i, shape in enumerate(shapes):
        bits = weights
        if i == 0 and first:
            bits = first
        if i == len(shapes) - 1 and last:
            bits = last
        result.append(LayerBits(((bits, shape[0]),), INPUT_BITS if i == 0 else activations))
    return tuple(result)


def weight_bits(spec, layers):
    """Bits of all weights."""
    return sum(sum(layer.per_channel()) * math.prod(shape[1:]) for shape, layer in zip(spec.weight_shapes(), layers))


HAR = StackSpec(
    "har", 6, (9, 128, 1), 6,
    (ConvSpec("conv1", 32, (7, 1)),
     ConvSpec("conv2", 32, (5, 1), (2, 0), pool=(2, 1)),
     ConvSpec("conv3", 48, (5, 1), (2, 0), pool=(2, 1)),
     ConvSpec("conv4", 48, (3, 1), (1, 0), pool=(2, 1))),
    last_pool=(2, 1))

VWW = StackSpec(
    "vww", 2, (1, 48, 48), 7,
    (ConvSpec("conv1", 8, (3, 3), (1, 1)),
     ConvSpec("conv2", 16, (3, 3), (1, 1), pool=(2, 2)),
     ConvSpec("conv3", 32, (3, 3), (1, 1), pool=(2, 2)),
     ConvSpec("conv4", 48, (3, 3), (1, 1), pool=(2, 2)),
     ConvSpec("conv5", 48, (3, 3), (1, 1))),
    last_pool=(2, 2))

PICAR = StackSpec(
    "picar", 15, (1, 32, 64), 7,
    (ConvSpec("conv1", 8, (3, 3), (1, 1)),
     ConvSpec("conv2", 16, (3, 3), (1, 1), pool=(2, 2)),
     ConvSpec("conv3", 32, (3, 3), (1, 1), pool=(2, 2)),
     ConvSpec("conv4", 48, (3, 3), (1, 1), pool=(2, 2))),
    last_pool=(2, 2))
