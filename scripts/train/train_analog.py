#!/usr/bin/python3
"""Train and export the keyword and activity networks for the analog phase-change array.

Float training with batch normalization, then, from the folded float network, one training a variant:
  plain       int8 codes only: what a network gets that knows nothing of the array
  aware       weights clipped, noise on them at every step, 8-bit DAC and ADC in the loop
  aware_6bit  from `aware`, with 6-bit converters
  aware_4bit  from `aware`, with 4-bit converters
  w4          from `aware`, with weights of 4 bits (keywords)
  ternary     from `aware`, with weights of -1, 0 and 1 (keywords)
Steps are fixed and no checkpoint is chosen. The report holds the exact integer accuracy of every exported
file and, with --array-seeds, its accuracy on simulated arrays over time (pcm_eval.py).

Examples:
  train_analog.py kws --out workloads/zoo/kws              the shipped networks, every speaker
  train_analog.py kws --hold-out --out /tmp/held_out       30 % of the speakers never seen
  train_analog.py har --out workloads/zoo/har              official split of subjects
  train_analog.py kws --smoke --out /tmp/smoke             pipeline check without data, seconds
"""

import argparse
import dataclasses
import json
import pathlib
import pickle

import numpy as np
import torch

import har_data
import kws_data
import pcm_eval
import qdq_layers
import train_kws
from analog_layers import NETWORKS
from analog_network import ADC_BOUND, ArrayNet, ArrayRecipe, FloatNet, fit_ranges
from export_qdq import export

CORPUS_SEED = 1  # of the augmented copies: the same for every training seed
PRODUCER = "quartet scripts/train"


@dataclasses.dataclass(frozen=True)
class Variant:
    """A network to ship: what it is trained for, which one it starts from ("" = float), its steps and rate."""
    name: str
    array: ArrayRecipe
    start: str
    steps: int
    rate: float
    tested_bits: tuple


@dataclasses.dataclass(frozen=True)
class Task:
    """Recipe of the float training and variants of one workload."""
    recipe: train_kws.Recipe
    variants: tuple


WEIGHT_NOISE = 0.08
SUM_NOISE = 0.05
WEIGHT_CLIP = 2.0
TERNARY_CLIP = 1.3  # near the spread-minimizing level of three for bell-shaped weights


def noisy(bits):
    """What the trainings for the array see; the noise of the sums is that of 8 bit converters and of a read."""
    return ArrayRecipe(bits, WEIGHT_NOISE, WEIGHT_CLIP, SUM_NOISE)


def narrow(levels, clip):
    """As noisy(8), with so many weight codes a side."""
    return ArrayRecipe(8, WEIGHT_NOISE, clip, SUM_NOISE, levels)


TASKS = {
    "kws": Task(
        train_kws.Recipe(batch=160, float_steps=3000, quant_steps=0, copies=10, dropout=0.2),
        (Variant("plain", ArrayRecipe(), "", 400, 5e-4, (8,)),
         Variant("aware", noisy(8), "", 1400, 1e-3, (8, 6, 4)),
         Variant("aware_6bit", noisy(6), "aware", 400, 5e-4, (6,)),
         Variant("aware_4bit", noisy(4), "aware", 800, 1e-3, (4,)),
         Variant("w4", narrow(7, 2.0), "aware", 150, 1e-3, (8,)),
         Variant("ternary", narrow(1, TERNARY_CLIP), "aware", 250, 1e-3, (8,)))),
    "har": Task(
        train_kws.Recipe(batch=128, float_steps=1200, quant_steps=0, float_rate=2e-3, mixup=0.0, dropout=0.3),
        (Variant("plain", ArrayRecipe(), "", 400, 5e-4, (8,)),
         Variant("aware", noisy(8), "", 1600, 1e-3, (8, 6, 4)))),
}


