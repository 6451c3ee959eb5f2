// The memory of a core: RAM behind host pointers, devices behind calls. Stores see RAM through windows that
// leave out translated code and watched words, so that a store needs one comparison and self-modifying code
// is still noticed.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "accel/mcu/engine/op.hpp"
#include "accel/mcu/engine/slow_memory.hpp"
#include "sim/base/error.hpp"

namespace quartet::mcu {

/// A memory-mapped device. `now`: the core's cycle count.
class IDevice {
 public:
  virtual ~IDevice() = default;
  /// `size`: 1, 2 or 4 bytes, aligned. False: nothing answers there.
  virtual bool read(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t& value) = 0;
  virtual bool write(std::uint32_t offset, unsigned size, std::uint64_t now, std::uint32_t value) = 0;
};

class MemoryMap {
 public:
  /// What a store outside the windows did.
  enum class Written { ram, code, device, nothing };
  using Watch = std::function<void(std::uint32_t value)>;

  [[nodiscard]] Result<void> add_ram(const std::string& name, std::uint32_t base, std::uint32_t bytes);
  /// `device` must outlive the map.
  [[nodiscard]] Result<void> add_device(const std::string& name, std::uint32_t base, std::uint32_t bytes,
                                        IDevice& device);
  /// The RAM at `base` answers as `slow` says, which must outlive the map; nothing may have been read there before.
  void set_slow(std::uint32_t base, ISlowMemory& slow);
  /// nullptr where memory answers at once.
  [[nodiscard]] ISlowMemory* slow_at(std::uint32_t address);
  /// What a read at `address` costs beyond an access to RAM, and the window for the next ones; nothing where memory
  /// answers at once.
  [[nodiscard]] ISlowMemory::Access slow_read(std::uint32_t address, std::uint64_t now);

  /// Calls `watch` after each store that writes the RAM word at `address` (aligned), with the word's new
  /// value.
  [[nodiscard]] Result<void> watch(std::uint32_t address, Watch watch);
  /// The same for a debugger, whose watches end all at once. Windows for stores are right again after forget_code().
  [[nodiscard]] Result<void> watch_for_debugger(std::uint32_t address, Watch watch);
  void end_debugger_watches();

  /// The window that reaches `address`, or nullptr (slow memory has none of its own). Pointers stay valid; windows for stores may shrink.
  [[nodiscard]] Window* read_window(std::uint32_t address);
  [[nodiscard]] Window* write_window(std::uint32_t address);

  /// Any aligned access; the way for those that no window reaches. False: nothing answers.
  [[nodiscard]] bool read(std::uint32_t address, unsigned size, std::uint64_t now, std::uint32_t& value);
  [[nodiscard]] Written write(std::uint32_t address, unsigned size, std::uint64_t now, std::uint32_t value);
  /// A half-word of code; false outside RAM.
  [[nodiscard]] bool fetch(std::uint32_t address, std::uint16_t& half) const;

  /// Host memory of guest RAM [address, address + bytes), or nullptr when it is not wholly in one RAM.
  [[nodiscard]] std::uint8_t* ram(std::uint32_t address, std::uint64_t bytes);

  /// Stores to [first, end) are reported as Written::code from now on.
  void mark_code(std::uint32_t first, std::uint32_t end);
  void forget_code();

  /// Code and watched words keep whole granules out of the windows; data beside them is reached without a
  /// window.
  static constexpr std::uint32_t kGranule = 32;

 private:
  struct Free {
    void operator()(std::uint8_t* memory) const;
  };
  struct Granule {
    std::uint16_t code = 0;  ///< a bit a half-word that is translated
    bool watched = false;
    [[nodiscard]] bool open() const { return code == 0 && !watched; }
  };
  struct Ram {
    std::string name;
    std::uint32_t base, bytes;
    std::unique_ptr<std::uint8_t[], Free> memory;
    std::vector<Granule> granules;
    Window window;
    std::uint32_t first_code, end_code;  ///< granules that may hold code
    ISlowMemory* slow = nullptr;
  };
  struct Mapped {
    std::string name;
    std::uint32_t base, bytes;
    IDevice* device;
  };
  struct Watched {
    std::uint32_t address;
    Watch call;
    bool for_debugger;
  };
  [[nodiscard]] Result<void> add_watch(Watched watched);
  void set_watched(std::uint32_t address, bool watched);

  [[nodiscard]] Result<void> check_free(const std::string& name, std::uint32_t base,
                                        std::uint32_t bytes) const;
  [[nodiscard]] Ram* ram_of(std::uint32_t address);
  void exclude(const Ram& ram, std::uint32_t granule);
  void open_windows(const Ram& ram);

  std::deque<Ram> rams_;
  std::vector<Mapped> devices_;
  std::vector<Watched> watches_;
  std::deque<Window> write_windows_;
};

}  // namespace quartet::mcu
