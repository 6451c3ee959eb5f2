// What a Verilated block says while it runs, kept with its model: nothing is printed, nothing ends the host.
#pragma once

#include <string>

namespace quartet_rtl {

/// State of one model. 0 runs; 1 $finish; 2 $stop, $error, $fatal or a fault of the simulation.
struct Messages {
  int stopped = 0;
  bool dead = false;  ///< after a fault that cannot be continued: eval does nothing more
  std::string said;   ///< the last lines of $display and $error
  std::string message;

  void say(const char* text);
  void stop(int state, const std::string& cause);
};

/// Thrown where Verilator expects abort(): its caller would loop for ever otherwise.
struct Fault {};

/// Messages of the model that is being evaluated in this thread, for the time of a scope.
class Listening {
 public:
  explicit Listening(Messages& messages);
  ~Listening();
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

 private:
  Messages* before_;
};

}  // namespace quartet_rtl
