// The inner loops: the same bits from every instruction set, and right values.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numbers>

#include "accel/cim/vector/instruction_set.hpp"
#include "sim/base/philox.hpp"
#include "tests/unit/cim_array/small_array.hpp"

namespace quartet::cim {
namespace {

using test::instruction_sets;

constexpr std::uint64_t kKey = 0xFEDCBA9876543210u, kStream = 0x123456789ABCDEFu;

std::vector<float> normals(const Loops& inner, std::uint64_t first, std::int64_t blocks) {
  std::vector<float> z(static_cast<std::size_t>(blocks * kNormalBlock));
  inner.normals(kKey, kStream, first, blocks, z.data());
  return z;
}

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

/// Normal number n by definition, in double.
double normal_by_definition(std::uint64_t n) {
  const auto words = philox4x32(kKey, kStream, n / 64 * 16 + n % 16);
  const std::uint64_t slot = n / 16 % 4;
  const double u = (words[slot / 2 * 2] + 0.5) * 0x1p-32,
               angle = 2.0 * std::numbers::pi * words[slot / 2 * 2 + 1] * 0x1p-32;
  return std::sqrt(-2.0 * std::log(u)) * (slot % 2 == 0 ? std::cos(angle) : std::sin(angle));
}

}  // namespace

TEST(VectorLoops, DrawTheNormalsThatTheirDefinitionGives) {
  for (const Isa isa : instruction_sets()) {
    const std::vector<float> z = normals(loops(isa), 5, 40);
    for (std::size_t n = 0; n < z.size(); ++n)
      ASSERT_NEAR(static_cast<double>(z[n]), normal_by_definition(5 * 64 + n), 2e-6) << "normal " << n;
  }
}

TEST(VectorLoops, DrawTheSameNormalWhereverABlockStarts) {
  const std::vector<float> all = normals(loops(), 0, 10), part = normals(loops(), 7, 2);
  EXPECT_TRUE(same_bits(std::vector<float>(all.begin() + 7 * 64, all.begin() + 9 * 64), part));
}

// 2^20 normals: |mean| < 4.5 / 2^10 has significance 6.8e-6; so have the bounds on the second to fourth
// moment, whose variances are 2, 15 and 96 over the number.
TEST(VectorLoops, DrawNormalsWithTheMomentsOfANormal) {
  const std::vector<float> z = normals(loops(), 0, 1 << 14);
  double sums[4] = {0, 0, 0, 0};
  for (const float v : z) {
    const auto x = static_cast<double>(v);
    sums[0] += x;
    sums[1] += x * x;
    sums[2] += x * x * x;
    sums[3] += x * x * x * x;
  }
  const auto n = static_cast<double>(z.size());
  const double expected[] = {0, 1, 0, 3}, variance[] = {1, 2, 15, 96};
  for (int k = 0; k < 4; ++k)
    EXPECT_LT(std::abs(sums[k] / n - expected[k]), 4.5 * std::sqrt(variance[k] / n)) << "moment " << k + 1;
}

TEST(VectorLoops, GiveTheSameBitsOnEveryInstructionSet) {
  ASSERT_GE(instruction_sets().size(), 1u);
  const Loops& reference = loops(Isa::portable);
  const std::vector<float> z = normals(reference, 0, 21);
  std::vector<float> x(z.size());
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = z[i] * z[i] * 0.3f;
  x[3] = 0.0f;
  CurveTask log_law, power_law;
  log_law.split = 0.3f, log_law.slope = -0.0387f, log_law.offset = -0.0182f, log_law.low = 0.07f,
  log_law.high = 0.13f;
  log_law.c[0] = 0.07f, log_law.c[1] = -0.01f, log_law.c[2] = -0.04f, log_law.c[3] = 0.003f;
  power_law.power = true, power_law.scale = 0.0088f, power_law.exponent = 0.65f, power_law.floor = 1e-3f,
  power_law.high = 0.2f;
  const auto n = static_cast<std::int64_t>(x.size());
  std::vector<std::vector<float>> results;
  for (const Isa isa : instruction_sets()) {
    const Loops& inner = loops(isa);
    std::vector<float> all = normals(inner, 0, 21), y(x.size()), w(x.size());
    const auto keep = [&](const std::vector<float>& part) {
      all.insert(all.end(), part.begin(), part.end());
    };
    inner.curve(log_law, x.data(), y.data(), n), keep(y);
    inner.curve(power_law, x.data(), y.data(), n), keep(y);
    inner.program(x.data(), y.data(), 1.7f, z.data(), w.data(), n), keep(w);
    inner.exponent(x.data(), y.data(), 0.9f, z.data(), 1.1f, w.data(), n), keep(w);
    inner.drift(x.data(), w.data(), 8.4f, y.data(), n), keep(y);
    inner.read_noise(y.data(), w.data(), 5.0f, z.data(), n), keep(y);
    results.push_back(all);
    EXPECT_TRUE(same_bits(results.front(), all)) << "instruction set " << static_cast<int>(isa);
  }
}

TEST(VectorLoops, MultiplyWithTheSameBitsOnEveryInstructionSetAndForEveryBatch) {
  constexpr std::int64_t kRows = 77, kInputs = 23;
  const std::vector<float> x = normals(loops(Isa::portable), 0, kRows * kInputs / 64 + 1);
  const std::vector<float> panel = normals(loops(Isa::portable), 100, kRows * kPanel / 64 + 1);
  std::vector<double> first;
  for (const Isa isa : instruction_sets()) {
    for (const std::int64_t batch : {std::int64_t{1}, std::int64_t{5}, kInputs}) {
      std::vector<double> sums(kInputs * kPanel, -1.0);
      for (std::int64_t b = 0; b < kInputs; b += batch)
        loops(isa).panel({x.data() + b * kRows, kRows, panel.data(), sums.data() + b * kPanel, kPanel, kRows,
                          20, std::min(batch, kInputs - b)});
      if (first.empty()) first = sums;
      EXPECT_TRUE(same_bits(first, sums))
          << "instruction set " << static_cast<int>(isa) << ", batch " << batch;
    }
  }
  double exact = 0;
  for (std::int64_t r = 0; r < kRows; ++r)
    exact += static_cast<double>(x[static_cast<std::size_t>(r)]) *
             static_cast<double>(panel[static_cast<std::size_t>(r * kPanel)]);
  EXPECT_NEAR(first[0], exact, 1e-4);
}

TEST(VectorLoops, ConvertWithTheSameBitsOnEveryInstructionSet) {
  const std::vector<float> x = normals(loops(Isa::portable), 3, 5);
  const std::vector<double> y(x.begin(), x.end());
  const auto n = static_cast<std::int64_t>(x.size());
  std::vector<float> first_codes;
  std::vector<double> first_values;
  for (const Isa isa : instruction_sets()) {
    std::vector<float> codes(x.size());
    std::vector<double> values(x.size());
    const std::int64_t clipped = loops(isa).dac({x.data(), codes.data(), n, 0.9, 1.0 / 127, 127});
    const std::int64_t saturated =
        loops(isa).adc({y.data(), values.data(), n, 1.3, 2.0 / 127, 127, 2.0, 0.7});
    EXPECT_EQ(clipped, loops(Isa::portable).dac({x.data(), codes.data(), n, 0.9, 1.0 / 127, 127}));
    EXPECT_GT(clipped, 0);
    EXPECT_GT(saturated, 0);
    if (first_codes.empty()) first_codes = codes, first_values = values;
    EXPECT_TRUE(same_bits(first_codes, codes) && same_bits(first_values, values)) << static_cast<int>(isa);
  }
}

}  // namespace quartet::cim
