"""Voices of the synthetic keyword set, split so that training never hears an evaluation voice.

A voice is (engine, name):
  espeak    accent + variant, e.g. "en-us+f1"; accents and variants are both disjoint;
  flite     a built-in flite voice;
  festival  a festival voice; voices of one recorded speaker (flite kal16 and festival
            kal_diphone; flite slt and festival cmu_us_slt_arctic_hts) stay on one side.
"""

import dataclasses
import os
import subprocess
import tempfile

import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

from mfcc import SAMPLE_RATE_HZ

EVALUATION_ACCENTS = ("en-us", "en-gb-scotland", "en-029")
EVALUATION_VARIANTS = ("m1", "m3", "m7", "f1", "f3", "Andy", "linda", "steph")
EVALUATION_OTHERS = (("flite", "awb"), ("flite", "slt"), ("festival", "cmu_us_slt_arctic_hts"))

TRAINING_ACCENTS = ("en", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-us-nyc")
TRAINING_VARIANTS = ("m2", "m4", "m5", "m6", "m8", "f2", "f4", "f5", "Annie", "belinda", "Alex",
                     "Michael", "anika", "norbert", "shelby", "travis", "victor", "sandro")
TRAINING_OTHERS = (("flite", "kal16"), ("flite", "rms"), ("festival", "kal_diphone"), ("festival", "ked_diphone"))

SPEED_WPM = (120, 190)  # espeak-ng, words per minute
PITCH = (35, 65)  # espeak-ng, 0..99
DURATION_STRETCH = (0.85, 1.25)  # flite and festival, 1 = normal


@dataclasses.dataclass(frozen=True)
class Utterance:
    """One synthesis request; `speed` is words/min for espeak, a duration stretch elsewhere."""
    engine: str
    voice: str
    word: str
    speed: float
    pitch: int = 50


def draw_voice(split, rng):
    """A random (engine, voice) of `split` ("evaluation" or "training"); 60 % are espeak."""
    accents, variants, others = {
        "evaluation": (EVALUATION_ACCENTS, EVALUATION_VARIANTS, EVALUATION_OTHERS),
        "training": (TRAINING_ACCENTS, TRAINING_VARIANTS, TRAINING_OTHERS),
    }[split]
    if rng.random() < 0.6:
        return "espeak", f"{accents[rng.integers(len(accents))]}+{variants[rng.integers(len(variants))]}"
    return others[rng.integers(len(others))]


def draw_utterance(split, word, rng):
    """A random request for `word` by a voice of `split`."""
    engine, voice = draw_voice(split, rng)
    if engine == "espeak":
        return Utterance(engine, voice, word, float(rng.integers(*SPEED_WPM)), int(rng.integers(*PITCH)))
    return Utterance(engine, voice, word, round(float(rng.uniform(*DURATION_STRETCH)), 2))


def _command(request, path):
    if request.engine == "espeak":
        return ["espeak-ng", "-v", request.voice, "-s", str(int(request.speed)), "-p", str(request.pitch),
                "-w", path, request.word], None
    if request.engine == "flite":
        return ["flite", "-voice", request.voice, "--setf", f"duration_stretch={request.speed}",
                "-t", request.word, "-o", path], None
    script = (f"(voice_{request.voice}) (Parameter.set 'Duration_Stretch {request.speed})"
              f'(utt.save.wave (utt.synth (Utterance Text "{request.word}")) "{path}")')
    return ["festival", "--pipe"], script


def speak(request):
    """Synthesize: float32 mono at 16 kHz, peak magnitude 1, silence at both ends removed."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "speech.wav")
        command, script = _command(request, path)
        result = subprocess.run(command, input=script, text=True, capture_output=True, check=False)
        if result.returncode != 0 or not os.path.exists(path):
            raise RuntimeError(f"{request}: {' '.join(command)} failed: {result.stderr.strip()}")
        rate_hz, samples = wavfile.read(path)
    samples = samples.astype(np.float32)
    if rate_hz != SAMPLE_RATE_HZ:
        divisor = np.gcd(rate_hz, SAMPLE_RATE_HZ)
        samples = resample_poly(samples, SAMPLE_RATE_HZ // divisor, rate_hz // divisor)
    samples = samples / max(float(np.abs(samples).max()), 1e-9)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0]:loud[-1] + 1].astype(np.float32)
