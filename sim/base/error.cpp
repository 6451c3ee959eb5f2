#include "sim/base/error.hpp"

#include <algorithm>
#include <numeric>

namespace quartet {

std::string Error::text() const {
  std::string out;
  for (const Problem& p : problems) {
    if (!out.empty()) out += '\n';
    out += p.place.empty() ? p.cause : p.place + ": " + p.cause;
    if (!p.remedy.empty()) out += "\n    " + p.remedy;
  }
  return out;
}

tl::unexpected<Error> fail(ErrorCode code, std::string place, std::string cause, std::string remedy) {
  return tl::unexpected<Error>(Error{code, {Problem{std::move(place), std::move(cause), std::move(remedy)}}});
}

namespace {
// Levenshtein distance, one row at a time.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}
}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace quartet
