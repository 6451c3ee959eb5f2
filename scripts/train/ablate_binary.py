#!/usr/bin/python3
"""What a binary keyword network needs: one change at a time from a base recipe, in short equal runs.

Half the channels, no teacher, no mixup, recorded clips only, the same batches for every row: so a run is short and still
learns. Accuracy of the network as trained (not exported), with normalizations settled. Rows that a file has are not run again.

Example: ablate_binary.py --steps 400 --out /tmp/ablation
"""

import argparse
import dataclasses
import json
import pathlib

import numpy as np
import torch

import train_keywords
import train_kws
from keyword_layers import NETWORKS
from threshold_network import ThresholdNet, ThresholdScheme, settle_norms

RATE = 3e-3
NORM_BATCHES = 15
BASE = ThresholdScheme(8, 1, 8, 1, real_map=True)


@dataclasses.dataclass(frozen=True)
class Row:
    """A named change; pool=False flattens the last map, which +1 and -1 allow and a rounded mean does not."""
    name: str
    scheme: ThresholdScheme = BASE
    rate: float = RATE
    pool: bool = True


def _changed(**fields):
    return dataclasses.replace(BASE, **fields)


ROWS = (
    Row("base"),
    Row("no normalization before the sign", _changed(normalize=False)),
    Row("all layers binary, input keeps its offset", _changed(first_bits=1, last_bits=1, real_map=False, input_offset=True),
        pool=False),
    Row("first layer binary, input keeps its offset", _changed(first_bits=1, input_offset=True)),
    Row("last map and last layer binary", _changed(real_map=False, last_bits=1), pool=False),
    Row("a tenth of the learning rate", rate=RATE / 10),
    Row("input keeps its offset of 83", _changed(input_offset=True)),
    Row("first layer binary", _changed(first_bits=1)),
    Row("last map binary", _changed(real_map=False), pool=False),
    Row("gradients pass everywhere (no window)", _changed(window=0.0)),
    Row("ten times the learning rate", rate=RATE * 10),
)


def accuracy(row, corpus, recipe, seed):
    """{set: accuracy} after a run of the row."""
    layers = tuple(dataclasses.replace(layer, channels=layer.channels // 2) for layer in NETWORKS["binary"].layers)
    network = dataclasses.replace(NETWORKS["binary"], layers=layers, pool=row.pool)
    sampler = train_keywords.Sampler(network, corpus.pools, recipe, seed, 3)
    model = ThresholdNet(network, row.scheme, recipe.dropout)
    model = train_kws.train(model, sampler, recipe.quant_steps, row.rate, recipe)
    settle_norms(model, sampler, min(NORM_BATCHES, recipe.quant_steps))
    return {name: float((train_keywords.logits_of(model, network, clips.features).argmax(dim=1).numpy() == clips.labels)
                        .mean()) for name, clips in corpus.evaluation.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for ablation_binary.json")
    parser.add_argument("--smoke", action="store_true", help="tiny self-made data, seconds")
    parser.add_argument("--hold-out", action="store_true", help="measure on speakers left out of training")
    parser.add_argument("--seed", type=int, default=1, help="default %(default)s")
    parser.add_argument("--steps", type=int, default=400, help="of each row, default %(default)s")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="keep the augmented clips for other networks")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    recipe = train_kws.Recipe(batch=64, copies=train_keywords.COPIES, float_steps=0, quant_steps=arguments.steps, mixup=0.0,
                              dropout=0.1, ema_decay=0.98)
    recipe = dataclasses.replace(recipe, batch=24) if arguments.smoke else recipe
    corpus = train_keywords.load(arguments, recipe)
    clips = corpus.pools["real"]
    recorded = len(clips) if arguments.smoke else len(clips) // (recipe.copies + 1)  # augmented copies lie behind them
    corpus.pools = {"real": clips.where(np.arange(len(clips)) < recorded)}
    arguments.out.mkdir(parents=True, exist_ok=True)
    result = {"steps": arguments.steps, "batch": recipe.batch, "seed": arguments.seed, "hold_out": arguments.hold_out,
              "rows": {}}
    path = arguments.out / "ablation_binary.json"
    if path.exists():  # rows of an earlier run with the same settings stay
        earlier = json.loads(path.read_text())
        result["rows"] = earlier["rows"] if {**earlier, "rows": {}} == result else {}
    for row in ROWS:
        if row.name in result["rows"]:
            continue
        scores = accuracy(row, corpus, recipe, arguments.seed)
        result["rows"][row.name] = {name: round(value, 4) for name, value in scores.items()}
        print(row.name, {name: f"{100 * value:.1f} %" for name, value in scores.items()}, flush=True)
        path.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
