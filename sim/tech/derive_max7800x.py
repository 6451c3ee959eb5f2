#!/usr/bin/env python3
"""Derivation of the prices in max78002.toml, max78000.toml and cnn-int8.toml.

    derive_max7800x.py            print every price and the comparison with AN7664
    derive_max7800x.py --check    exit 1 when a table differs from the derivation by more than its rounding
    derive_max7800x.py --recount  DIR   exit 1 when the counts below differ from the networks in DIR
                                        (goldens/max78000/networks of the data root)

Inputs are published figures (AN7664, the data sheets), the counts of the vendor's networks under the closed cycle
formula (docs/energy.md), and the assumptions that are named here as such.
"""
import json
import math
import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROUNDING = 1e-3  # relative; tables carry four digits

# Data sheet MAX78002, CNN currents at 1.1 V, 50 MHz, in A (modes A, C, D: docs/energy.md).
V_DATA_SHEET, V_AN7664, CLOCK = 1.1, 1.0, 50e6
RAM_MAX_RANDOM, RAM_IDLE = 13e-3, 0.13e-3        # one quadrant: mode D, and an unused quadrant of mode B
PROCESSORS, WEIGHT_BITS, INSTANCES, DATA_BITS, TRAM_BITS = 16, 72, 4, 32, 8  # of one quadrant

# AN7664 Table 4, MAX78002, VCOREA 1.0 V, CNN 200 MHz, net of idle power: (weight bytes, weight load uJ).
WEIGHT_LOADS = [(281312, 856), (301760, 911), (165228, 498), (381792, 1153), (365888, 1130), (71148, 212), (335520, 993)]
INPUT_LOADS = [(4096, 47), (1024, 12), (1024, 12), (1024, 12)]  # (words, uJ)
INFERENCE_UJ = {"mnist": 99, "cifar10": 397, "svhn_tinierssd": 1009}
FITTED_ON = "cifar10"
STATIC_CNN = 9.4e-3
MODES = {"host_active": 3.34e-3, "host_sleep": 1.64e-3, "state_sleep": 1.64e-3, "state_lpm": 1.35e-3,
         "state_micropower_retention": 0.474e-3, "state_standby_retention": 0.498e-3, "state_backup_retention": 0.537e-3,
         "state_micropower": 0.176e-3, "state_standby": 0.138e-3, "state_backup": 0.156e-3}

# MAX78000 data sheet: A/MHz at 3.3 V, system clock 100 MHz (CNN 50 MHz); retention currents in A.
V_IN, SYSTEM_MHZ = 3.3, 100
CNN_AND_HOST, HOST = 110e-6, 23e-6
RETENTION_WEIGHTS, RETENTION_SRAM = 30e-6, 9e-6

# Counts of the recorded networks: cycles of the closed formula, enabled quadrants x cycles, 72-bit weight words
# (output pixels x output channels x passes x processors), data words, line buffer entries.
COUNTS = {
    "mnist": dict(cycles=70157, quadrant_cycle=133180, weight_sram_read=1196352, data_sram_read=17328,
                  data_sram_write=16592, tram_write=17472),
    "cifar10": dict(cycles=228217, quadrant_cycle=539172, weight_sram_read=7345152, data_sram_read=53120,
                    data_sram_write=52108, tram_write=142336),
    "svhn_tinierssd": dict(cycles=702877, quadrant_cycle=1620992, weight_sram_read=22100480, data_sram_read=193092,
                           data_sram_write=161983, tram_write=457516),
}


def count(network):
    """The counts of one golden network file."""
    out = dict(cycles=1, quadrant_cycle=0, weight_sram_read=0, data_sram_read=0, data_sram_write=0, tram_write=0)
    for layer in network["layers"]:
        m, mask, cycles = layer["cycle_model_inputs"], int(layer["processors"], 16), layer["cycles_estimate"]
        processors = bin(mask).count("1")
        pixels_in = math.prod(m["pooled_dim"])
        pixels_out = 1 if m["flatten"] else math.prod(m["output_dim"])
        out["cycles"] += cycles
        out["quadrant_cycle"] += cycles * sum(1 for q in range(4) if (mask >> 16 * q) & 0xFFFF)
        out["weight_sram_read"] += pixels_out * m["output_chan"] * m["multipass"] * processors
        instances = sum(1 for i in range(16) if (mask >> 4 * i) & 0xF)
        out["data_sram_read"] += pixels_in * math.prod(m["pool"]) * m["multipass"] * m["num_elements"] * instances
        out["data_sram_write"] += pixels_out * math.ceil(m["output_chan"] / 4)
        out["tram_write"] += pixels_in * m["multipass"] * processors
    return out