class KeywordSampler:
    """train_kws.Sampler with inputs in MFCC codes about 0: what the first layer's DAC is given."""

    def __init__(self, pools, recipe, seed):
        self._sampler = train_kws.Sampler(pools, recipe, seed)

    def batch(self):
        codes, targets = self._sampler.codes_and_targets()
        return to_inputs(NETWORKS["kws"], codes), torch.from_numpy(targets)


def to_inputs(spec, data):
    """Samples of a data set as a network's training inputs [n, C, H, W]."""
    data = torch.from_numpy(np.asarray(data, dtype=np.float32)).reshape(len(data), *spec.input_shape)
    return (data - spec.input_zero) * spec.input_scale if spec.input_scale else data


def load(name, arguments, recipe):
    """The corpus of a workload."""
    if name == "kws":
        if arguments.smoke:
            return kws_data.smoke_corpus(arguments.seed)
        return kws_data.load_corpus(arguments.hold_out, recipe.copies, recipe.synthetic_clips, CORPUS_SEED)
    return har_data.smoke_corpus(arguments.seed) if arguments.smoke else har_data.load_corpus(arguments.hold_out)


def cached(folder, name, make):
    """make(), or what an earlier run with the same command kept in `folder` (None: nothing is kept)."""
    if folder is None:
        return make()
    file = folder / f"{name}.pickle"
    if file.exists():
        return pickle.loads(file.read_bytes())
    value = make()
    folder.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps(value))
    return value


def smoke(task):
    """The same task in a few seconds."""
    recipe = dataclasses.replace(task.recipe, batch=24, float_steps=25, mixup=0.0)
    variants = tuple(dataclasses.replace(v, steps=10) for v in task.variants)
    return dataclasses.replace(task, recipe=recipe, variants=variants)


@torch.no_grad()
def logits_of(model, spec, data):
    model.eval()
    return torch.cat([model(to_inputs(spec, data[i:i + 256])) for i in range(0, len(data), 256)])


@torch.no_grad()
def output_scale(model, sampler):
    """Grid of the int8 logits: covers the largest magnitude of one batch with a tenth to spare."""
    model.eval()
    return 1.1 * float(model(sampler.batch()[0]).abs().max()) / 127.0


def measure(path, corpus, variant, seeds):
    """Exact integer accuracy of a file on every set, and on simulated arrays for the variant's bits."""
    network, result = qdq_layers.load(path), {}
    for name, clips in corpus.evaluation.items():
        logits = qdq_layers.run(network, clips.features)
        correct = int((logits.argmax(axis=1) == clips.labels).sum())
        result[name] = {"samples": len(clips), "integer_correct": correct, "integer_accuracy": correct / len(clips)}
        print(f"  integer {name}: {correct}/{len(clips)} = {100 * correct / len(clips):.2f} %", flush=True)
        if not seeds or name == "synthetic":
            continue
        result[name]["array"] = {}
        for bits in variant.tested_bits:
            rows = pcm_eval.accuracies(network, clips.features, clips.labels, range(seeds), pcm_eval.Periphery(bits))
            result[name]["array"][f"{bits} bit"] = pcm_eval.summary(rows)
            print(f"  {bits} bit {name}:", ", ".join(f"{t} {100 * r:.2f}" for t, r in
                                                    zip(pcm_eval.TIMES_S, rows.mean(axis=0))), flush=True)
    return result


