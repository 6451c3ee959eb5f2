#include "sim/report/trace/trace.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/report/json_writer.hpp"
#include "sim/report/units.hpp"

namespace quartet {

namespace {

constexpr double kMicroseconds = 1e6;
constexpr std::size_t kMostEvents = 5'000'000;

std::string object(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string out;
  for (const auto& [key, value] : pairs) out += (out.empty() ? "" : ",") + json_quoted(key) + ":" + json_quoted(value);
  return "{" + out + "}";
}

std::string named(const char* what, std::size_t pid, std::size_t tid, const std::string& name) {
  return fmt::format("{{\"ph\":\"M\",\"name\":\"{}\",\"pid\":{},\"tid\":{},\"args\":{{\"name\":{}}}}},\n", what, pid, tid, json_quoted(name));
}

std::string ordered(const char* what, std::size_t pid, std::size_t tid) {
  return fmt::format("{{\"ph\":\"M\",\"name\":\"{}_sort_index\",\"pid\":{},\"tid\":{},\"args\":{{\"sort_index\":{}}}}},\n", what, pid, tid,
                     tid > 0 ? tid : pid);
}

// Cycles stand beside the microseconds: they are exact.
std::string event(const TraceSpan& span, const TraceTrack& track, double clock_hz, std::size_t pid, std::size_t tid) {
  const auto time = [&](std::uint64_t cycles) { return shortest(static_cast<double>(cycles) / clock_hz * kMicroseconds); };
  auto details = span.details;
  const std::string cycles = fmt::format("\"begin_cycle\":{},\"cycles\":{}", span.begin, span.end - span.begin);
  const std::string more = object(details);
  return fmt::format("{{\"ph\":\"X\",\"name\":{},\"cat\":{},\"pid\":{},\"tid\":{},\"ts\":{},\"dur\":{},\"args\":{{{}{}}}}}", json_quoted(span.name),
                     json_quoted(track.group), pid, tid, time(span.begin), time(span.end - span.begin), cycles,
                     details.empty() ? "" : "," + more.substr(1, more.size() - 2));
}

Result<void> check(const Trace& trace) {
  const auto defect = [](const std::string& what) { return fail(ErrorCode::internal, "trace", what); };
  if (!std::isfinite(trace.clock_hz) || trace.clock_hz <= 0.0) return defect("the clock is not above 0 Hz");
  for (const TraceTrack& track : trace.tracks) {
    std::uint64_t last = 0;
    for (const TraceSpan& span : track.spans) {
      if (span.begin < last || span.end < span.begin) return defect("spans of '" + track.name + "' overlap or are out of order");
      last = span.end;
    }
  }
  return {};
}

}  // namespace

Result<std::string> trace_json(const Trace& trace) {
  if (const auto ok = check(trace); !ok) return pass(ok.error());
  std::map<std::string, std::size_t> pids;
  std::string meta, events;
  std::size_t tid = 0;
  for (const TraceTrack& track : trace.tracks) {
    const auto [at, added] = pids.try_emplace(track.group, pids.size() + 1);
    const std::size_t pid = at->second;
    if (added) meta += named("process_name", pid, 0, trace.title + ": " + track.group) + ordered("process", pid, 0);
    ++tid;
    meta += named("thread_name", pid, tid, track.name) + ordered("thread", pid, tid);
    for (const TraceSpan& span : track.spans) events += (events.empty() ? "" : ",\n") + event(span, track, trace.clock_hz, pid, tid);
  }
  if (events.empty() && !meta.empty()) meta.resize(meta.size() - 2);  // no comma behind the last
  auto identity = trace.identity;
  identity.emplace_back("title", trace.title);
  identity.emplace_back("clock_hz", shortest(trace.clock_hz));
  return "{\"displayTimeUnit\":\"ns\",\n\"otherData\":" + object(identity) + ",\n\"traceEvents\":[\n" + meta + events + "\n]}\n";
}

namespace {

using Json = nlohmann::json;

std::string word(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::uint64_t> whole(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  return found->get<std::uint64_t>();
}

// Names of processes and threads first, then the spans of each thread.
class TraceReader {
 public:
  explicit TraceReader(const std::string& place) : place_(place) {}

  Result<Trace> read(const Json& json) {
    if (!json.is_object() || !json.contains("traceEvents") || !json["traceEvents"].is_array() || json["traceEvents"].size() > kMostEvents)
      return bad_input(place_, "is not a trace of quartet", "give the file that 'quartet run --trace FILE' wrote");
    const Json other = json.value("otherData", Json::object());
    if (!other.is_object()) return bad_input(place_, "has no otherData with the identity of its result");
    for (const auto& [key, value] : other.items()) {
      if (value.is_string() && key != "title" && key != "clock_hz") trace_.identity.emplace_back(key, value.get<std::string>());
    }
    trace_.title = word(other, "title");
    trace_.clock_hz = std::strtod(word(other, "clock_hz").c_str(), nullptr);
    if (!(trace_.clock_hz > 0.0) || !std::isfinite(trace_.clock_hz))
      return bad_input(place_, "has no otherData.clock_hz: another program wrote it", "give the file that 'quartet run --trace FILE' wrote");
    for (const Json& event : json["traceEvents"]) {
      if (const auto ok = take(event); !ok) return pass(ok.error());
    }
    return std::move(trace_);
  }

 private:
  Result<void> take(const Json& event) {
    if (!event.is_object()) return bad_input(place_, "has an event that is no object");
    const auto pid = whole(event, "pid").value_or(0), tid = whole(event, "tid").value_or(0);
    const Json args = event.value("args", Json::object());
    if (!args.is_object()) return bad_input(place_, "has an event whose args are no object");
    if (word(event, "ph") == "M") {
      if (word(event, "name") == "process_name") groups_[pid] = group_name(word(args, "name"));
      if (word(event, "name") == "thread_name") track(pid, tid).name = word(args, "name");
      return {};
    }
    if (word(event, "ph") != "X") return {};
    const auto begin = whole(args, "begin_cycle"), cycles = whole(args, "cycles");
    if (!begin || !cycles || *begin > UINT64_MAX - *cycles) return bad_input(place_, "has a span without begin_cycle and cycles");
    TraceSpan span{word(event, "name"), *begin, *begin + *cycles, {}};
    for (const auto& [key, value] : args.items()) {
      if (value.is_string()) span.details.emplace_back(key, value.get<std::string>());
    }
    track(pid, tid).spans.push_back(std::move(span));
    return {};
  }

  [[nodiscard]] std::string group_name(const std::string& name) const {
    const std::string prefix = trace_.title + ": ";
    return name.rfind(prefix, 0) == 0 ? name.substr(prefix.size()) : name;
  }

  TraceTrack& track(std::uint64_t pid, std::uint64_t tid) {
    const auto [at, added] = index_.try_emplace({pid, tid}, trace_.tracks.size());
    if (added) trace_.tracks.push_back({groups_[pid], "", {}});
    return trace_.tracks[at->second];
  }

  std::string place_;
  Trace trace_;
  std::map<std::uint64_t, std::string> groups_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> index_;
};

}  // namespace

Result<Trace> trace_from_json(const std::string& text, const std::string& place) {
  const auto json = Json::parse(text, nullptr, false);
  return TraceReader(place).read(json);
}

}  // namespace quartet