def dynamic_j(prices, counts):
    return sum(prices[row] * n for row, n in counts.items() if row != "cycles")


def max78002():
    ram_cycle = (RAM_MAX_RANDOM - RAM_IDLE) * V_DATA_SHEET / CLOCK * (V_AN7664 / V_DATA_SHEET) ** 2
    per_bit = ram_cycle / (PROCESSORS * WEIGHT_BITS + INSTANCES * DATA_BITS)
    prices = {"weight_sram_read": WEIGHT_BITS * per_bit, "data_sram_read": DATA_BITS * per_bit,
              "data_sram_write": DATA_BITS * per_bit, "tram_write": TRAM_BITS * per_bit, "quadrant_cycle": 0.0}
    fitted = COUNTS[FITTED_ON]
    prices["quadrant_cycle"] = (INFERENCE_UJ[FITTED_ON] * 1e-6 - dynamic_j(prices, fitted)) / fitted["quadrant_cycle"]
    prices["weight_load_byte"] = sum(uj / n for n, uj in WEIGHT_LOADS) / len(WEIGHT_LOADS) * 1e-6
    prices["input_load_word"] = sum(uj / n for n, uj in INPUT_LOADS) / len(INPUT_LOADS) * 1e-6
    prices["readout_word"] = prices["input_load_word"]
    prices["static_cnn"] = STATIC_CNN
    return prices | MODES


def max78000():
    base, counts = max78002(), COUNTS["cifar10"]
    power_of_base = dynamic_j(base, counts) / (counts["cycles"] / CLOCK) + base["static_cnn"]
    anchor = (CNN_AND_HOST - HOST) * SYSTEM_MHZ * V_IN
    scale = anchor / power_of_base
    scaled = ["quadrant_cycle", "weight_sram_read", "data_sram_read", "data_sram_write", "tram_write", "static_cnn",
              "weight_load_byte", "input_load_word", "readout_word"]
    prices = {row: base[row] * scale for row in scaled}
    host = HOST * SYSTEM_MHZ * V_IN
    prices["host_active"] = host
    prices["host_sleep"] = prices["state_sleep"] = host * MODES["host_sleep"] / MODES["host_active"]
    prices["state_lpm"] = host * MODES["state_lpm"] / MODES["host_active"]
    prices["state_standby_retention"] = RETENTION_WEIGHTS * V_IN
    prices["state_standby"] = RETENTION_SRAM * V_IN
    return prices, anchor, power_of_base, scale


def compare(prices):
    print("AN7664 Table 4 (MAX78002, inference net of idle) against this table, counts by the closed formula:")
    for name, measured in INFERENCE_UJ.items():
        predicted = dynamic_j(prices, COUNTS[name]) * 1e6
        kind = "fitted" if name == FITTED_ON else "predicted"
        print(f"  {name:15s} measured {measured:5.0f} uJ, {kind:9s} {predicted:7.1f} uJ, {100 * (predicted / measured - 1):+5.1f} %")


def check(tables):
    wrong = 0
    for name, prices in tables.items():
        rows = {r["name"]: r for r in tomllib.loads((HERE / f"{name}.toml").read_text())["row"]}
        numbers = {n for n, r in rows.items() if isinstance(r.get("value"), (int, float))}
        for row in sorted(numbers ^ prices.keys()):
            print(f"{name}.toml: row {row} is in only one of table and derivation")
            wrong += 1
        for row in sorted(numbers & prices.keys()):
            if abs(rows[row]["value"] / prices[row] - 1) > ROUNDING:
                print(f"{name}.toml: {row} = {rows[row]['value']}, derived {prices[row]:.4g}")
                wrong += 1
    return wrong


def recount(folder):
    wrong = 0
    for name, expected in COUNTS.items():
        found = count(json.loads((pathlib.Path(folder) / name / "network.json").read_text()))
        if found != expected:
            print(f"{name}: counted {found}, recorded {expected}")
            wrong += 1
    return wrong


def main(arguments):
    base = max78002()
    scaled, anchor, power_of_base, scale = max78000()
    tables = {"max78002": base, "max78000": scaled, "cnn-int8": scaled}
    if arguments[:1] == ["--check"]:
        return 1 if check(tables) else 0
    if arguments[:1] == ["--recount"] and len(arguments) == 2:
        return 1 if recount(arguments[1]) else 0
    if arguments:
        print(__doc__)
        return 2
    for name, prices in tables.items():
        print(name)
        for row, value in prices.items():
            print(f"  {row:28s} {value:.4g}")
    print(f"MAX78000 anchor {anchor * 1e3:.2f} mW; the MAX78002 prices give {power_of_base * 1e3:.2f} mW; factor {scale:.4f}")
    compare(base)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
