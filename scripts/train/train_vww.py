#!/usr/bin/python3
"""Train and export the small vision network: person or not, 48 x 48 grey, every layer legal on the MAX78000.

It is trained on rendered scenes only (render_people.py): the recorded pictures may be evaluated but not trained on.
The report holds the exact integer accuracy on the shipped synthetic set, on a larger one, and, where the recorded
pictures are there, on those: as grey 48 x 48 pictures, the mean of 2 x 2 pixels and of the three colours.

Examples:
  train_vww.py --out workloads/zoo/vww
  train_vww.py --smoke --out /tmp/smoke                     seconds, no accuracy claim
  train_vww.py --recorded /tmp/vww_grey48.npy               only write the recorded pictures in that form
"""

import argparse
import dataclasses
import json
import pathlib

import numpy as np
import torch

import render_people
import train_kws
from image_data import ImageSampler
from kws_data import ClipSet, Corpus, data_root, repository_root
from stack_layers import VWW, uniform, weight_bits
from stack_training import Trained, export_power, integer_accuracies, logits_of, train_float, train_power

MODEL_FILE, REPORT_FILE = "vww_small.onnx", "training_report_small.json"
TRAINING_SEED, LARGE_SEED = 20240621, 20240622
LARGE = 2000
RECIPE = train_kws.Recipe(batch=64, float_steps=1800, quant_steps=350, float_rate=4e-3, quant_rate=4e-4, mixup=0.0,
                          dropout=0.2)


def recorded():
    """Grey 48 x 48 versions of the recorded pictures and their labels, or None."""
    folder = data_root() / "data" / "vww"
    if not folder.is_dir():
        return None
    pictures = np.load(folder / "vww01_image.npy").astype(np.float64)
    small = pictures.reshape(len(pictures), 48, 2, 48, 2, 3).mean(axis=(2, 4, 5))
    return ClipSet(np.floor(small + 0.5).astype(np.uint8), np.load(folder / "vww01_label.npy"))


def load(count, smoke):
    shipped = repository_root() / "workloads" / "data" / "vww_synthetic"
    evaluation = {"synthetic": ClipSet(np.load(shipped / "x.npy"), np.load(shipped / "y.npy"))}
    if not smoke:
        evaluation["synthetic_large"] = ClipSet(*render_people.render(LARGE, LARGE_SEED))
        if recorded():
            evaluation["vww01_grey48"] = recorded()
    return Corpus({"rendered": ClipSet(*render_people.render(count, TRAINING_SEED))}, evaluation)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, metavar="DIR", help="folder for the ONNX file")
    parser.add_argument("--recorded", metavar="X.npy", help="write the recorded pictures, grey 48 x 48, and stop")
    parser.add_argument("--pictures", type=int, default=12000, help="to train on, default %(default)s")
    parser.add_argument("--seed", type=int, default=1, help="default %(default)s")
    parser.add_argument("--smoke", action="store_true", help="seconds, no accuracy claim")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads, default %(default)s")
    arguments = parser.parse_args()
    if arguments.recorded:
        if recorded() is None:
            raise SystemExit("no recorded pictures: run scripts/get_data.sh or set QUARTET_DATA")
        np.save(arguments.recorded, recorded().features)
        return
    if not arguments.out:
        parser.error("--out is needed")
    torch.set_num_threads(arguments.threads)
    recipe = dataclasses.replace(RECIPE, batch=16, float_steps=12, quant_steps=4) if arguments.smoke else RECIPE
    corpus = load(120 if arguments.smoke else arguments.pictures, arguments.smoke)
    pool = corpus.pools["rendered"]

    def sampler(stage):
        torch.manual_seed(1000 * arguments.seed + stage)
        return ImageSampler(pool.features, pool.labels, VWW.classes, recipe, [arguments.seed, stage], lambda labels: labels)

    teacher = train_float(VWW, sampler(0), recipe)
    report = {"seed": arguments.seed, "recipe": dataclasses.asdict(recipe), "pictures": len(pool), "macs": VWW.macs(),
              "weight_bytes": weight_bits(VWW, uniform(VWW, 8)) // 8,
              "float": {name: float((logits_of(teacher, clips.features).argmax(dim=1).numpy() == clips.labels).mean())
                        for name, clips in corpus.evaluation.items()}}
    print("float", report["float"], flush=True)
    model = train_power(VWW, teacher.folded(), sampler(1), recipe, teacher)
    arguments.out.mkdir(parents=True, exist_ok=True)
    export_power(model, arguments.out / MODEL_FILE)
    report["sets"] = integer_accuracies(arguments.out / MODEL_FILE, corpus, Trained(model))
    (arguments.out / REPORT_FILE).write_text(json.dumps(report, indent=1) + "\n")
    print("integer", report["sets"])


if __name__ == "__main__":
    main()
