// Reading files, and finding what ships with quartet and what the data root holds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/error.hpp"

namespace quartet {

[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& path);
[[nodiscard]] Result<std::vector<std::uint8_t>> read_bytes(const std::filesystem::path& path);
/// Writes to a temporary neighbour and renames, so that a reader never sees half a file.
[[nodiscard]] Result<void> write_text(const std::filesystem::path& path, const std::string& text);
[[nodiscard]] Result<void> write_bytes(const std::filesystem::path& path, const std::vector<std::uint8_t>& bytes);

/// The folder that holds accel/platforms, sim/tech and workloads: $QUARTET_HOME, else PREFIX/share/quartet beside
/// the executable, else the checkout that quartet was built from.
[[nodiscard]] std::filesystem::path resource_root();

/// The data root: $QUARTET_DATA, else ../shared beside the checkout, else ~/.cache/quartet; nullopt if none exists.
[[nodiscard]] std::optional<std::filesystem::path> data_root();

}  // namespace quartet
