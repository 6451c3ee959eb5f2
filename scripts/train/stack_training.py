"""Steps that the trainings of StackSpec networks share: float, quantized, export, exact integer accuracy."""

import pickle

import numpy as np
import torch

import stack_eval
from stack_export import ChannelGrid, PowerGrid, export
from stack_network import ChannelNet, FloatNet
from stack_power import PowerNet
from train_kws import train

PRODUCER = "quartet scripts/train"
LEAST_AGREEMENT = 0.93  # of arg-maxima: float32 rounding moves single codes, and those few decisions


def to_inputs(spec, data):
    """Samples of a data set as training inputs [n, C, H, W]: floats as they are, uint8 as (value - 128) / 128."""
    data = np.asarray(data)
    real = (data.astype(np.float32) - 128.0) / 128.0 if data.dtype == np.uint8 else data.astype(np.float32)
    return torch.from_numpy(real).reshape(len(data), *spec.input_shape)


@torch.no_grad()
def logits_of(model, data):
    model.eval()
    return torch.cat([model(to_inputs(model.spec, data[i:i + 256])) for i in range(0, len(data), 256)])


def train_float(spec, sampler, recipe, cache=None):
    """The float network; `cache`: a file that keeps it, or None."""
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())
    model = train(FloatNet(spec, recipe.dropout), sampler, recipe.float_steps, recipe.float_rate, recipe)
    if cache:
        cache.parent.mkdir(parents=True, exist_ok=True)
        cache.write_bytes(pickle.dumps(model))
    return model


def train_channel(spec, layers, bits, sampler, recipe, teacher):
    """A network of real scales and any widths, from folded float layers."""
    model = ChannelNet(spec, layers, bits, sampler.batch()[0], recipe.dropout)
    return train(model, sampler, recipe.quant_steps, recipe.quant_rate, recipe, teacher)


def train_power(spec, layers, sampler, recipe, teacher):
    """A network whose scales are powers of two, from folded float layers."""
    model = PowerNet(spec, layers, sampler.batch()[0], recipe.dropout)
    return train(model, sampler, recipe.quant_steps, recipe.quant_rate, recipe, teacher)


@torch.no_grad()
def export_channel(model, sampler, path):
    """The int8 grid of the logits covers the largest magnitude of one batch with a tenth to spare."""
    model.eval()
    scale = 1.1 * float(model(sampler.batch()[0]).abs().max()) / 127.0
    export(ChannelGrid(model, np.float32(scale)), path, PRODUCER)


def export_power(model, path):
    export(PowerGrid(model.eval()), path, PRODUCER)


class Trained:
    """The trained model beside its file: their decisions must agree."""

    def __init__(self, model):
        self.model = model

    def check(self, name, data, logits):
        same = float((logits_of(self.model, data).argmax(dim=1).numpy() == logits.argmax(axis=1)).mean())
        if same < LEAST_AGREEMENT:
            raise SystemExit(f"{name}: the exported integers decide as the trained network on {same:.3f} of the samples")


def integer_accuracies(path, corpus, trained):
    """Exact integer accuracy of a file on every evaluation set."""
    result = {}
    for name, clips in corpus.evaluation.items():
        logits = stack_eval.run(path, clips.features)
        trained.check(name, clips.features, logits)
        correct = int((logits.argmax(axis=1) == clips.labels).sum())
        result[name] = {"samples": len(clips), "integer_correct": correct, "integer_accuracy": correct / len(clips)}
    return result
