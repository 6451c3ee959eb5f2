// Content hashes for identity: results and sweep points carry the hash of what they were computed from.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quartet {

/// XXH3-128 of `bytes` as 32 lower-case hexadecimal digits: the same on every machine.
[[nodiscard]] std::string content_hash(const void* bytes, std::size_t size);
[[nodiscard]] inline std::string content_hash(std::string_view text) { return content_hash(text.data(), text.size()); }

}  // namespace quartet
