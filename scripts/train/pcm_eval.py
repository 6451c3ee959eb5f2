#!/usr/bin/python3
"""Accuracy of an exported network on a phase-change array, over time: a small model, independent of the simulator.

Every layer's weights are programmed once a seed (pcm_devices.py), drift, and are read with 1/f noise. DAC:
bits and sign over -1..1 of the layer's input range. ADC: 2^bits - 2 steps over -bound..bound, bound in
full-scale cells times full-scale inputs, the same for all layers, after Gaussian noise on every sum. Global
drift compensation: one factor a layer, the mean magnitude of the outputs when groups of rows are driven with
full pulses, after programming, divided by the same now, both through noise and converters. Not modelled: IR
drop, noise of the cells at each read, non-linear cells.

Example: pcm_eval.py --model workloads/zoo/kws/kws_cim_aware.onnx --inputs X.npy --labels Y.npy --bits 8,6,4
"""

import argparse
import dataclasses
import json

import numpy as np
import torch
from torch.nn import functional

import qdq_layers
from analog_layers import CODE_LEVELS
from analog_network import ADC_BOUND
from pcm_devices import DifferentialPairs

TIMES_S = {"25 s": 25.0, "1 h": 3600.0, "24 h": 86400.0, "1 month": 2.592e6, "1 year": 3.1536e7}


@dataclasses.dataclass(frozen=True)
class Periphery:
    """What surrounds the cells: bits of the converters (0: ideal), range of the ADC and noise before it in units of
    the sums, rows driven at once to measure the drift (0: no compensation).

    32 rows give sums within the ADC's range and well above its step; single rows are near one step of a
    coarse ADC, which biases the factor.
    """
    bits: int = 8
    bound: float = ADC_BOUND
    noise: float = 0.04
    compensation_rows: int = 32


class ArrayLayer:
    """A layer on the array: its cells, its converters, its compensation factor."""

    def __init__(self, layer, periphery, rng):
        self.layer, self.periphery = layer, periphery
        self.full_scale = float(np.abs(layer.weight).max())
        flat = layer.weight.reshape(len(layer.weight), -1).astype(np.float64) / self.full_scale
        self.pairs = DifferentialPairs(flat, rng)
        self.weights, self.factor, self.reference = None, 1.0, None
        self.noise = torch.Generator().manual_seed(int(rng.integers(2 ** 62)))
        if periphery.compensation_rows:
            rows = np.arange(flat.shape[1])
            groups = rows // periphery.compensation_rows
            self.test = torch.from_numpy((groups == np.unique(groups)[:, None]).astype(np.float32))
            self.weights = torch.from_numpy(self.pairs.programmed().astype(np.float32))
            self.reference = self._test_magnitude()

    def read(self, seconds, rng):
        """The cells as they are `seconds` after the reference time; compensation measured anew."""
        self.weights = torch.from_numpy(self.pairs.read(seconds, rng).astype(np.float32))
        if self.reference is not None:
            self.factor = self.reference / self._test_magnitude()

    def _test_magnitude(self):
        return max(1e-4, float(self._adc(self.test @ self.weights.T).abs().mean()))

    def _adc(self, sums):
        bits, bound = self.periphery.bits, self.periphery.bound
        if self.periphery.noise:
            sums = sums + self.periphery.noise * torch.randn(sums.shape, generator=self.noise)
        if not bits:
            return sums
        steps = 2 ** (bits - 1) - 1
        return torch.clamp(torch.round(sums * (steps / bound)), -steps, steps) * (bound / steps)

    def forward(self, codes):
        """int8 codes [n, C, H, W] or [n, I] (as float32) -> int8 codes."""
        layer = self.layer
        inputs = codes / CODE_LEVELS
        if self.periphery.bits:
            steps = 2 ** self.periphery.bits - 1
            inputs = torch.round(torch.clamp(inputs, -1.0, 1.0) * steps) / steps
        weights = self.weights.reshape(layer.weight.shape)
        if layer.linear:
            sums = inputs @ weights.T
        else:
            sums = functional.conv2d(inputs, weights, stride=layer.stride, padding=layer.padding)
        sums = self._adc(sums).double() * (self.factor * CODE_LEVELS * self.full_scale)
        bias = torch.from_numpy(layer.bias.astype(np.float64))
        values = (sums + (bias if layer.linear else bias[:, None, None])) * layer.multiplier()
        return torch.clamp(torch.round(values), 0 if layer.relu else -128, 127).float()


@torch.no_grad()
def accuracies(network, data, labels, seeds, periphery):
    """Share of correct samples, [seed][time of TIMES_S]."""
    first = torch.from_numpy(network.first_codes(data).astype(np.float32))
    rows = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        layers = [ArrayLayer(layer, periphery, rng) for layer in network.layers]
        row = []
        for seconds in TIMES_S.values():
            for layer in layers:
                layer.read(seconds, rng)
            correct = 0
            for start in range(0, len(first), 256):
                x = first[start:start + 256]
                for layer in layers:
                    x = layer.forward(x.flatten(1) if layer.layer.linear else x)
                correct += int((x.argmax(dim=1).numpy() == labels[start:start + 256]).sum())
            row.append(correct / len(first))
        rows.append(row)
    return np.array(rows)


def summary(rows):
    """Mean, standard deviation over seeds and worst seed for each time."""
    return {name: {"mean": float(column.mean()), "deviation": float(column.std(ddof=1)) if len(column) > 1 else 0.0,
                   "worst": float(column.min())} for name, column in zip(TIMES_S, rows.T)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="ONNX file as train_analog.py writes it")
    parser.add_argument("--inputs", required=True, help=".npy, as the workload's data set")
    parser.add_argument("--labels", required=True, help=".npy")
    parser.add_argument("--bits", default="8", help="converter bits, comma separated, 0 = ideal; default %(default)s")
    parser.add_argument("--bound", type=float, default=ADC_BOUND, help="ADC range; default %(default)s")
    parser.add_argument("--noise", type=float, default=Periphery.noise,
                        help="noise before the ADC; default %(default)s")
    parser.add_argument("--compensation-rows", type=int, default=Periphery.compensation_rows,
                        help="rows driven at once to measure the drift, 0 = no compensation; default %(default)s")
    parser.add_argument("--seeds", type=int, default=20, help="arrays; default %(default)s")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = qdq_layers.load(arguments.model)
    data, labels = np.load(arguments.inputs), np.load(arguments.labels)
    correct = int((qdq_layers.run(network, data).argmax(axis=1) == labels).sum())
    print(f"integer: {correct}/{len(labels)} = {100 * correct / len(labels):.2f} %")
    for bits in map(int, arguments.bits.split(",")):
        periphery = Periphery(bits, arguments.bound, arguments.noise, arguments.compensation_rows)
        rows = accuracies(network, data, labels, range(arguments.seeds), periphery)
        print(f"{bits} bits:", json.dumps(summary(rows)))


if __name__ == "__main__":
    main()
