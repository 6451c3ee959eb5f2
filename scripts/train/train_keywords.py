#!/usr/bin/python3
"""Train, quantize and export the keyword networks for microcontrollers, UltraTrail and FPGAs, and the binary one.

Float training with batch normalization, then quantization-aware training with the float network as a teacher; networks
of thresholds are trained from scratch, the binary one with the float ds_cnn as its teacher. Steps are fixed and no
checkpoint is chosen. The accuracy in the report is that of the exported file under graph_eval.py.

Examples:
  train_keywords.py ds_cnn --out workloads/zoo/kws              the shipped network, every speaker
  train_keywords.py ds_cnn --hold-out --out /tmp/held_out       30 % of the speakers never seen
  train_keywords.py tc_resnet8 --smoke --out /tmp/smoke         pipeline check without data, seconds
"""

import argparse
import dataclasses
import json
import pathlib

import numpy as np
import torch

import graph_eval
import kws_data
import train_kws
from export_keywords import export_scaled, export_thresholds
from keyword_layers import NETWORKS
from keyword_network import FloatNet, to_inputs
from scaled_network import ScaledNet, Scheme
from threshold_network import ThresholdNet, ThresholdScheme, settle_norms
from train_analog import CORPUS_SEED, PRODUCER, cached

BATCH, COPIES = 160, 10


@dataclasses.dataclass(frozen=True)
class Task:
    """How a network is trained: `scheme` says how it is quantized, `teacher` which float network helps ("": none)."""
    recipe: train_kws.Recipe
    scheme: object
    teacher: str


def _recipe(float_steps, quant_steps, quant_rate, dropout, mixup=0.2):
    return train_kws.Recipe(batch=BATCH, copies=COPIES, float_steps=float_steps, quant_steps=quant_steps,
                            quant_rate=quant_rate, dropout=dropout, mixup=mixup)


TASKS = {
    "ds_cnn": Task(_recipe(4000, 500, 4e-4, 0.2), Scheme(unsigned_maps=True), "ds_cnn"),
    "tc_resnet8": Task(_recipe(1500, 1000, 1e-3, 0.2),
                       Scheme(weight_bits=6, map_bits=6, per_channel=False, powers_of_two=True, input_bits=6,
                              input_scale=1.0, logit_bits=0), "tc_resnet8"),
    "mlp": Task(_recipe(0, 6000, 2e-3, 0.0, mixup=0.0), ThresholdScheme(3, 3, 3, 3, input_bits=4), ""),
    "binary": Task(_recipe(4000, 800, 3e-3, 0.1), ThresholdScheme(8, 1, 8, 1, real_map=True), "ds_cnn"),
}
NORM_BATCHES = 30


class Sampler:
    """Batches of a stage of the training: each stage has its own random numbers, whatever ran before it."""

    def __init__(self, network, pools, recipe, seed, stage):
        torch.manual_seed(1000 * seed + stage)
        self.network, self._sampler = network, train_kws.Sampler(pools, recipe, [seed, stage])

    def batch(self):
        codes, targets = self._sampler.codes_and_targets()
        return to_inputs(self.network, codes), torch.from_numpy(targets)


@torch.no_grad()
def logits_of(model, network, codes):
    model.eval()
    return torch.cat([model(to_inputs(network, codes[i:i + 250])) for i in range(0, len(codes), 250)])


def load(arguments, recipe):
    """Pools and test sets; `cached` keeps them by name, for they are the same for every network and seed."""
    if arguments.smoke:
        return kws_data.smoke_corpus(arguments.seed)
    return cached(arguments.corpus, "kws_corpus",
                  lambda: kws_data.load_corpus(arguments.hold_out, recipe.copies, recipe.synthetic_clips, CORPUS_SEED))


def quantize(network, task, teacher, sampler, features):
    """The quantization-aware training: from the folded float network, or of thresholds from scratch."""
    recipe = task.recipe
    if isinstance(task.scheme, ThresholdScheme):
        model = ThresholdNet(network, task.scheme, recipe.dropout)
        if task.scheme.input_bits:
            model.measure_input(features)
        model = train_kws.train(model, sampler, recipe.quant_steps, recipe.quant_rate, recipe, teacher)
        settle_norms(model, sampler, min(NORM_BATCHES, recipe.quant_steps))
        return model
    model = ScaledNet(network, teacher.folded(), task.scheme, recipe.dropout)
    model.calibrate(sampler.batch()[0])
    return train_kws.train(model, sampler, recipe.quant_steps, recipe.quant_rate, recipe, teacher)


