#!/usr/bin/python3
"""Train and export the little activity network of adaptive inference: it always runs, a big one where it is not sure.

The steps of train_har_mcu.py on a smaller stack, with 8-bit weights and activations and the same input grid as the
other networks of that script, so that a pair needs the window in memory once.

Examples:
  train_har_little.py --out workloads/zoo/har     the shipped network: official split of subjects
  train_har_little.py --smoke --out /tmp/smoke    pipeline check without data, seconds
"""

import argparse
import dataclasses
import json
import pathlib

import torch

import har_data
from stack_layers import ConvSpec, StackSpec, uniform
from stack_training import Trained, export_channel, integer_accuracies, train_channel, train_float
from train_har_mcu import QUANT_BATCH, RECIPE

LITTLE = StackSpec(
    "har", 6, (9, 128, 1), 6,
    (ConvSpec("conv1", 8, (5, 1)),
     ConvSpec("conv2", 12, (5, 1), (2, 0), pool=(4, 1)),
     ConvSpec("conv3", 16, (3, 1), (1, 0), pool=(2, 1))),
    last_pool=(4, 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for har_little.onnx and the report")
    parser.add_argument("--seed", type=int, default=1, help="default %(default)s")
    parser.add_argument("--hold-out", action="store_true", help="leave subjects out of the training, measure on them")
    parser.add_argument("--smoke", action="store_true", help="tiny self-made data, seconds, no accuracy claim")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads, default %(default)s")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe = dataclasses.replace(RECIPE, dropout=0.1)
    if arguments.smoke:
        recipe = dataclasses.replace(recipe, batch=24, float_steps=30, quant_steps=5)
    corpus = har_data.smoke_corpus(arguments.seed) if arguments.smoke else har_data.load_corpus(arguments.hold_out)

    def sampler(stage, batch):
        torch.manual_seed(1000 * arguments.seed + stage)
        return har_data.Sampler(corpus.pools, dataclasses.replace(recipe, batch=batch), [arguments.seed, stage])

    teacher = train_float(LITTLE, sampler(0, recipe.batch), recipe)
    batches = sampler(1, min(recipe.batch, QUANT_BATCH))
    model = train_channel(LITTLE, teacher.folded(), uniform(LITTLE, 8), batches, recipe, teacher)
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / "har_little.onnx"
    export_channel(model, batches, path)
    report = {"recipe": dataclasses.asdict(recipe), "seed": arguments.seed, "hold_out": arguments.hold_out, "macs": LITTLE.macs(),
              "sets": integer_accuracies(path, corpus, Trained(model))}
    (arguments.out / "training_report_little.json").write_text(json.dumps(report, indent=1) + "\n")
    print(json.dumps(report["sets"]))


if __name__ == "__main__":
    main()
