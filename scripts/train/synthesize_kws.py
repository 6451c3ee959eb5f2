#!/usr/bin/python3
"""Build the synthetic keyword set: speech of three free synthesizers with noise, as int8 MFCC.

Needs espeak-ng, flite, festival and the voices of voices.py (Debian packages espeak-ng,
flite, festival, festvox-kallpc16k, festvox-kdlpc16k, festvox-us-slt-hts).

Writes OUT/mfcc.npy (int8, N x 49 x 10) and OUT/label.npy (uint8, N). Same seed and same
synthesizer versions give the same bytes.

Example: synthesize_kws.py --out workloads/data/kws_synthetic
"""

import argparse
import concurrent.futures
import os
import pathlib

import numpy as np

import noise
from mfcc import CLIP_SAMPLES, mfcc_int8
from voices import draw_utterance, speak

KEYWORDS = ("down", "go", "left", "no", "off", "on", "right", "stop", "up", "yes")
SILENCE_LABEL = 10
UNKNOWN_LABEL = 11
CLASSES = KEYWORDS + ("silence", "unknown")
OTHER_WORDS = ("bed", "bird", "cat", "dog", "eight", "five", "four", "happy", "house", "marvin", "nine",
               "one", "seven", "sheila", "six", "three", "tree", "two", "wow", "zero")
EVALUATION_SEED = 20240607
EVALUATION_CLIPS_PER_CLASS = 30
SNR_DB = (10.0, 30.0)
LONGEST_WORD_SAMPLES = int(0.98 * CLIP_SAMPLES)


def draw_requests(split, keyword_clips, unknown_clips, rng):
    """Distinct utterances and their labels: `keyword_clips` of each keyword, `unknown_clips` others."""
    plan = [(word, label) for label, word in enumerate(KEYWORDS) for _ in range(keyword_clips)]
    plan += [(OTHER_WORDS[i % len(OTHER_WORDS)], UNKNOWN_LABEL) for i in range(unknown_clips)]
    requests, labels = [], []
    for word, label in plan:
        request = draw_utterance(split, word, rng)
        while request in requests:
            request = draw_utterance(split, word, rng)
        requests.append(request)
        labels.append(label)
    return requests, labels


def place(word, rng):
    """`word` centred in a one-second clip, then moved at random by up to 0.1 s within the clip."""
    word = word[:LONGEST_WORD_SAMPLES]
    slack = CLIP_SAMPLES - len(word)
    start = slack // 2 + int(rng.integers(-1600, 1601))
    start = min(max(start, 0), slack)
    clip = np.zeros(CLIP_SAMPLES, np.float32)
    clip[start:start + len(word)] = word
    return clip


def synthesize(split, keyword_clips, unknown_clips, silence_clips, seed, workers=None):
    """int8 MFCC [N, 49, 10] and uint8 labels [N], ordered by label."""
    rng = np.random.default_rng(seed)
    requests, labels = draw_requests(split, keyword_clips, unknown_clips, rng)
    with concurrent.futures.ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        words = list(pool.map(speak, requests))
    clips = [noise.mix(place(word, rng), noise.draw(rng, words), rng.uniform(*SNR_DB), noise.power(word))
             for word in words]
    clips += [noise.draw(rng, words) for _ in range(silence_clips)]
    labels = np.array(labels + [SILENCE_LABEL] * silence_clips, np.uint8)
    order = np.argsort(labels, kind="stable")
    return mfcc_int8(np.stack(clips))[order], labels[order]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="folder for the two files")
    parser.add_argument("--seed", type=int, default=EVALUATION_SEED, help="default %(default)s")
    parser.add_argument("--clips-per-class", type=int, default=EVALUATION_CLIPS_PER_CLASS, help="default %(default)s")
    parser.add_argument("--split", choices=("evaluation", "training"), default="evaluation",
                        help="which voices speak; default %(default)s")
    arguments = parser.parse_args()
    count = arguments.clips_per_class
    features, labels = synthesize(arguments.split, count, count, count, arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    np.save(arguments.out / "mfcc.npy", features)
    np.save(arguments.out / "label.npy", labels)
    print(f"{len(labels)} clips, {len(CLASSES)} classes, seed {arguments.seed} -> {arguments.out}")


if __name__ == "__main__":
    main()
