#!/usr/bin/python3
"""Train and export the activity network in every width of weights: 8, 4, 2, 1 bit, mixed by layer and by channel.

Float training with batch normalization, then from the folded float network one training a variant, quantized in
the loop with the float network as a teacher:
  w8, w4, w2, w1   weights of so many bits in every layer (2: -1, 0, 1; 1: -1, 1), 8-bit activations
  w4a4             4-bit weights and activations
  mixed_layer      8, 4 or 2 bit a layer, mixed_channel: a channel, 4-bit activations, both within the same budget
  max78000         8 bit, scales that are powers of two, biases of 8 bit
Steps are fixed and no checkpoint is chosen. The report holds the exact integer accuracy of every exported file.

Examples:
  train_har_mcu.py --out workloads/zoo/har                 the shipped networks: official split of subjects
  train_har_mcu.py --seeds 1,2,3 --out /tmp/spread         three seeds, files of each in a folder of its own
  train_har_mcu.py --hold-out --out /tmp/held_out          four training subjects left out and measured
  train_har_mcu.py --smoke --out /tmp/smoke                pipeline check without data, seconds
"""

import argparse
import dataclasses
import json
import pathlib

import torch

import har_data
import precision_search
import train_kws
from stack_layers import HAR, uniform, weight_bits
from stack_training import (Trained, export_channel, export_power, integer_accuracies, logits_of, train_channel,
                            train_float, train_power)

REPORT_FILE = "training_report_mcu.json"
BUDGET = 2.52  # bits a weight on average, of the mixed variants: 8 in conv1 and 2 elsewhere is 2.51
QUANT_BATCH = 64
RECIPE = train_kws.Recipe(batch=96, float_steps=1500, quant_steps=400, float_rate=3e-3, quant_rate=1e-3, mixup=0.0,
                          dropout=0.3)


@dataclasses.dataclass(frozen=True)
class Variant:
    """How one network is quantized. plan(teacher, sampler) -> (LayerBits or None for powers of two, start layers)."""
    name: str
    plan: object
    longer: int = 1  # times quant_steps


def plain(weights, activations=8):
    return lambda teacher, sampler: (uniform(HAR, weights, activations), teacher.folded())


def powers(teacher, sampler):
    return None, teacher.folded()


def _budget():
    return BUDGET * weight_bits(HAR, uniform(HAR, 1))


def mixed_layer(teacher, sampler):
    layers = teacher.folded()
    return precision_search.by_layer(layers, precision_search.fisher(teacher, sampler), _budget(), 4), layers


def mixed_channel(teacher, sampler):
    layers = teacher.folded()
    bits, orders = precision_search.by_channel(layers, precision_search.fisher(teacher, sampler), _budget(), 4)
    return bits, precision_search.reorder(layers, orders)


VARIANTS = (Variant("w8", plain(8)), Variant("w4", plain(4)), Variant("w2", plain(2), 2), Variant("w1", plain(1), 2),
            Variant("w4a4", plain(4, 4)), Variant("mixed_layer", mixed_layer, 2),
            Variant("mixed_channel", mixed_channel, 2), Variant("max78000", powers))


def train_seed(seed, corpus, recipe, chosen, out, cache):
    """All variants of one seed; returns their part of the report."""
    def sampler(stage):
        torch.manual_seed(1000 * seed + stage)
        own = dataclasses.replace(recipe, batch=min(recipe.batch, QUANT_BATCH)) if stage else recipe
        return har_data.Sampler(corpus.pools, own, [seed, stage])

    teacher = train_float(HAR, sampler(0), recipe, cache and cache / f"har_float_{seed}.pickle")
    out.mkdir(parents=True, exist_ok=True)
    report = {"float": {name: float((logits_of(teacher, clips.features).argmax(dim=1).numpy() == clips.labels).mean())
                        for name, clips in corpus.evaluation.items()}}
    print(f"seed {seed}: float", report["float"], flush=True)
    for stage, variant in enumerate(VARIANTS, 1):
        if chosen and variant.name not in chosen:
            continue
        own = dataclasses.replace(recipe, quant_steps=recipe.quant_steps * variant.longer)
        batches = sampler(stage)
        bits, layers = variant.plan(teacher, batches)
        path = out / f"har_{variant.name}.onnx"
        if bits is None:
            model = train_power(HAR, layers, batches, own, teacher)
            export_power(model, path)
        else:
            model = train_channel(HAR, layers, bits, batches, own, teacher)
            export_channel(model, batches, path)
        report[variant.name] = {
            "weight_bytes": weight_bits(HAR, bits or uniform(HAR, 8)) / 8,
            "widths": [layer.groups for layer in bits] if bits else "8 bit, powers of two",
            "sets": integer_accuracies(path, corpus, Trained(model))}
        print(f"seed {seed}: {variant.name}", json.dumps(report[variant.name]), flush=True)
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for the ONNX files")
    parser.add_argument("--seeds", default="1", help="comma separated; with more than one, DIR/seed_N is written")
    parser.add_argument("--variants", default="", help="only these, comma separated")
    parser.add_argument("--hold-out", action="store_true", help="leave subjects out of the training, measure on them")
    parser.add_argument("--smoke", action="store_true", help="tiny self-made data, seconds, no accuracy claim")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads, default %(default)s")
    parser.add_argument("--cache", type=pathlib.Path, metavar="DIR", help="keep the float networks to go on after a stop")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe, chosen = RECIPE, [name for name in arguments.variants.split(",") if name]
    if arguments.smoke:
        recipe = dataclasses.replace(recipe, batch=24, float_steps=30, quant_steps=5)
    seeds = [int(seed) for seed in arguments.seeds.split(",")]
    corpus = har_data.smoke_corpus(seeds[0]) if arguments.smoke else har_data.load_corpus(arguments.hold_out)
    report = {"recipe": dataclasses.asdict(recipe), "budget_bits": BUDGET, "hold_out": arguments.hold_out, "seeds": {}}
    arguments.out.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        out = arguments.out / f"seed_{seed}" if len(seeds) > 1 else arguments.out
        report["seeds"][seed] = train_seed(seed, corpus, recipe, chosen, out, arguments.cache)
        (arguments.out / REPORT_FILE).write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