def train_teacher(task, corpus, seed):
    """The float network of a task."""
    network, recipe = NETWORKS[task.teacher], task.recipe
    sampler = Sampler(network, corpus.pools, recipe, seed, 0)
    return train_kws.train(FloatNet(network, recipe.dropout), sampler, recipe.float_steps, recipe.float_rate, recipe)


def smoke(task):
    """The same task in a few seconds."""
    return dataclasses.replace(task, recipe=dataclasses.replace(task.recipe, batch=24, float_steps=20, quant_steps=10,
                                                                mixup=0.0))


def check_agreement(model, network, features, logits):
    """What the file computes is what was trained, but for roundings of float32; logits have a unit of their own."""
    own = logits_of(model, network, features).numpy()
    difference = float(np.sqrt(np.square(own / own.std() - logits / logits.std()).mean()))
    if difference > 0.25:
        raise SystemExit(f"the exported network's logits differ from the trained one's by {100 * difference:.1f} %")


def measure(path, corpus, model, network, floats):
    """Exact integer accuracy of the file on every set."""
    evaluator, result = graph_eval.Evaluator(path), {}
    for name, clips in corpus.evaluation.items():
        logits = evaluator.logits(clips.features)
        check_agreement(model, network, clips.features, logits)
        correct = int((logits.argmax(axis=1) == clips.labels).sum())
        result[name] = {"teacher_accuracy": floats.get(name), "samples": len(clips), "integer_correct": correct,
                        "integer_accuracy": correct / len(clips)}
        print(f"integer {name}: {correct}/{len(clips)} = {100 * correct / len(clips):.2f} %", flush=True)
        if name == "synthetic":
            np.save(path.with_name(f"expected_logits_synthetic_{network.name}.npy"), logits.astype(np.int32))
    return {"largest_sum": evaluator.largest_sum, "sets": result}


def run(arguments):
    network, seed = NETWORKS[arguments.network], arguments.seed
    task = smoke(TASKS[network.name]) if arguments.smoke else TASKS[network.name]
    recipe = dataclasses.replace(task.recipe, float_steps=arguments.float_steps or task.recipe.float_steps,
                                 quant_steps=arguments.quant_steps or task.recipe.quant_steps)
    task = dataclasses.replace(task, recipe=recipe)
    corpus = load(arguments, recipe)
    print({name: len(clips) for name, clips in corpus.pools.items()}, "training clips;", network.weights(), "weights,",
          network.macs(), "MACs", flush=True)

    teacher, floats = None, {}
    if task.teacher:
        source = NETWORKS[task.teacher]
        teacher = cached(arguments.cache, f"{source.name}_float", lambda: train_teacher(task, corpus, seed))
        floats = {name: float((logits_of(teacher, source, clips.features).argmax(dim=1).numpy() == clips.labels).mean())
                  for name, clips in corpus.evaluation.items()}
        print("float", source.name, {name: f"{100 * value:.2f} %" for name, value in floats.items()}, flush=True)
    sampler = Sampler(network, corpus.pools, recipe, seed, 1)
    model = cached(arguments.cache, f"{network.name}_quantized",
                   lambda: quantize(network, task, teacher, sampler, corpus.pools["real"].features))

    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / f"kws_{network.name}.onnx"
    (export_thresholds if isinstance(model, ThresholdNet) else export_scaled)(model, path, PRODUCER)
    report = {"network": network.name, "seed": seed, "hold_out": arguments.hold_out, "recipe": dataclasses.asdict(recipe),
              "scheme": dataclasses.asdict(task.scheme), "weights": network.weights(), "macs": network.macs(),
              **measure(path, corpus, model, network, floats)}
    (arguments.out / f"training_report_{network.name}.json").write_text(json.dumps(report, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", choices=sorted(TASKS))
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for the ONNX file")
    parser.add_argument("--hold-out", action="store_true", help="leave 30 %% of the speakers out and measure on them")
    parser.add_argument("--smoke", action="store_true", help="tiny self-made data, seconds, no accuracy claim")
    parser.add_argument("--seed", type=int, default=1, help="default %(default)s")
    parser.add_argument("--float-steps", type=int, default=0, help="other than the recipe's")
    parser.add_argument("--quant-steps", type=int, default=0, help="other than the recipe's")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads, default %(default)s")
    parser.add_argument("--cache", type=pathlib.Path, metavar="DIR", help="keep networks to go on after a stop")
    parser.add_argument("--corpus", type=pathlib.Path, metavar="DIR", help="keep the augmented clips for other networks")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    run(arguments)


if __name__ == "__main__":
    main()
