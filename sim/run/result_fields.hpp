// The fields of a result, each named once: the JSON writer and the JSON reader both walk these functions. `later`: a field
// that files of former versions lack; there it keeps its default.
#pragma once

#include "sim/run/result.hpp"

namespace quartet {

template <class A>
void fields(A& a, RunRequest& r) {
  a("subject", r.subject);
  a("variant", r.variant);
  a("platform", r.platform);
  a.later("tech", r.tech);
  a("data", r.data);
  a("inputs", r.inputs);
  a("labels", r.labels);
  a("samples", r.samples);
  a("seed", r.seed);
  a("seeds", r.seeds);
  a("rounding", r.rounding);
  a("fidelity", r.fidelity);
  a("rtl", r.rtl);
  a("rtl_offset", r.rtl_offset);
  a("wave", r.wave);
  a("settings", r.settings);
}

template <class A>
void fields(A& a, RunIdentity& r) {
  a("version", r.version);
  a("config_hash", r.config_hash);
  a("network_hash", r.network_hash);
  a("data_hash", r.data_hash);
  a("seed", r.seed);
}

template <class A>
void fields(A& a, ModelSummary& r) {
  a("variant", r.variant);
  a("quantization", r.quantization);
  a("macs", r.macs);
  a("inputs", r.inputs);
  a("output", r.output);
}

template <class A>
void fields(A& a, Figure& r) {
  a("name", r.name);
  a("value", r.value);
  a("unit", r.unit);
  a("origin", r.origin);
  a("note", r.note);
}

template <class A>
void fields(A& a, SeedAccuracy& r) {
  a("count", r.count);
  a("mean", r.mean);
  a("deviation", r.deviation);
  a("p05", r.p05);
  a("p25", r.p25);
  a("p50", r.p50);
  a("p75", r.p75);
  a("p95", r.p95);
  a("worst", r.worst);
  a("worst_seed", r.worst_seed);
  a("correct", r.correct);
}

template <class A>
void fields(A& a, Accuracy& r) {
  a("correct", r.correct);
  a("samples", r.samples);
  a("value", r.value);
  a("ci95", r.ci95);
  a("seeds", r.seeds);
  a("data", r.data);
  a("synthetic", r.synthetic);
  a("complete", r.complete);
}

template <class A>
void fields(A& a, Detection& r) {
  a("metric", r.metric);
  a("value", r.value);
  a("ci95", r.ci95);
  a("samples", r.samples);
  a("anomalies", r.anomalies);
  a("data", r.data);
  a("synthetic", r.synthetic);
  a("complete", r.complete);
}

template <class A>
void fields(A& a, Latency& r) {
  a("cycles", r.cycles);
  a("seconds", r.seconds);
  a("clock_hz", r.clock_hz);
  a("interval_cycles", r.interval_cycles);
}

template <class A>
void fields(A& a, NamedEnergy& r) {
  a("name", r.name);
  a("energy_j", r.energy_j);
}

template <class A>
void fields(A& a, EnergySum& r) {
  a("total_j", r.total_j);
  a("static_j", r.static_j);
  a("dynamic_j", r.dynamic_j);
}

template <class A>
void fields(A& a, DutySummary& r) {
  a("rate_hz", r.rate_hz);
  a("idle_state", r.idle_state);
  a("period_s", r.period_s);
  a("active_s", r.active_s);
  a("wakeup_s", r.wakeup_s);
  a("reload_s", r.reload_s);
  a("idle_s", r.idle_s);
  a("inference_j", r.inference_j);
  a("wakeup_j", r.wakeup_j);
  a("reload_j", r.reload_j);
  a("idle_j", r.idle_j);
  a("average_power_w", r.average_power_w);
  a("battery_mah", r.battery_mah);
  a("battery_v", r.battery_v);
  a("battery_life_s", r.battery_life_s);
}

template <class A>
void fields(A& a, Energy& r) {
  a("total_j", r.total_j);
  a("static_j", r.static_j);
  a("dynamic_j", r.dynamic_j);
  a.map("by_component", r.by_component);
  a("by_layer", r.by_layer);
  a("outside_layers_j", r.outside_layers_j);
  a("once", r.once);
  a("power_w", r.power_w);
  a("method", r.method);
  a("duty", r.duty);
}

template <class A>
void fields(A& a, MemorySummary& r) {
  a("name", r.name);
  a("used_bytes", r.used_bytes);
  a("capacity_bytes", r.capacity_bytes);
}

template <class A>
void fields(A& a, Memory& r) {
  a("weights_bytes", r.weights_bytes);
  a("activations_bytes", r.activations_bytes);
  a("capacity_bytes", r.capacity_bytes);
  a("memories", r.memories);
}

template <class A>
void fields(A& a, LayerSummary& r) {
  a("name", r.name);
  a("op", r.op);
  a("macs", r.macs);
  a("cycles", r.cycles);
  a("energy_j", r.energy_j);
  a("utilization", r.utilization);
  a("bound", r.bound);
  a("figures", r.figures);
}

template <class A>
void fields(A& a, PhaseSummary& r) {
  a("name", r.name);
  a("cycles", r.cycles);
  a("paid", r.paid);
  a("after_layers", r.after_layers);
  a("energy_j", r.energy_j);
}

template <class A>
void fields(A& a, LedgerLine& r) {
  a("row", r.row);
  a("component", r.component);
  a("layer", r.layer);
  a.later("phase", r.phase);
  a("count", r.count);
  a("per", r.per);
  a("value", r.value);
  a("unit", r.unit);
  a("energy_j", r.energy_j);
  a("paid", r.paid);
  a("source", r.source);
  a("confidence", r.confidence);
  a("note", r.note);
}

template <class A>
void fields(A& a, SensorPhase& r) {
  a("name", r.name);
  a("seconds", r.seconds);
  a("energy_j", r.energy_j);
  a("share", r.share);
  a("origin", r.origin);
  a("note", r.note);
  a("ledger", r.ledger);
}

template <class A>
void fields(A& a, SensorSummary& r) {
  a("profile", r.profile);
  a("front_end", r.front_end);
  a("host", r.host);
  a("arithmetic", r.arithmetic);
  a("event_s", r.event_s);
  a("period_s", r.period_s);
  a("front_end_cycles", r.front_end_cycles);
  a("latency_s", r.latency_s);
  a("phases", r.phases);
  a("total_j", r.total_j);
  a("average_power_w", r.average_power_w);
}

template <class A>
void fields(A& a, RunResult& r) {
  a("schema", r.schema);
  a("identity", r.identity);
  a("request", r.request);
  a("network", r.network);
  a("platform", r.platform);
  a("model", r.model);
  a("accuracy", r.accuracy);
  a.later("detection", r.detection);
  a("latency", r.latency);
  a("energy", r.energy);
  a("memory", r.memory);
  a("layers", r.layers);
  a("phases", r.phases);
  a.later("sensor", r.sensor);
  a("figures", r.figures);
  a("ledger", r.ledger);
  a("resolved_config", r.resolved_config);
  a("warnings", r.warnings);
  a("notes", r.notes);
}

}  // namespace quartet
