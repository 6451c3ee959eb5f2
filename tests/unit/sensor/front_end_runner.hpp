// Runs a front end with settings on an array.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "frontends/sensor/front_end.hpp"

namespace quartet::test {

using Settings = std::vector<std::pair<std::string, std::string>>;

inline Result<NpyArray> run_front_end(const sensor::FrontEndKind& kind, const NpyArray& input,
                                      const Settings& settings = {}) {
  const auto front_end = kind.create();
  for (const auto& [key, value] : settings) {
    const auto ok = front_end->parameters().set(key, value);
    EXPECT_TRUE(ok.has_value()) << (ok ? "" : ok.error().text());
  }
  return front_end->run(input, "input");
}

template <class T>
NpyArray array_of(NpyType type, std::vector<std::int64_t> shape, const std::vector<T>& values) {
  NpyArray array{type, std::move(shape), std::vector<std::uint8_t>(values.size() * sizeof(T))};
  std::memcpy(array.data.data(), values.data(), array.data.size());
  return array;
}

inline NpyArray audio(const std::vector<std::int16_t>& samples) {
  return array_of(NpyType::i16, {static_cast<std::int64_t>(samples.size())}, samples);
}

template <class T>
std::vector<T> values_of(const NpyArray& array) {
  std::vector<T> values(array.data.size() / sizeof(T));
  std::memcpy(values.data(), array.data.data(), array.data.size());
  return values;
}

}  // namespace quartet::test
