# %% [markdown]
# # The architect: which machine, which knob, and what it costs
# One keyword spotter on several machines, one knob turned, a sweep, and its Pareto front.
# Run it as a script, or as a notebook: `python3 scripts/notebook.py docs/tutorials/architect.py`.

# %%
import csv
import os
import pathlib

import quartet

out = pathlib.Path(os.environ.get("TUTORIAL_OUT", "."))

# %% [markdown]
# ## The machines side by side
# The plan rung is a closed form where the machine has one: no sample is simulated. A machine that cannot run the network says
# why; nothing is left out silently.

# %%
machines = ["max78000", "cnn-int8", "ultratrail", "stm32l4r5", "aon-cim"]
comparison = quartet.compare("kws", on=machines, samples=4, fidelity="plan")
print(f"{'platform':12} {'network':12} {'latency':>10} {'energy':>10}")
for name, result in comparison.items():
    energy = result.energy.total_j if result.energy else None
    energy_text = "?" if energy is None else f"{energy * 1e6:.2f} uJ"
    print(f"{name:12} {result.model.variant:12} {result.latency.seconds * 1e3:7.3f} ms {energy_text:>10}")
for name, error in comparison.errors.items():
    print(f"{name:12} refuses: {error.problems[0].cause}")

# %% [markdown]
# ## Where the energy goes
# Every joule is a count times a price, and every price has a source.

# %%
result = quartet.run("kws", on="max78000", samples=4)
for component, joules in result.energy.by_component.items():
    print(f"{component:18} {joules * 1e6:8.3f} uJ  {joules / result.energy.total_j:6.1%}")
line = max((entry for entry in result.ledger if entry.paid == "inference"), key=lambda entry: entry.energy_j or 0.0)
print(f"largest line: {line.count:.0f} x {line.value} {line.unit} in '{line.layer}' ({line.confidence}: {line.source})")

# %% [markdown]
# ## One knob
# A declared parameter has a unit, a range and a source. A wrong name is an error that knows the right one.

# %%
machine = quartet.platform("max78000")
knob = machine.parameters["cnn.clock_hz"]
print(f"{knob.name} = {knob.value:g} {knob.unit}, {knob.min:g} to {knob.max:g}; {knob.sentence} ({knob.source})")
try:
    machine.cnn.clok_hz = 100e6
except quartet.UsageError as error:
    print("as expected:", error.cause, "-", error.remedy)
machine.cnn.clock_hz = 100e6
faster = quartet.run("kws", on=machine, samples=4)
print(f"latency {result.latency.seconds * 1e6:.0f} -> {faster.latency.seconds * 1e6:.0f} us,",
      f"energy {result.energy.total_j * 1e6:.1f} -> {faster.energy.total_j * 1e6:.1f} uJ")

# %% [markdown]
# Other prices need no second run: the recorded activity is priced again.

# %%
repriced = quartet.reprice(result, settings={"tech.static_cnn": 0.0})
print(f"without static power of the array: {repriced.energy.total_j * 1e6:.1f} uJ")

# %% [markdown]
# ## A sweep and its front
# Latency against the power while it infers. A point that does not fit is infeasible, and says by how much.

# %%
sweep = quartet.sweep({
    "workload": "kws",
    "platform": "max78000",
    "sampler": "grid",
    "axis": [
        {"key": "cnn.clock_hz", "min": 10e6, "max": 100e6, "steps": 10},
        {"key": "cnn.quadrants", "values": [1, 2, 4]},
    ],
    "objective": [{"metric": "latency.seconds"}, {"metric": "energy.power_w"}],
})
print(sweep)
for point in sweep.front:
    print(f"{point['cnn.clock_hz'] / 1e6:5.0f} MHz  {point['latency.seconds'] * 1e6:7.1f} us  {point['energy.power_w'] * 1e3:6.2f} mW")
refused = sweep.points[sweep.points["state"] == "infeasible"]
if len(refused):
    print(len(refused), "points do not fit, for example:", refused["message"][0])

# %%
with open(out / "architect_points.csv", "w", newline="") as file:
    writer = csv.writer(file)
    columns = ["cnn.clock_hz", "cnn.quadrants", "latency.seconds", "energy.power_w"]
    writer.writerow(columns + ["on_front"])
    front = set(sweep.front["point"])
    for point in sweep.done:
        writer.writerow([point[c] for c in columns] + [int(point["point"] in front)])

try:
    import matplotlib
    matplotlib.use("Agg")
    from matplotlib import pyplot
except ImportError:
    print("matplotlib is not installed: the points are in architect_points.csv")
else:
    figure, axes = pyplot.subplots()
    axes.scatter(sweep.done["latency.seconds"] * 1e6, sweep.done["energy.power_w"] * 1e3, label="points")
    axes.plot(sweep.front["latency.seconds"] * 1e6, sweep.front["energy.power_w"] * 1e3, "o-", label="front")
    axes.set(xlabel="latency in us", ylabel="power while it infers in mW")
    axes.legend()
    figure.savefig(out / "architect_front.svg")
