"""Layer tables of the keyword networks for microcontrollers, UltraTrail, FPGAs, and of their binary and shift forms.

A sample is [1, 49, 10] (frames x MFCC coefficients), or [10, 49, 1] where the coefficients are the channels of
a sequence. Codes are moved to 0 by the first quantizer: real = INPUT_SCALE * (code - INPUT_ZERO).
"""

import dataclasses
import math

INPUT_SCALE, INPUT_ZERO = 0.584702909, 83
CLASSES = 12


@dataclasses.dataclass(frozen=True)
class Layer:
    """A convolution with batch normalization, then, if `adds`, the sum with that layer's output, then ReLU.

    padding: top, left, bottom, right, of zeros. source: the layer whose output is the input ("" = the layer before).
    """
    name: str
    channels: int
    kernel: tuple
    stride: tuple = (1, 1)
    padding: tuple = (0, 0, 0, 0)
    depthwise: bool = False
    relu: bool = True
    source: str = ""
    adds: str = ""


@dataclasses.dataclass(frozen=True)
class Network:
    """Convolutions, then global average pooling (pool) or flattening, then one linear layer."""
    name: str
    layers: tuple
    sequence: bool = False
    pool: bool = True

    @property
    def input_shape(self):
        return (10, 49, 1) if self.sequence else (1, 49, 10)

    def source(self, index):
        """Name of the input of a layer; "input" for the network's."""
        return self.layers[index].source or (self.layers[index - 1].name if index else "input")

    def shapes(self):
        """{name: output (channels, rows, columns)}."""
        shapes = {"input": self.input_shape}
        for i, layer in enumerate(self.layers):
            _, rows, columns = shapes[self.source(i)]
            top, left, bottom, right = layer.padding
            shapes[layer.name] = (layer.channels, (rows + top + bottom - layer.kernel[0]) // layer.stride[0] + 1,
                                  (columns + left + right - layer.kernel[1]) // layer.stride[1] + 1)
        return shapes

    def fan_in(self, index):
        """Inputs of one kernel."""
        layer = self.layers[index]
        return math.prod(layer.kernel) * (1 if layer.depthwise else self.shapes()[self.source(index)][0])

    def linear_inputs(self):
        shape = self.shapes()[self.layers[-1].name]
        return shape[0] if self.pool else math.prod(shape)

    def weights(self):
        return sum(layer.channels * self.fan_in(i) for i, layer in enumerate(self.layers)) + self.linear_inputs() * CLASSES

    def macs(self):
        shapes = self.shapes()
        return sum(math.prod(shapes[layer.name]) * self.fan_in(i) for i, layer in enumerate(self.layers)) + \
            self.linear_inputs() * CLASSES


def _ds_cnn():
    """MLPerf Tiny's shape: 10 x 4 stride 2, then four times depthwise 3 x 3 and pointwise, 64 channels."""
    layers = [Layer("conv1", 64, (10, 4), (2, 2), (4, 1, 5, 1))]
    for i in range(2, 6):
        layers.append(Layer(f"depthwise{i}", 64, (3, 3), padding=(1, 1, 1, 1), depthwise=True))
        layers.append(Layer(f"pointwise{i}", 64, (1, 1)))
    return Network("ds_cnn", tuple(layers))


def _tc_resnet8():
    """Kernels of 9 in time, channels 16, 24, 32, 48; the first layer of a block halves the rate, as its shortcut does."""
    layers, before = [Layer("conv1", 16, (3, 1), padding=(1, 0, 1, 0))], "conv1"
    for i, channels in enumerate((24, 32, 48), 2):
        layers.append(Layer(f"block{i}a", channels, (9, 1), (2, 1), (4, 0, 4, 0), source=before))
        layers.append(Layer(f"shortcut{i}", channels, (1, 1), (2, 1), source=before))
        layers.append(Layer(f"block{i}b", channels, (9, 1), padding=(4, 0, 4, 0), source=f"block{i}a",
                            adds=f"shortcut{i}"))
        before = f"block{i}b"
    return Network("tc_resnet8", tuple(layers), sequence=True)


def _mlp():
    """490-256-256-256-12, the shape of the published FPGA keyword spotter: layers over a whole map are matrices."""
    return Network("mlp", (Layer("dense1", 256, (49, 10)), Layer("dense2", 256, (1, 1)), Layer("dense3", 256, (1, 1))),
                   pool=False)


def _binary():
    """Integer first and last layers, three binary 3 x 3 convolutions between them."""
    return Network("binary", (Layer("conv1", 64, (9, 5), (2, 2), (4, 2, 4, 2)),
                              Layer("conv2", 96, (3, 3), (2, 2), (1, 1, 1, 1)),
                              Layer("conv3", 96, (3, 3), padding=(1, 1, 1, 1)),
                              Layer("conv4", 96, (3, 3), padding=(1, 1, 1, 1))))


NETWORKS = {network.name: network for network in (_ds_cnn(), _tc_resnet8(), _mlp(), _binary())}
