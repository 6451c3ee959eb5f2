#include "messages.h"

#include <cstdarg>
#include <cstdio>

#include "verilated.h"

namespace quartet_rtl {

namespace {

thread_local Messages* listening = nullptr;

constexpr std::size_t kMaxSaid = 4096;

std::string where(const char* file, int line) {
  return file != nullptr && file[0] != '\0' ? std::string(file) + ":" + std::to_string(line) + ": " : "";
}

void stop(int state, const std::string& cause) {
  if (listening != nullptr) listening->stop(state, cause);
}

}  // namespace

void Messages::say(const char* text) {
  said += text;
  if (said.size() > kMaxSaid) said.erase(0, said.size() - kMaxSaid);
}

void Messages::stop(int state, const std::string& cause) {
  if (state < stopped || !message.empty()) return;  // the first cause is the one to mend
  stopped = state;
  message = cause;
  if (!said.empty()) message += "; it said: " + said;
  while (!message.empty() && message.back() == '\n') message.pop_back();
}

Listening::Listening(Messages& messages) : before_(listening) { listening = &messages; }
Listening::~Listening() { listening = before_; }

}  // namespace quartet_rtl

int quartet_rtl_print(const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  const int size = std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (quartet_rtl::listening != nullptr) quartet_rtl::listening->say(text);
  return size;
}

void vl_finish(const char* file, int line, const char*) {
  quartet_rtl::stop(1, quartet_rtl::where(file, line) + "$finish");
}
void vl_stop(const char* file, int line, const char*) {
  quartet_rtl::stop(2, quartet_rtl::where(file, line) + "$stop, $error, $fatal or an assertion");
}
void vl_warn(const char* file, int line, const char*, const char* text) {
  quartet_rtl_print("%s%s\n", quartet_rtl::where(file, line).c_str(), text);
}
void vl_fatal(const char* file, int line, const char*, const char* text) {
  quartet_rtl::stop(2, quartet_rtl::where(file, line) + text);
  throw quartet_rtl::Fault{};
}
