# %% [markdown]
# # The student: what an analog array does to a network
# Phase-change memory drifts, its programming and its reads are noisy, converters have few levels, wires have resistance. Here
# each effect is turned on and off by itself, and accuracy is followed over a year.

# %%
import csv
import os
import pathlib

import numpy

import quartet

out = pathlib.Path(os.environ.get("TUTORIAL_OUT", "."))
SAMPLES = 60
YEAR = {"25 s": 25.0, "1 hour": 3600.0, "1 day": 86400.0, "1 month": 2.6e6, "1 year": 31.5e6}

# %% [markdown]
# ## One cell
# A cell is programmed to a target conductance and misses it; then it drifts, $g(t) = g\,((t + t_0) / t_0)^{-\nu}$, each cell with its
# own $\nu$; every read adds 1/f noise. The closed forms and the sampled cells are two ways to the same numbers.

# %%
cell = quartet.cell("pcm-like")
print(cell)
for name in ("device.t0_s", "device.t_read_s"):
    p = cell.parameters[name]
    print(f"  {name} = {p.value} {p.unit}: {p.sentence} ({p.source or p.confidence})")
targets = numpy.linspace(0.0, cell.g_max_us, 6)
sampled = cell.conductances(targets, list(YEAR.values()), devices=4000, seed=1)
print("target uS   after 25 s: sampled, closed form   after a year: sampled, closed form")
for i, target in enumerate(targets):
    first, _ = cell.moments("read", [target], 25.0)
    last, _ = cell.moments("read", [target], YEAR["1 year"])
    print(f"{target:8.1f} {sampled[i, 0].mean():14.3f} {first[0]:10.3f} {sampled[i, -1].mean():18.3f} {last[0]:10.3f}")

# %% [markdown]
# Off means exactly as if the effect did not exist.

# %%
ideal = cell.conductances([10.0], [3600.0], devices=3, programming_noise=0, drift=0, drift_variability=0, read_noise=0)
assert numpy.array_equal(ideal, numpy.full((1, 1, 3), 10.0, dtype=numpy.float32))

# %% [markdown]
# ## One effect at a time
# The keyword spotter on an array of such cells, one hour after programming. Every run has the same seed: the differences are the
# effects, not luck.

# %%
effects = {
    "programming noise": "cim.programming_noise",
    "drift": "cim.drift",
    "read noise (1/f)": "cim.read_noise",
    "noise of a product": "cim.mvm_noise",
    "noise at the converter": "cim.output_noise",
    "IR drop": "cim.ir_drop",
    "ADC levels": "cim.adc_quantization",
    "DAC levels": "cim.dac_quantization",
}
off = {key: False for key in effects.values()} | {"cim.drift_variability": False, "cim.compensation": "none", "cim.time": 3600.0}


def accuracy(settings):
    return quartet.run("kws", on="aon-cim", samples=SAMPLES, fidelity="plan", settings=settings).accuracy.value


exact = quartet.run("kws", on="reference", samples=SAMPLES, variant=quartet.run("kws", on="aon-cim", samples=1, fidelity="plan").model.variant)
print(f"{'integers (reference)':28} {exact.accuracy.value:6.1%}")
print(f"{'all effects off':28} {accuracy(off):6.1%}")
single = {}
for name, key in effects.items():
    single[name] = accuracy(off | {key: True})
    print(f"{'only ' + name:28} {single[name]:6.1%}")
print(f"{'all effects, as published':28} {accuracy({'cim.time': 3600.0}):6.1%}")

# %% [markdown]
# ## ADC bits

# %%
for bits in (8, 6, 4):
    print(f"{bits}-bit activations and converters: {accuracy({'cim.activation_bits': bits}):6.1%}")

# %% [markdown]
# ## A year
# With and without the compensation of the mean drift: one factor, read through the array's own converters.

# %%
rows = []
for label, seconds in YEAR.items():
    with_it, without = (accuracy({"cim.time": seconds, "cim.compensation": c}) for c in ("global", "none"))
    rows.append((seconds, with_it, without))
    print(f"{label:8} compensated {with_it:6.1%}   not compensated {without:6.1%}")

with open(out / "student_drift.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["seconds", "accuracy_compensated", "accuracy_not_compensated"])
    writer.writerows(rows)

try:
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
except ImportError:
    print("matplotlib is not installed: the curves are in student_drift.csv")
else:
    figure, axes = pyplot.subplots()
    times, compensated, plain = zip(*rows)
    axes.semilogx(times, compensated, "o-", label="compensated")
    axes.semilogx(times, plain, "s--", label="not compensated")
    axes.set(xlabel="seconds after programming", ylabel=f"accuracy, {SAMPLES} samples")
    axes.legend()
    figure.savefig(out / "student_drift.svg")