class Run:
    """One training run: a workload, its recipe, its data and its seed."""

    def __init__(self, arguments):
        self.arguments, self.name, self.seed = arguments, arguments.workload, arguments.seed
        self.spec = NETWORKS[self.name]
        self.task = smoke(TASKS[self.name]) if arguments.smoke else TASKS[self.name]
        self.corpus = cached(arguments.cache, f"{self.name}_corpus",
                             lambda: load(self.name, arguments, self.task.recipe))
        print({pool: len(clips) for pool, clips in self.corpus.pools.items()}, "training samples;",
              sum(r * c for r, c in self.spec.blocks()), "weights,", self.spec.macs(), "MACs", flush=True)

    def sampler(self, stage):
        """Batches of a stage of the training: each has its own random numbers, whatever ran before it."""
        seed = [self.seed, stage]
        torch.manual_seed(1000 * self.seed + stage)
        return (KeywordSampler if self.name == "kws" else har_data.Sampler)(self.corpus.pools, self.task.recipe, seed)

    def float_network(self):
        sampler, recipe = self.sampler(0), self.task.recipe
        model = FloatNet(self.spec, recipe.dropout, self.arguments.bfloat16)
        return train_kws.train(model, sampler, recipe.float_steps, recipe.float_rate, recipe)

    def variant(self, stage, layers, teacher):
        """Train the variant number `stage` - 1 from `layers`; returns (model, grid of its logits)."""
        variant, recipe, sampler = self.task.variants[stage - 1], self.task.recipe, self.sampler(stage)
        ranges = fit_ranges(self.spec, layers, variant.array, sampler.batch()[0])
        model = ArrayNet(self.spec, layers, variant.array, ranges, recipe.dropout, self.arguments.bfloat16)
        model = train_kws.train(model, sampler, variant.steps, variant.rate, recipe, teacher,
                                after_step=ArrayNet.clip_weights)
        return model, output_scale(model, sampler)


def float_accuracies(run, model):
    result = {}
    for name, clips in run.corpus.evaluation.items():
        result[name] = float((logits_of(model, run.spec, clips.features).argmax(dim=1).numpy() == clips.labels).mean())
    print("float", {k: f"{100 * v:.2f} %" for k, v in result.items()}, flush=True)
    return result


def train_all(arguments):
    run = Run(arguments)
    run.spec.check()
    teacher = cached(arguments.cache, f"{run.name}_float", run.float_network)
    report = {"workload": run.name, "seed": run.seed, "hold_out": arguments.hold_out, "adc_bound": ADC_BOUND,
              "array_seeds": arguments.array_seeds, "recipe": dataclasses.asdict(run.task.recipe),
              "float": float_accuracies(run, teacher), "variants": {}}
    starts = {"": teacher.folded()}
    arguments.out.mkdir(parents=True, exist_ok=True)
    for stage, variant in enumerate(run.task.variants, 1):
        if arguments.variants and variant.name not in arguments.variants.split(","):
            continue
        print(variant.name, flush=True)
        model, scale = cached(arguments.cache, f"{run.name}_{variant.name}",
                              lambda: run.variant(stage, starts[variant.start], teacher))
        starts[variant.name] = model.layers()
        path = arguments.out / f"{run.name}_cim_{variant.name}.onnx"
        export(model, scale, path, PRODUCER)
        report["variants"][f"cim_{variant.name}"] = {
            "training": dataclasses.asdict(variant),
            "dac_ranges": [round(r, 6) for r in model.ranges().tolist()],
            "sets": measure(path, run.corpus, variant, arguments.array_seeds)}
        (arguments.out / "training_report_cim.json").write_text(json.dumps(report, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workload", choices=sorted(NETWORKS))
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for the ONNX files")
    parser.add_argument("--hold-out", action="store_true", help="leave speakers or subjects out and measure on them")
    parser.add_argument("--smoke", action="store_true", help="tiny self-made data, seconds, no accuracy claim")
    parser.add_argument("--seed", type=int, default=1, help="default %(default)s")
    parser.add_argument("--array-seeds", type=int, default=0, help="also report on so many simulated arrays (minutes)")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads, default %(default)s")
    parser.add_argument("--variants", default="", help="only these, comma separated (with those they start from)")
    parser.add_argument("--cache", type=pathlib.Path, metavar="DIR",
                        help="keep data and networks to go on after a stop")
    parser.add_argument("--bfloat16", action="store_true", help="multiply in bfloat16: faster where the CPU has it")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    train_all(arguments)


if __name__ == "__main__":
    main()
