// Tracks of time as the JSON trace events that Perfetto and chrome://tracing open.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet {

/// [begin, end) on the common axis, in cycles of Trace::clock_hz.
struct TraceSpan {
  std::string name;
  std::uint64_t begin = 0, end = 0;
  std::vector<std::pair<std::string, std::string>> details;
};

/// One line of the picture. Spans stand in order and do not overlap.
struct TraceTrack {
  std::string group;   ///< "inference", "units of the pipeline": a process of the viewer
  std::string name;    ///< a thread of the viewer
  std::vector<TraceSpan> spans;
};

struct Trace {
  std::string title;                   ///< "kws on max78000"
  double clock_hz = 0.0;
  std::vector<TraceTrack> tracks;      ///< those of a group stand together
  std::vector<std::pair<std::string, std::string>> identity;  ///< of the result that it belongs to
};

/// Errors (internal): a clock that is not above 0, spans of a track out of order or overlapping.
[[nodiscard]] Result<std::string> trace_json(const Trace& trace);
/// Reads back what trace_json wrote; `place` names the text in errors.
[[nodiscard]] Result<Trace> trace_from_json(const std::string& text, const std::string& place);

}  // namespace quartet
