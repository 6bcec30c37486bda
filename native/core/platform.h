// Whatever differs between operating systems and processors, in one place: shared libraries, pages, the spin hint,
// the number of cores. Linux is tested; macOS and Windows are written down beside it.
#pragma once

#include <cstddef>
#include <string>
#include <thread>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace tenet::platform {

inline constexpr std::size_t page_bytes = 4096;
inline constexpr std::size_t huge_page_bytes = std::size_t{2} << 20;

/// A shared library that stays loaded once it has been used; see Note [Never unloaded] in llvm_library.cc.
class shared_library {
public:
  /// @throws failure when the file is missing, truncated or not a library of this machine.
  explicit shared_library(const std::string& path);
  ~shared_library();
  shared_library(const shared_library&) = delete;
  shared_library& operator=(const shared_library&) = delete;

  /// The address of a symbol, or null.
  [[nodiscard]] void* find(const char* name) const noexcept;
  /// From now on the library outlives this handle.
  void keep() noexcept { kept_ = true; }

private:
  void* handle_ = nullptr;
  bool kept_ = false;
};

/// Zeroed pages straight from the operating system, or null. From `huge_page_bytes * 2` on they are aligned to huge
/// pages and the system is asked to use them.
[[nodiscard]] void* map_pages(std::size_t bytes) noexcept;
void unmap_pages(void* address, std::size_t bytes) noexcept;

enum class page_use { read, run };
/// From now on the pages can be read only, or read and run; whether the system agrees. The processor sees what was written to them before.
[[nodiscard]] bool protect_pages(void* address, std::size_t bytes, page_use use) noexcept;

/// Bytes of physical memory; 0 when unknown.
[[nodiscard]] std::size_t physical_memory() noexcept;

/// Cores this process may use, at least 1.
[[nodiscard]] unsigned core_count() noexcept;

/// The core that runs the caller, or -1 when unknown.
[[nodiscard]] int current_core() noexcept;
/// Lets the thread run on every core that the caller may use but this one. Does nothing where that cannot be asked for.
void keep_off_core(std::thread& thread, int core) noexcept;

/// Tells the core that this is a spinning loop.
inline void cpu_relax() noexcept {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace tenet::platform
