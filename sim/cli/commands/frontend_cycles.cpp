// quartet frontend-cycles: what front ends in firmware take on microcontrollers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <ostream>

#include "accel/mcu/frontend/programs.hpp"
#include "accel/platform.hpp"
#include "frontends/sensor/audio/clips.hpp"
#include "sim/base/files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/report/csv_writer.hpp"
#include "sim/report/text_table.hpp"
#include "sim/report/units.hpp"

namespace quartet::cli {

namespace {

void declare(OptionTable& options) {
  options.positional("mfcc, imu or resize [INPUT.npy]", 1, 2);
  options.value("on", "A,B,…", "platforms of kind 'mcu' (default: all that ship)");
  options.repeated("set", "KEY=VALUE", "a parameter of the front end");
  options.value("csv", "FILE|-", "the same as CSV");
}

/// A front end with firmware and the input it is measured on: the first sample of a file, or noise.
struct Subject {
  std::string what;  ///< "mfcc of 16,000 samples"
  std::vector<std::uint8_t> input;
  std::function<Result<mcu::FrontEndProgram>(const mcu::McuParams&)> program;
};

struct Cost {
  std::string platform, arithmetic;
  mcu::FrontEndRun run;
  std::int64_t table_bytes = 0, ram_bytes = 0;
  double seconds = 0.0;
  std::optional<double> joules;
};

Result<void> apply_settings_to(const std::vector<std::string>& settings, ParameterSet& set) {
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos)
      return fail(ErrorCode::usage, "--set", "'" + setting + "' is not of the form key=value");
    if (const auto ok = set.set(setting.substr(0, equals), setting.substr(equals + 1), "--set"); !ok)
      return ok;
  }
  return {};
}

