"""Layer tables of the networks for the analog array, and what the array allows.

One array holds the whole network (layer after layer, no reloading): every layer is one block of
kernel_rows * kernel_columns * inputs rows and `channels` columns. Convolutions are dense: a depthwise
layer would use one cell in `channels` of its block.
"""

import dataclasses
import math

ARRAY_ROWS, ARRAY_COLUMNS = 1024, 512
CODE_LEVELS = 127  # weight and activation codes are -127..127


@dataclasses.dataclass(frozen=True)
class ConvSpec:
    """A convolution with bias and ReLU; pairs are (rows, columns); padding on both sides, with zeros."""
    name: str
    channels: int
    kernel: tuple
    stride: tuple
    padding: tuple


@dataclasses.dataclass(frozen=True)
class NetworkSpec:
    """A network: convolutions, then one linear layer on the flattened maps.

    input_shape: channels, rows, columns of a sample in training. input_scale, input_zero: the int8 grid of
    the data set's files (None: the data are floats and the first DAC range is their grid). first_range:
    full scale of the first layer's DAC at the start of training, in the input's own unit.
    """
    name: str
    classes: int
    input_shape: tuple
    first_range: float
    convolutions: tuple
    input_scale: float = None
    input_zero: int = 0

    def maps(self):
        """Output (channels, rows, columns) of each convolution."""
        shapes, (_, rows, columns) = [], self.input_shape
        for conv in self.convolutions:
            rows = (rows + 2 * conv.padding[0] - conv.kernel[0]) // conv.stride[0] + 1
            columns = (columns + 2 * conv.padding[1] - conv.kernel[1]) // conv.stride[1] + 1
            shapes.append((conv.channels, rows, columns))
        return shapes

    def blocks(self):
        """(rows, columns) of each layer's block of cells."""
        inputs, result = self.input_shape[0], []
        for conv in self.convolutions:
            result.append((inputs * math.prod(conv.kernel), conv.channels))
            inputs = conv.channels
        return result + [(math.prod(self.maps()[-1]), self.classes)]

    def macs(self):
        """Multiplications of one inference."""
        positions = [rows * columns for _, rows, columns in self.maps()] + [1]
        return sum(n * rows * columns for n, (rows, columns) in zip(positions, self.blocks()))

    def check(self):
        """Every layer fits without splitting rows, and the cells fit one array."""
        for rows, columns in self.blocks():
            if rows > ARRAY_ROWS or columns > ARRAY_COLUMNS:
                raise ValueError(f"{self.name}: a block of {rows} x {columns} cells exceeds the array")
        if sum(rows * columns for rows, columns in self.blocks()) > ARRAY_ROWS * ARRAY_COLUMNS:
            raise ValueError(f"{self.name}: more cells than one array has")


KWS = NetworkSpec(
    "kws", 12, (1, 49, 10), 37.0,
    (ConvSpec("conv1", 64, (9, 5), (2, 2), (4, 2)),
     ConvSpec("conv2", 64, (3, 3), (2, 2), (1, 1)),
     ConvSpec("conv3", 64, (3, 3), (1, 1), (1, 1)),
     ConvSpec("conv4", 64, (3, 3), (2, 2), (1, 1)),
     ConvSpec("conv5", 64, (3, 3), (1, 1), (1, 1))),
    input_scale=0.584702909, input_zero=83)

HAR = NetworkSpec(
    "har", 6, (9, 128, 1), 2.0,
    (ConvSpec("conv1", 48, (7, 1), (2, 1), (3, 0)),
     ConvSpec("conv2", 64, (5, 1), (2, 1), (2, 0)),
     ConvSpec("conv3", 64, (5, 1), (2, 1), (2, 0)),
     ConvSpec("conv4", 64, (3, 1), (2, 1), (1, 0))))

NETWORKS = {spec.name: spec for spec in (KWS, HAR)}
