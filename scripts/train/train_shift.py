#!/usr/bin/python3
"""Trains the keyword network of the MAX78000 on to power-of-two weights: products become shifts.

Starts from the int8 weights of kws_max78000.onnx, which are its teacher too. All layers but the first get weights of 0 and
+-2^k, k = 0..6, times the layer's scale; the first (0.3 % of the weights) keeps its int8 weights, because its kernels must
sum to about zero. Steps are fixed and no checkpoint is chosen.

Examples:
  train_shift.py --out workloads/zoo/kws
  train_shift.py --smoke --out /tmp/smoke        pipeline check without data, seconds
"""

import argparse
import dataclasses
import json
import pathlib

import numpy as np
import torch

import integer_eval
import kws_data
import train_kws
from export_qonnx import export
from network import INPUT_EXPONENT, LAYERS, QuantNet
from train_analog import CORPUS_SEED, PRODUCER, cached

START = kws_data.repository_root() / "workloads" / "zoo" / "kws" / "kws_max78000.onnx"
MODEL_FILE, REPORT_FILE = "kws_shift.onnx", "training_report_shift.json"
LOGITS_FILE = "expected_logits_synthetic_shift.npy"
LARGEST_EXPONENT = 6


def power_of_two(codes):
    """The nearest of 0, +-1, +-2, ... +-64; straight-through gradient within them."""
    top = 2.0 ** LARGEST_EXPONENT
    clipped = torch.clamp(codes, -top, top)
    exponent = torch.floor(torch.log2(clipped.abs().clamp_min(0.5) / 0.75)).clamp(0, LARGEST_EXPONENT)
    nearest = torch.where(clipped.abs() < 0.5, torch.zeros_like(codes), torch.sign(clipped) * 2.0 ** exponent)
    return clipped + (nearest - clipped).detach()


class ShiftNet(QuantNet):
    """QuantNet whose weights behind the first layer are powers of two."""

    def quantized(self, layer):
        weight, bias = super().quantized(layer)
        if layer == 0:
            return weight, bias
        unit = 2.0 ** self.weight_exponents[layer]
        return power_of_two(self.weights[layer] * unit) / unit, bias


def start_from(path):
    """(layers, weight exponents, output exponents) of an exported network."""
    integers, exponents = integer_eval.load_layers(path), integer_eval.load_exponents(path)
    layers, inputs = [], INPUT_EXPONENT
    for layer, (weight_exponent, output_exponent) in zip(integers, exponents):
        weight = torch.tensor(layer.weight, dtype=torch.float32) * 2.0 ** -weight_exponent
        layers.append((weight, torch.tensor(layer.bias, dtype=torch.float32) * 2.0 ** (7 - inputs - weight_exponent)))
        inputs = output_exponent
    return layers, [w for w, _ in exponents], [o for _, o in exponents]


def share_of_powers(path):
    """Part of the weights behind the first layer that are 0 or +-2^k: 1, or the file is not what it says."""
    weights = np.concatenate([np.abs(layer.weight).ravel() for layer in integer_eval.load_layers(path)[1:]])
    return float(np.isin(weights, [0] + [2 ** k for k in range(LARGEST_EXPONENT + 1)]).mean())


def run(arguments):
    recipe = train_kws.Recipe(batch=64, copies=10, quant_steps=arguments.steps, quant_rate=1e-3, dropout=0.2)
    if arguments.smoke:
        recipe = dataclasses.replace(recipe, batch=24, quant_steps=5, mixup=0.0)
        corpus = kws_data.smoke_corpus(arguments.seed)
    else:
        corpus = cached(arguments.corpus, "kws_corpus",
                        lambda: kws_data.load_corpus(False, recipe.copies, recipe.synthetic_clips, CORPUS_SEED))
    torch.manual_seed(arguments.seed)
    parameters = start_from(START)
    teacher = QuantNet(*parameters, 0.0).eval()
    sampler = train_kws.Sampler(corpus.pools, recipe, [arguments.seed, 2])
    model = train_kws.train(ShiftNet(*parameters, recipe.dropout), sampler, recipe.quant_steps, recipe.quant_rate, recipe,
                            teacher)
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / MODEL_FILE
    export(model, path, PRODUCER, bytes_only=True)
    layers = integer_eval.load_layers(path)
    report = {"seed": arguments.seed, "start": START.name, "recipe": dataclasses.asdict(recipe),
              "layers_of_powers_of_two": [spec.name for spec in LAYERS[1:]] + ["fc"],
              "share_of_powers_of_two": share_of_powers(path), "sets": {}}
    for name, clips in corpus.evaluation.items():
        logits = integer_eval.run_layers(layers, clips.features)
        train_kws.check_agreement(model, clips, logits)
        result = integer_eval.score(logits, clips.labels)
        report["sets"][name] = {"samples": result.samples, "integer_correct": result.correct,
                                "integer_accuracy": result.accuracy}
        print(f"integer {name}: {result}", flush=True)
        if name == "synthetic":
            np.save(arguments.out / LOGITS_FILE, logits)
    (arguments.out / REPORT_FILE).write_text(json.dumps(report, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for the ONNX file")
    parser.add_argument("--smoke", action="store_true", help="tiny self-made data, seconds, no accuracy claim")
    parser.add_argument("--seed", type=int, default=1, help="default %(default)s")
    parser.add_argument("--steps", type=int, default=200, help="default %(default)s")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads, default %(default)s")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="keep the augmented clips for other networks")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    run(arguments)


if __name__ == "__main__":
    main()
