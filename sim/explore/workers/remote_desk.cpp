#include "sim/explore/workers/remote_desk.hpp"

#include "sim/explore/workers/supervisor.hpp"
#include "sim/explore/workers/wire.hpp"

namespace quartet {

namespace {

enum class Call : std::int64_t { exchange, finished, range, record_failure, cached, keep_cached };
enum class Outcome : std::int64_t { good, error };

void put(WireWriter& w, const StoredPoint& p) {
  w.whole(p.ordinal).text(p.key).whole(static_cast<std::int64_t>(p.values.size()));
  for (const std::string& value : p.values) w.text(value);
  w.whole(static_cast<std::int64_t>(p.result.state)).text(p.result.message).maybes(p.result.metrics);
}

StoredPoint get_point(WireReader& r) {
  StoredPoint p;
  p.ordinal = r.whole();
  p.key = r.text();
  for (std::size_t n = r.count(); n > 0; --n) p.values.push_back(r.text());
  p.result.state = static_cast<PointState>(r.whole());
  p.result.message = r.text();
  p.result.metrics = r.maybes();
  return p;
}

void put(WireWriter& w, const std::vector<StoredPoint>& points) {
  w.whole(static_cast<std::int64_t>(points.size()));
  for (const StoredPoint& p : points) put(w, p);
}

std::vector<StoredPoint> get_points(WireReader& r) {
  std::vector<StoredPoint> out;
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) out.push_back(get_point(r));
  return out;
}

void put(WireWriter& w, const std::vector<std::int64_t>& list) {
  w.whole(static_cast<std::int64_t>(list.size()));
  for (const std::int64_t one : list) w.whole(one);
}

std::vector<std::int64_t> get_list(WireReader& r) {
  std::vector<std::int64_t> out;
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) out.push_back(r.whole());
  return out;
}

void put(WireWriter& w, const Claim& c) { w.whole(c.id).whole(c.first).whole(c.end).whole(c.wait ? 1 : 0); }

Claim get_claim(WireReader& r) {
  Claim c;
  c.id = r.whole();
  c.first = r.whole();
  c.end = r.whole();
  c.wait = r.whole() != 0;
  return c;
}

void put(WireWriter& w, const std::optional<double>& value) { w.maybe(value); }

// A reply: good, then the value; or the error.
template <class T>
std::string reply(const Result<T>& result) {
  if (!result) return answer_with(result.error());
  WireWriter w;
  w.whole(static_cast<std::int64_t>(Outcome::good));
  if constexpr (!std::is_void_v<T>) put(w, *result);
  return w.take();
}

class RemoteDesk final : public IDesk {
 public:
  explicit RemoteDesk(AskFunction ask) : ask_(std::move(ask)) {}

  Result<Claim> exchange(const Claim& claim, std::int64_t next, std::vector<StoredPoint> points,
                         const std::vector<std::int64_t>& none, std::int64_t wanted) override {
    WireWriter w = begin(Call::exchange);
    put(w, claim);
    w.whole(next);
    put(w, points);
    put(w, none);
    w.whole(wanted);
    return call<Claim>(w, get_claim);
  }
  Result<std::vector<std::int64_t>> finished(std::int64_t first, std::int64_t end) override {
    WireWriter w = begin(Call::finished);
    w.whole(first).whole(end);
    return call<std::vector<std::int64_t>>(w, get_list);
  }
  Result<std::vector<StoredPoint>> range(std::int64_t first, std::int64_t end) override {
    WireWriter w = begin(Call::range);
    w.whole(first).whole(end);
    return call<std::vector<StoredPoint>>(w, get_points);
  }
  Result<void> record_failure(const StoredPoint& point) override {
    WireWriter w = begin(Call::record_failure);
    put(w, point);
    return call(w);
  }
  Result<std::optional<double>> cached(const std::string& key) override {
    WireWriter w = begin(Call::cached);
    w.text(key);
    return call<std::optional<double>>(w, [](WireReader& r) { return r.maybe(); });
  }
  Result<void> keep_cached(const std::string& key, double value) override {
    WireWriter w = begin(Call::keep_cached);
    w.text(key).real(value);
    return call(w);
  }

 private:
  static WireWriter begin(Call call) {
    WireWriter w;
    w.whole(static_cast<std::int64_t>(call));
    return w;
  }

  template <class T, class Get>
  Result<T> call(WireWriter& w, Get get) {
    const auto bytes = ask_(w.take());
    if (!bytes) return pass(bytes.error());
    WireReader r(*bytes);
    if (static_cast<Outcome>(r.whole()) != Outcome::good) return pass(error_from_text(r.text()));
    T value = get(r);
    if (!r.ok()) return fail(ErrorCode::internal, "sweep", "a reply between its processes is cut short");
    return value;
  }
  Result<void> call(WireWriter& w) {
    const auto done = call<bool>(w, [](WireReader&) { return true; });
    if (!done) return pass(done.error());
    return {};
  }

  AskFunction ask_;
};

}  // namespace

std::unique_ptr<IDesk> make_remote_desk(AskFunction ask) { return std::make_unique<RemoteDesk>(std::move(ask)); }

std::string answer_with(const Error& error) {
  WireWriter w;
  w.whole(static_cast<std::int64_t>(Outcome::error)).text(error_to_text(error));
  return w.take();
}

std::string answer(IDesk& desk, const std::string& request) {
  WireReader r(request);
  const auto broken = [] { return answer_with({ErrorCode::internal, {{"sweep", "a message between its processes is cut short", ""}}}); };
  switch (static_cast<Call>(r.whole())) {
    case Call::exchange: {
      const Claim claim = get_claim(r);
      const std::int64_t next = r.whole();
      std::vector<StoredPoint> points = get_points(r);
      const std::vector<std::int64_t> none = get_list(r);
      const std::int64_t wanted = r.whole();
      return r.ok() ? reply(desk.exchange(claim, next, std::move(points), none, wanted)) : broken();
    }
    case Call::finished: {
      const std::int64_t first = r.whole(), end = r.whole();
      return r.ok() ? reply(desk.finished(first, end)) : broken();
    }
    case Call::range: {
      const std::int64_t first = r.whole(), end = r.whole();
      return r.ok() ? reply(desk.range(first, end)) : broken();
    }
    case Call::record_failure: {
      const StoredPoint point = get_point(r);
      return r.ok() ? reply(desk.record_failure(point)) : broken();
    }
    case Call::cached: {
      const std::string key = r.text();
      return r.ok() ? reply(desk.cached(key)) : broken();
    }
    case Call::keep_cached: {
      const std::string key = r.text();
      const double value = r.real();
      return r.ok() ? reply(desk.keep_cached(key, value)) : broken();
    }
  }
  return broken();
}

}  // namespace quartet
