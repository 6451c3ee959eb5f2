#!/usr/bin/python3
"""Train, quantize and export the shipped keyword-spotting network.

Two phases: float training with batch normalization, then quantization-aware training with the
normalization folded in and every scale a power of two. No checkpoint is chosen: both phases
run a fixed number of steps and keep an exponential moving average of the weights. The
reported accuracy is that of the exported file under integer_eval.py.

Examples:
  train_kws.py --out workloads/zoo/kws          train on every speaker: the shipped network
  train_kws.py --hold-out --out /tmp/held_out   same recipe, 30 % of the speakers never seen
  train_kws.py --smoke --out /tmp/smoke         pipeline check without data, a few seconds
"""

import argparse
import copy
import dataclasses
import json
import pathlib
import time

import numpy as np
import torch
from torch.nn import functional

import audio_augment
import integer_eval
import kws_data
from export_qonnx import export
from network import CLASS_COUNT, FloatNet, QuantNet, calibrate
from synthesize_kws import SILENCE_LABEL, UNKNOWN_LABEL

MODEL_FILE = "kws_max78000.onnx"
LOGITS_FILE = "expected_logits_synthetic.npy"
REPORT_FILE = "training_report.json"


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Everything that shapes a run besides the data split and the seed.

    batch: clips per step; *_steps, *_rate: length and peak learning rate of the two phases;
    mixup: parameter of the beta distribution, 0 = off; distillation: weight of the float
    teacher in the second phase; ema_decay: per step; copies: augmented versions of each
    recorded clip; synthetic_clips: utterances per keyword by the training voices; *_share:
    part of each batch.
    """
    batch: int = 192
    float_steps: int = 3000
    quant_steps: int = 900
    float_rate: float = 3e-3
    quant_rate: float = 4e-4
    weight_decay: float = 0.02
    label_smoothing: float = 0.1
    mixup: float = 0.2
    dropout: float = 0.3
    distillation: float = 0.5
    ema_decay: float = 0.995
    copies: int = 15
    synthetic_clips: int = 100
    extra_share: float = 0.08
    synthetic_share: float = 0.14


class Sampler:
    """Draws augmented batches: classes balanced inside the real pool, fixed shares of the others."""

    def __init__(self, pools, recipe, seed):
        self.rng = np.random.default_rng(seed)
        self.pools, self.recipe = pools, recipe
        self.by_class = [np.flatnonzero(pools["real"].labels == c) for c in range(CLASS_COUNT)]
        self.class_share = np.ones(CLASS_COUNT)
        self.class_share[SILENCE_LABEL] = 0.6
        self.class_share[UNKNOWN_LABEL] = 1.2
        self.class_share /= self.class_share.sum()

    def _draw(self, count):
        shares = {"extra": self.recipe.extra_share, "synthetic": self.recipe.synthetic_share}
        features, labels = [], []
        for name, share in shares.items():
            if name in self.pools:
                index = self.rng.integers(0, len(self.pools[name]), int(share * count))
                features.append(self.pools[name].features[index])
                labels.append(self.pools[name].labels[index])
        classes = self.rng.choice(CLASS_COUNT, count - sum(map(len, labels)), p=self.class_share)
        index = np.array([self.by_class[c][self.rng.integers(len(self.by_class[c]))] for c in classes])
        features.append(self.pools["real"].features[index])
        labels.append(self.pools["real"].labels[index])
        return np.concatenate(features), np.concatenate(labels).astype(np.int64)

    def codes_and_targets(self):
        """Augmented MFCC codes [n, 49, 10] and target probabilities [n, 12]."""
        features, labels = self._draw(self.recipe.batch)
        codes = audio_augment.augment_batch(features, self.rng)
        smooth = self.recipe.label_smoothing
        targets = np.full((len(labels), CLASS_COUNT), smooth / CLASS_COUNT, np.float32)
        targets[np.arange(len(labels)), labels] += 1.0 - smooth
        if self.recipe.mixup:
            weight = self.rng.beta(self.recipe.mixup, self.recipe.mixup, len(labels)).astype(np.float32)
            weight = np.maximum(weight, 1.0 - weight)
            other = self.rng.permutation(len(labels))
            codes = np.round(weight[:, None, None] * codes + (1 - weight[:, None, None]) * codes[other])
            targets = weight[:, None] * targets + (1 - weight[:, None]) * targets[other]
        return codes, targets

    def batch(self):
        """Inputs float32 [n, 1, 49, 10] in real units and target probabilities [n, 12]."""
        codes, targets = self.codes_and_targets()
        return to_input(codes), torch.from_numpy(targets)


def to_input(codes):
    """MFCC codes [n, 49, 10] -> network input [n, 1, 49, 10] = code / 128."""
    return torch.from_numpy(np.asarray(codes, dtype=np.float32) / 128.0)[:, None]


def cross_entropy(logits, targets):
    return -(targets * functional.log_softmax(logits, dim=1)).sum(dim=1).mean()


def train(model, sampler, steps, rate, recipe, teacher=None, after_step=None):
    """AdamW with a one-cycle rate; returns the moving average of the model.

    `recipe` gives weight_decay, ema_decay and distillation; `after_step(model)` follows every step.
    """
    average = copy.deepcopy(model).eval()
    decayed = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": recipe.weight_decay},
                                   {"params": others, "weight_decay": 0.0}], lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, steps, pct_start=0.15)
    model.train()
    started = time.monotonic()
    for step in range(steps):
        inputs, targets = sampler.batch()
        logits = model(inputs)
        loss = cross_entropy(logits, targets)
        if teacher is not None:
            with torch.no_grad():
                soft = torch.softmax(teacher(inputs), dim=1)
            loss = (1 - recipe.distillation) * loss + recipe.distillation * cross_entropy(logits, soft)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if after_step is not None:
            after_step(model)
        with torch.no_grad():
            decay = min(recipe.ema_decay, (step + 1) / (step + 10))
            for kept, new in zip(average.state_dict().values(), model.state_dict().values()):
                if kept.dtype.is_floating_point:
                    kept.lerp_(new, 1 - decay)
        if (step + 1) % 500 == 0 or step + 1 == steps:
            print(f"  step {step + 1}/{steps} loss {loss.item():.3f} {time.monotonic() - started:.0f} s", flush=True)
    return average


@torch.no_grad()
def float_accuracy(model, clips):
    model.eval()
    logits = torch.cat([model(to_input(clips.features[i:i + 500])) for i in range(0, len(clips), 500)])
    return float((logits.argmax(dim=1).numpy() == clips.labels).mean())


@torch.no_grad()
def check_agreement(model, clips, integer_logits):
    """The exported integers must compute what the trained model computes (float32 may round one code off)."""
    model.eval()
    codes = np.concatenate([model(to_input(clips.features[i:i + 500])).numpy() for i in range(0, len(clips), 500)])
    difference = np.abs(codes * 2.0 ** model.output_exponents[-1] - integer_logits)
    if difference.max() > 1:
        raise SystemExit(f"the exported network differs from the trained one by {difference.max():.0f} codes")


def run(arguments):
    recipe, seed = Recipe(float_steps=arguments.float_steps, quant_steps=arguments.quant_steps), arguments.seed
    if arguments.smoke:
        recipe = dataclasses.replace(recipe, batch=48, float_steps=60, quant_steps=20, mixup=0.0)
        corpus = kws_data.smoke_corpus(seed)
    else:
        corpus = kws_data.load_corpus(arguments.hold_out, recipe.copies, recipe.synthetic_clips, seed)
    torch.manual_seed(seed)
    torch.set_num_threads(arguments.threads)
    print({name: len(clips) for name, clips in corpus.pools.items()}, "training clips", flush=True)

    sampler = Sampler(corpus.pools, recipe, seed)
    teacher = train(FloatNet(recipe.dropout), sampler, recipe.float_steps, recipe.float_rate, recipe)
    float_scores = {name: float_accuracy(teacher, clips) for name, clips in corpus.evaluation.items()}
    print("float", {name: f"{100 * value:.2f} %" for name, value in float_scores.items()}, flush=True)

    folded = teacher.folded()
    exponents = calibrate(folded, sampler.batch()[0])
    print("weight exponents", exponents[0], "output exponents", exponents[1], flush=True)
    quantized = train(QuantNet(folded, *exponents, recipe.dropout), sampler, recipe.quant_steps,
                      recipe.quant_rate, recipe, teacher)

    arguments.out.mkdir(parents=True, exist_ok=True)
    model_path = arguments.out / MODEL_FILE
    export(quantized, model_path, "quartet scripts/train")
    layers = integer_eval.load_layers(model_path)
    report = {"seed": seed, "hold_out": arguments.hold_out, "recipe": dataclasses.asdict(recipe), "sets": {}}
    for name, clips in corpus.evaluation.items():
        logits = integer_eval.run_layers(layers, clips.features)
        check_agreement(quantized, clips, logits)
        result = integer_eval.score(logits, clips.labels)
        report["sets"][name] = {"float_accuracy": float_scores[name], "samples": result.samples,
                                "integer_correct": result.correct, "integer_accuracy": result.accuracy}
        print(f"integer {name}: {result}", flush=True)
        if name == "synthetic":
            np.save(arguments.out / LOGITS_FILE, logits)
    (arguments.out / REPORT_FILE).write_text(json.dumps(report, indent=2) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for the ONNX file")
    parser.add_argument("--hold-out", action="store_true", help="leave 30 %% of the speakers out and measure on them")
    parser.add_argument("--smoke", action="store_true", help="tiny self-made data, seconds, no accuracy claim")
    parser.add_argument("--seed", type=int, default=1, help="default %(default)s")
    parser.add_argument("--float-steps", type=int, default=Recipe.float_steps, help="default %(default)s")
    parser.add_argument("--quant-steps", type=int, default=Recipe.quant_steps, help="default %(default)s")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads, default %(default)s")
    run(parser.parse_args())


if __name__ == "__main__":
    main()