std::vector<std::uint8_t> bytes_of(std::span<const std::int16_t> values) {
  std::vector<std::uint8_t> bytes(values.size_bytes());
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

Result<Subject> mfcc_subject(const std::vector<std::string>& settings, const NpyArray* array,
                             const std::string& place) {
  sensor::MfccParams params;
  ParameterSet set;
  params.declare(set);
  if (const auto ok = apply_settings_to(settings, set); !ok) return pass(ok.error());
  std::vector<std::int16_t> clip = mcu::plan_clip(static_cast<std::int64_t>(params.sample_rate_hz));
  if (array != nullptr) {
    const auto clips = sensor::read_clips(*array, place);
    if (!clips) return pass(clips.error());
    clip.assign(clips->clip(0).begin(), clips->clip(0).end());
  }
  const auto samples = static_cast<std::int64_t>(clip.size());
  return Subject{fmt::format("MFCC of {} samples ({} frames)", samples, params.frames(samples)),
                 bytes_of(clip), [params, samples](const mcu::McuParams& platform) {
                   return mcu::mfcc_program(platform, params, samples);
                 }};
}

Result<Subject> imu_subject(const std::vector<std::string>& settings, const NpyArray* array,
                            const std::string& place) {
  sensor::ImuParams params;
  ParameterSet set;
  params.declare(set);
  if (const auto ok = apply_settings_to(settings, set); !ok) return pass(ok.error());
  if (array != nullptr &&
      (array->type != NpyType::i16 || array->shape.size() != 2 || array->shape[1] != sensor::kImuColumns))
    return bad_input(place, "is no recording: [samples, 6] of int16 is needed");
  const std::int64_t samples = array != nullptr ? array->shape[0] : params.window;
  return Subject{fmt::format("{} window(s) of {} samples", params.windows(samples), params.window),
                 array != nullptr ? array->data : bytes_of(mcu::plan_clip(samples * sensor::kImuColumns)),
                 [params, samples](const mcu::McuParams&) { return mcu::imu_program(params, samples); }};
}

Result<Subject> resize_subject(const std::vector<std::string>& settings, const NpyArray* array,
                               const std::string& place) {
  sensor::ResizeParams params;
  ParameterSet set;
  params.declare(set);
  if (const auto ok = apply_settings_to(settings, set); !ok) return pass(ok.error());
  const std::size_t axes = array != nullptr ? array->shape.size() : 0;
  if (array != nullptr && (array->type != NpyType::u8 || axes < 3 || axes > 4 || array->elements() == 0))
    return bad_input(place, "is no picture: uint8 of shape [N, H, W] or [N, H, W, C] is needed");
  // Without a file: a camera's 160 x 120 in grey.
  const sensor::Picture size =
      array == nullptr ? sensor::Picture{120, 160, 1}
                       : sensor::Picture{array->shape[1], array->shape[2], axes == 4 ? array->shape[3] : 1};
  const std::int64_t bytes = size.height * size.width * size.channels;
  std::vector<std::uint8_t> picture =
      array != nullptr ? std::vector<std::uint8_t>(array->data.begin(), array->data.begin() + bytes)
                       : bytes_of(mcu::plan_clip(bytes / 2));
  return Subject{fmt::format("{} resize of {}x{}x{} to {}x{}", params.method, size.height, size.width,
                             size.channels, params.height, params.width),
                 std::move(picture),
                 [params, size](const mcu::McuParams&) { return mcu::resize_program(params, size); }};
}

/// The front ends that have firmware.
struct SubjectKind {
  const char* name;
  Result<Subject> (*make)(const std::vector<std::string>& settings, const NpyArray* array,
                          const std::string& place);
};
constexpr std::array<SubjectKind, 3> kSubjects{
    {{"mfcc", mfcc_subject}, {"imu", imu_subject}, {"resize", resize_subject}}};

Result<Subject> subject_of(const Arguments& arguments) {
  const std::string& name = arguments.positional[0];
  std::optional<NpyArray> array;
  const std::string place = arguments.positional.size() > 1 ? arguments.positional[1] : "";
  if (!place.empty()) {
    auto read = read_npy(place);
    if (!read) return pass(read.error());
    array = std::move(*read);
  }
  for (const SubjectKind& kind : kSubjects) {
    if (name == kind.name) return kind.make(arguments.all("set"), array ? &*array : nullptr, place);
  }
  return fail(ErrorCode::usage, "FRONTEND", "no firmware is there for '" + name + "'",
              "known: mfcc, imu, resize");
}

Result<Cost> measure(const std::string& platform, const Subject& subject) {
  auto target = load_platform(platform);
  if (!target) return pass(target.error());
  const auto params = mcu::mcu_params_of(**target);
  if (!params) return pass(params.error());
  auto program = subject.program(*params);
  if (!program) return pass(program.error());
  auto board = mcu::FrontEndBoard::make(*params, std::move(*program));
  if (!board) return pass(board.error());
  auto run = (*board)->run(subject.input);
  if (!run) return pass(run.error());
  RowId busy = 0, waiting = 0;
  if (const auto rows = (*target)->costs().require({{&busy, "run_cycle"}, {&waiting, "wait_cycle"}}); !rows)
    return pass(rows.error());
  Cost cost{(*target)->name(),
            (*board)->program().arithmetic,
            std::move(*run),
            static_cast<std::int64_t>((*board)->program().tables.size()),
            (*board)->ram_bytes(),
            0.0,
            {}};
  cost.seconds = static_cast<double>(cost.run.cycles) / params->clock_hz;
  const auto &a = (*target)->costs().row(busy).value, &b = (*target)->costs().row(waiting).value;
  if (a && b)
    cost.joules = *a * static_cast<double>(cost.run.cycles - cost.run.wait_cycles) +
                  *b * static_cast<double>(cost.run.wait_cycles);
  return cost;
}

std::vector<std::string> platforms_of(const Arguments& arguments) {
  std::vector<std::string> out;
  if (const auto named = arguments.text("on")) {
    for (std::size_t at = 0; at <= named->size();) {
      const std::size_t comma = std::min(named->find(',', at), named->size());
      if (comma > at) out.push_back(named->substr(at, comma - at));
      at = comma + 1;
    }
    return out;
  }
  for (const PlatformInfo& platform : list_platforms()) {
    if (platform.kind == "mcu") out.push_back(platform.name);
  }
  return out;
}

std::string csv(const std::vector<Cost>& costs) {
  CsvWriter out({"platform", "arithmetic", "cycles", "wait_cycles", "instructions", "seconds", "energy_j",
                 "table_bytes", "sram_bytes"});
  for (const Cost& c : costs) {
    out.cell(c.platform)
        .cell(c.arithmetic)
        .cell(static_cast<std::int64_t>(c.run.cycles))
        .cell(static_cast<std::int64_t>(c.run.wait_cycles));
    out.cell(static_cast<std::int64_t>(c.run.instructions))
        .cell(c.seconds)
        .cell(c.joules)
        .cell(c.table_bytes)
        .cell(c.ram_bytes)
        .end_row();
  }
  return out.text();
}

std::string table(const std::vector<Cost>& costs) {
  using Align = TextTable::Align;
  TextTable text({{"platform"},
                  {"arithmetic"},
                  {"cycles", Align::right},
                  {"waiting", Align::right},
                  {"time", Align::right},
                  {"energy", Align::right},
                  {"tables", Align::right},
                  {"SRAM", Align::right}});
  for (const Cost& c : costs) {
    const auto cycles = static_cast<double>(c.run.cycles);
    text.row({c.platform, c.arithmetic, grouped(static_cast<std::int64_t>(c.run.cycles)),
              percent(static_cast<double>(c.run.wait_cycles) / cycles), si(c.seconds, "s"), si(c.joules, "J"),
              bytes_text(c.table_bytes), bytes_text(c.ram_bytes)});
  }
  return text.text();
}

Result<int> frontend_cycles(const Arguments& arguments, Session& session) {
  const auto subject = subject_of(arguments);
  if (!subject) return pass(subject.error());
  std::vector<Cost> costs;
  for (const std::string& platform : platforms_of(arguments)) {
    auto cost = measure(platform, *subject);
    if (!cost) return pass(cost.error());
    costs.push_back(std::move(*cost));
  }
  if (const auto target = arguments.text("csv")) {
    if (*target == "-") {
      session.out << csv(costs);
      return 0;
    }
    if (const auto ok = write_text(*target, csv(costs)); !ok) return pass(ok.error());
  }
  if (!session.quiet)
    session.out << fmt::format("{}, {}\n\n", subject->what,
                               arguments.positional.size() == 1 ? "noise of half full scale"
                                                                : arguments.positional[1])
                << table(costs);
  return 0;
}

}  // namespace

Command frontend_cycles_command() {
  return {"frontend-cycles",
          "cycles and energy of front ends in firmware on microcontrollers",
          "FRONTEND [INPUT.npy] [--on A,B,…] [--set KEY=VALUE]",
          {"frontend-cycles mfcc", "frontend-cycles mfcc --on stm32l4r5 --set mfcc.arithmetic=fixed",
           "frontend-cycles resize picture.npy"},
          declare,
          frontend_cycles};
}

}  // namespace quartet::cli
