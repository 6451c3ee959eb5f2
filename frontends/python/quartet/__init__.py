"""quartet: one quantized network on four kinds of simulated tinyML hardware; accuracy, latency and energy of an inference.

    import quartet
    result = quartet.run("kws", on="max78000", samples=100)
    result.accuracy.value, result.latency.seconds, result.energy.total_j
    result.layers["cycles"]                                   # a numpy array

    machine = quartet.platform("aon-cim")
    machine.parameters["cim.time"]                            # value, unit, range, sentence, source
    machine.cim.time = 3600.0                                 # or machine.settings["cim.time"] = 3600.0
    quartet.run("kws", on=machine, seeds=5)

docs/python.md is the guide; every exception says place, cause and remedy.
"""

from quartet import _locations  # first: where the installed data is

from quartet._quartet import version as __version__
from quartet.cells import Cell, cell, cell_models
from quartet.errors import CheckFailed, DoesNotFit, InputError, InternalError, Interrupted, Problem, QuartetError, UsageError
from quartet.networks import Network, Workload, network, workload, workloads
from quartet.parameters import Parameter, Platform, platform, platforms
from quartet.results import Comparison, Layers, Record, Repriced, Result, load
from quartet.runs import compare, reference, reprice, run
from quartet.sweeps import Sweep, sweep

__all__ = [
    "Cell", "CheckFailed", "Comparison", "DoesNotFit", "InputError", "InternalError", "Interrupted", "Layers", "Network",
    "Parameter", "Platform", "Problem", "QuartetError", "Record", "Repriced", "Result", "Sweep", "UsageError", "Workload", "cell",
    "cell_models", "compare", "load", "network", "platform", "platforms", "reference", "reprice", "run", "sweep", "workload",
    "workloads",
]

del _locations
