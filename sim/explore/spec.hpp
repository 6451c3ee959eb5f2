// What a sweep is asked for: SPEC.toml, validated.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/explore/axis.hpp"

namespace quartet {

enum class Goal { minimum, maximum };

struct Objective {
  std::size_t metric = 0;  ///< index as of SweepSpec::metric_name
  Goal goal = Goal::minimum;
};

/// A bound on a metric: a point outside is infeasible, and by how much is recorded.
struct Bound {
  std::size_t metric = 0;
  std::optional<double> min, max;
};

/// A relation between two axes that are numbers: points that break it do not exist.
struct Relation {
  std::string left, right;  ///< keys of axes
  double factor = 1.0;      ///< left <= factor · right
};

/// What the searches may be told ([search]); each uses what its sentence in sampler_kinds() names.
struct SearchOptions {
  std::int64_t population = 40;  ///< nsga2: of a generation, a multiple of 4; evolution: how many of the youngest live
  std::int64_t cohort = 8;       ///< evolution, bayes: points between two looks at the results
  std::int64_t tournament = 8;   ///< evolution: how many of the living compete to be the parent
  std::int64_t initial = 16;     ///< bayes: points before the first look
};

struct SweepSpec {
  std::string subject;                     ///< workload, or path of a model file; empty with a network template
  std::string network_template;            ///< instead of the subject: axes "network.*" shape the network
  std::string accuracy_command;            ///< of a template: prints the accuracy of the candidate on its standard input
  std::string variant, data, inputs, labels;
  std::string platform;                    ///< when no axis says it
  std::string fidelity = "plan";
  std::string rounding = "double";
  bool verify_pareto = false;              ///< run the front again on the simulate rung
  std::int64_t samples = 0;                ///< 0: time and energy only; −1: all
  std::int64_t seeds = 1;                  ///< of a machine that is random, per point
  std::uint64_t seed = 1;                  ///< of the sampler, and of the points unless an axis says it
  std::string sampler = "grid";
  SearchOptions search;
  std::optional<std::int64_t> budget;      ///< points
  double point_timeout_s = 600.0;          ///< a point that takes longer has failed
  std::vector<std::string> settings;       ///< "key=value", the same for every point
  std::vector<std::string> figures;        ///< of the machine ("TOPS/W"): metrics "figures.NAME" beyond the registered ones
  std::vector<Axis> axes;
  std::vector<std::map<std::string, ParameterValue>> points;  ///< of sampler "list"
  std::vector<Relation> relations;
  std::vector<Bound> bounds;
  std::vector<Objective> objectives;
  std::string source;                      ///< the text of the file

  /// Everything that decides the points and their values, in a fixed form: the identity of a sweep.
  [[nodiscard]] std::string canonical() const;
  /// The same without how the points are chosen: sweeps of one space can be compared.
  [[nodiscard]] std::string canonical_space() const;
  /// Registered metrics first, then the figures.
  [[nodiscard]] std::size_t metric_count() const;
  [[nodiscard]] std::string metric_name(std::size_t metric) const;
};

/// Every problem of the file at once, each with FILE:LINE:COLUMN and the nearest right name. Checks what needs no platform;
/// names of parameters and figures are checked by PointRunner.
[[nodiscard]] Result<SweepSpec> load_sweep_spec(const std::filesystem::path& file);
[[nodiscard]] Result<SweepSpec> parse_sweep_spec(const std::string& text, const std::string& file_name);

}  // namespace quartet
