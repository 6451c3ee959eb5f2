"""Phase-change memory cells: programming noise, drift, 1/f read noise. NumPy, one draw per call.

The model is the published fit to 25 uS devices (Joshi et al., Nature Communications 11, 2473, 2020;
constants as in IBM's aihwkit). Conductances are parts of the full scale, times are seconds since
programming; drift is counted from 20 s, so that a network is read 25 s after programming at t = 45 s.
"""

import numpy as np

FULL_SCALE_US = 25.0
REFERENCE_TIME_S = 20.0
READ_TIME_S = 250e-9
PROGRAMMING_US = (0.26348, 1.9650, -1.1731)  # of x^0, x^1, x^2
LEAST_TARGET = 1e-7


def program(target, rng):
    """Programmed conductance of each target of 0..1."""
    a, b, c = PROGRAMMING_US
    sigma = (a + b * target + c * target ** 2) / FULL_SCALE_US
    return np.maximum(0.0, target + sigma * rng.standard_normal(target.shape))


def drift_exponents(target, rng):
    """Exponent of each cell, drawn once at programming."""
    logarithm = np.log(np.maximum(target, LEAST_TARGET))
    mean = np.clip(-0.0155 * logarithm + 0.0244, 0.049, 0.1)
    sigma = np.clip(-0.0125 * logarithm - 0.0059, 0.008, 0.045)
    return np.abs(mean + sigma * rng.standard_normal(target.shape))


def drift(programmed, exponents, seconds):
    """Conductance `seconds` after the reference time."""
    return programmed * ((seconds + REFERENCE_TIME_S) / REFERENCE_TIME_S) ** -exponents


def read_noise(drifted, programmed, seconds, rng):
    """Conductance with the 1/f noise accumulated until now (frozen for the reads that follow)."""
    amplitude = np.minimum(0.2, 0.0088 / np.maximum(programmed ** 0.65, 1e-3))
    total = seconds + REFERENCE_TIME_S
    amplitude = amplitude * np.sqrt(np.log((total + READ_TIME_S) / (2.0 * READ_TIME_S)))
    return np.maximum(0.0, drifted + drifted * amplitude * rng.standard_normal(drifted.shape))


class DifferentialPairs:
    """Weights of -1..1 on pairs of cells: the positive part on one, the negative on the other, 0 on the rest."""

    def __init__(self, weights, rng):
        self._cells = []
        for target in (np.maximum(weights, 0.0), np.maximum(-weights, 0.0)):
            self._cells.append((program(target, rng), drift_exponents(target, rng)))

    def programmed(self):
        """Weights as the programming left them, before drift and read noise."""
        (positive, _), (negative, _) = self._cells
        return positive - negative

    def read(self, seconds, rng):
        """Weights as the array has them `seconds` after the reference time; one draw of read noise."""
        positive, negative = (read_noise(drift(g, nu, seconds), g, seconds, rng) for g, nu in self._cells)
        return positive - negative
