# %% [markdown]
# # The hardware team: a Verilog block in the place of a model
# The rtl rung runs a Verilated block inside the SystemC model and compares it with the model that it replaces, beat by beat
# (docs/rtl.md). Here: the blocks that ship, what a run says of them, and what a difference looks like.

# %%
import os
import pathlib

import quartet

out = pathlib.Path(os.environ.get("TUTORIAL_OUT", "."))
network = quartet.network("kws", variant="max78000")
print(network.name, network.macs, "MACs,", network.weight_bytes, "bytes of weights")
for layer in network.layers[:3]:
    print(f"  {layer['name']:10} {layer['op']:16} -> {layer['output']['shape']} {layer['output']['type']}")

# %% [markdown]
# ## The three rungs
# Plan, simulate and rtl give the same structure. Where nothing contends, plan and simulate give the same cycles.

# %%
plan = quartet.run("kws", on="max78000", samples=1, fidelity="plan")
simulated = quartet.run("kws", on="max78000", samples=1, fidelity="simulate")
print(f"plan {plan.latency.cycles} cycles, simulate {simulated.latency.cycles} cycles")
for name, planned, measured in zip(plan.layers["name"], plan.layers["cycles"], simulated.layers["cycles"]):
    print(f"  {name:14} {planned:8.0f} {measured:8.0f}")

# %% [markdown]
# ## With RTL in the loop
# A build without Verilator has no blocks: then the run says so, with what to do.

# %%
try:
    with_rtl = quartet.run("kws", on="max78000", samples=1, fidelity="rtl")
except quartet.QuartetError as error:
    with_rtl = None
    print("no RTL in this build:", error.cause, "-", error.remedy)
else:
    print(f"rtl {with_rtl.latency.cycles} cycles; equal values:", (with_rtl.outputs == simulated.outputs).all())
    for note in with_rtl.notes + with_rtl.warnings:
        print("  ", note)

# %% [markdown]
# ## A difference
# The block is declared three cycles later than it is: the run stops at the first beat that differs, and names layer and cycle.

# %%
if with_rtl is not None:
    block = next(w for w in with_rtl.warnings if w.startswith("RTL: layer ")).split()[2]
    try:
        quartet.run("kws", on="max78000", samples=1, fidelity="rtl", rtl_offset=[f"{block}=3"], wave=str(out / "difference.fst"))
    except quartet.CheckFailed as error:
        print("the check failed, as it should:", error)
    else:
        raise AssertionError("a wrong offset was not noticed")

# %% [markdown]
# ## Bits
# The golden interpreter is the reference of every exact machine: outputs are compared, not accuracies.

# %%
golden = quartet.reference(network, samples=20)
machine = quartet.run(network, on="max78000", samples=20)
print("equal to the golden interpreter:", bool((machine.outputs == golden).all()), machine.outputs.shape)
