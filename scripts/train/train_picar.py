#!/usr/bin/python3
"""Train and export the steering network of a small car: 32 x 64 grey road pictures to 15 steering classes.

A small relative of PilotNet with the pooling and kernels that the MAX78000 has. It is trained on rendered roads only
(render_roads.py). The report holds the exact integer accuracy, how often the class is at most one beside, and the
mean error of the angle, on the shipped set and on a larger one.

Examples:
  train_picar.py --out workloads/zoo/picar
  train_picar.py --smoke --out /tmp/smoke                   seconds, no accuracy claim
"""

import argparse
import dataclasses
import json
import pathlib

import numpy as np
import torch

import render_roads
import stack_eval
import train_kws
from image_data import ImageSampler
from kws_data import ClipSet, Corpus, repository_root
from stack_layers import PICAR, uniform, weight_bits
from stack_training import Trained, export_power, integer_accuracies, logits_of, train_float, train_power

MODEL_FILE, REPORT_FILE = "picar_small.onnx", "training_report_small.json"
TRAINING_SEED, LARGE_SEED = 20240631, 20240632
LARGE = 1995
RECIPE = train_kws.Recipe(batch=64, float_steps=1400, quant_steps=300, float_rate=4e-3, quant_rate=4e-4, mixup=0.0,
                          dropout=0.1)


def load(count, smoke):
    shipped = repository_root() / "workloads" / "data" / "picar_synthetic"
    evaluation = {"synthetic": ClipSet(np.load(shipped / "x.npy"), np.load(shipped / "y.npy"))}
    if not smoke:
        evaluation["synthetic_large"] = ClipSet(*render_roads.render(LARGE, LARGE_SEED))
    return Corpus({"rendered": ClipSet(*render_roads.render(count, TRAINING_SEED))}, evaluation)


def steering_errors(path, clips):
    """Share within one class, and mean error of the angle in degrees between class middles."""
    away = np.abs(stack_eval.run(path, clips.features).argmax(axis=1) - clips.labels.astype(int))
    return {"within_one_class": float((away <= 1).mean()),
            "mean_error_degrees": float(away.mean() * render_roads.CLASS_DEGREES)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for the ONNX file")
    parser.add_argument("--pictures", type=int, default=9000, help="to train on, default %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="default %(default)s")
    parser.add_argument("--smoke", action="store_true", help="seconds, no accuracy claim")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads, default %(default)s")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe = dataclasses.replace(RECIPE, batch=16, float_steps=12, quant_steps=4) if arguments.smoke else RECIPE
    corpus = load(150 if arguments.smoke else arguments.pictures, arguments.smoke)
    pool = corpus.pools["rendered"]

    def sampler(stage):
        torch.manual_seed(1000 * arguments.seed + stage)
        return ImageSampler(pool.features, pool.labels, PICAR.classes, recipe, [arguments.seed, stage],
                            lambda labels: PICAR.classes - 1 - labels, shift=False)

    teacher = train_float(PICAR, sampler(0), recipe)
    report = {"seed": arguments.seed, "recipe": dataclasses.asdict(recipe), "pictures": len(pool), "macs": PICAR.macs(),
              "weight_bytes": weight_bits(PICAR, uniform(PICAR, 8)) // 8,
              "float": {name: float((logits_of(teacher, clips.features).argmax(dim=1).numpy() == clips.labels).mean())
                        for name, clips in corpus.evaluation.items()}}
    print("float", report["float"], flush=True)
    model = train_power(PICAR, teacher.folded(), sampler(1), recipe, teacher)
    arguments.out.mkdir(parents=True, exist_ok=True)
    export_power(model, arguments.out / MODEL_FILE)
    report["sets"] = integer_accuracies(arguments.out / MODEL_FILE, corpus, Trained(model))
    for name, clips in corpus.evaluation.items():
        report["sets"][name].update(steering_errors(arguments.out / MODEL_FILE, clips))
    (arguments.out / REPORT_FILE).write_text(json.dumps(report, indent=1) + "\n")
    print("integer", report["sets"])


if __name__ == "__main__":
    main()
