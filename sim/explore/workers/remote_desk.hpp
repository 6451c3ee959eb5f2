// A desk at the other end of a connection: each call is a request and a reply.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/explore/workers/desk.hpp"

namespace quartet {

/// Sends a request and waits for its reply.
using AskFunction = std::function<Result<std::string>(const std::string& request)>;

[[nodiscard]] std::unique_ptr<IDesk> make_remote_desk(AskFunction ask);

/// The other end: carries out a request on `desk`. Errors travel in the reply.
[[nodiscard]] std::string answer(IDesk& desk, const std::string& request);
/// The reply to any request when there is no desk.
[[nodiscard]] std::string answer_with(const Error& error);

}  // namespace quartet
