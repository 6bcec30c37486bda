// The operating system's calls behind platform.h.
#include "platform.h"

#include <algorithm>
#include <cstdint>
#include <thread>

#include "errors.h"

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>
#else
#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>
#endif
#if defined(__linux__)
#include <elf.h>
#include <sched.h>

#include <fstream>
#endif

namespace tenet::platform {

#if defined(__linux__)
namespace {

/// The loader maps a truncated library without complaint and dies of SIGBUS later; its section table, the last thing
/// in the file, tells beforehand. Bare names, which the loader looks up itself, are not checked.
void check_whole(const std::string& path) {
  if (path.find('/') == std::string::npos) return;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return;  // dlopen says why
  const auto size = static_cast<std::int64_t>(file.tellg());
  Elf64_Ehdr header{};
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(&header), sizeof header)) return;
  if (header.e_ident[EI_MAG0] != ELFMAG0 || header.e_ident[EI_CLASS] != ELFCLASS64) return;
  const auto end = static_cast<std::int64_t>(header.e_shoff) + std::int64_t{header.e_shentsize} * header.e_shnum;
  if (end > size || end < 0) fail("cannot load " + path + ": the file is truncated");
}

}  // namespace
#endif

#if defined(_WIN32)

shared_library::shared_library(const std::string& path) : handle_(LoadLibraryA(path.c_str())) {
  if (handle_ == nullptr) fail("cannot load " + path + ": system error " + std::to_string(GetLastError()));
}
shared_library::~shared_library() {
  if (handle_ != nullptr && !kept_) FreeLibrary(static_cast<HMODULE>(handle_));
}
void* shared_library::find(const char* name) const noexcept {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(handle_), name));
}
void* map_pages(std::size_t bytes) noexcept {
  return VirtualAlloc(nullptr, bytes, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}
void unmap_pages(void* address, std::size_t) noexcept { VirtualFree(address, 0, MEM_RELEASE); }
bool protect_pages(void* address, std::size_t bytes, page_use use) noexcept {
  DWORD before = 0;
  return bytes == 0 || (VirtualProtect(address, bytes, use == page_use::run ? PAGE_EXECUTE_READ : PAGE_READONLY, &before) != 0 &&
                        FlushInstructionCache(GetCurrentProcess(), address, bytes) != 0);
}
std::size_t physical_memory() noexcept {
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  return GlobalMemoryStatusEx(&status) ? static_cast<std::size_t>(status.ullTotalPhys) : 0;
}

#else

shared_library::shared_library(const std::string& path) {
#if defined(__linux__)
  check_whole(path);
#endif
  handle_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) {
    const char* reason = dlerror();
    fail("cannot load " + path + ": " + (reason != nullptr ? reason : "unknown reason"));
  }
}
shared_library::~shared_library() {
  if (handle_ != nullptr && !kept_) dlclose(handle_);
}
void* shared_library::find(const char* name) const noexcept { return dlsym(handle_, name); }

void* map_pages(std::size_t bytes) noexcept {
  const bool huge = bytes >= 2 * huge_page_bytes;
  const std::size_t slack = huge ? huge_page_bytes : 0;
  if (bytes > SIZE_MAX - slack) return nullptr;
  void* mapped = mmap(nullptr, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  if (!huge) return mapped;
  const auto start = reinterpret_cast<std::uintptr_t>(mapped);
  const auto aligned = (start + huge_page_bytes - 1) & ~(huge_page_bytes - 1);
  const std::size_t before = aligned - start;
  auto* result = static_cast<std::byte*>(mapped) + before;
  if (before > 0) munmap(mapped, before);
  if (slack > before) munmap(result + bytes, slack - before);
#if defined(MADV_HUGEPAGE)
  madvise(result, bytes, MADV_HUGEPAGE);
#endif
  return result;
}
void unmap_pages(void* address, std::size_t bytes) noexcept { munmap(address, bytes); }
bool protect_pages(void* address, std::size_t bytes, page_use use) noexcept {
  if (bytes == 0) return true;
  auto* start = static_cast<char*>(address);
  __builtin___clear_cache(start, start + bytes);
  return mprotect(address, bytes, use == page_use::run ? PROT_READ | PROT_EXEC : PROT_READ) == 0;
}

std::size_t physical_memory() noexcept {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::size_t>(pages) * static_cast<std::size_t>(size) : 0;
}

#endif

unsigned core_count() noexcept {
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
#endif
  return std::max(1U, std::thread::hardware_concurrency());
}

#if defined(__linux__)
int current_core() noexcept { return sched_getcpu(); }
void keep_off_core(std::thread& thread, int core) noexcept {
  cpu_set_t set;
  if (core < 0 || core >= CPU_SETSIZE || sched_getaffinity(0, sizeof set, &set) != 0) return;
  CPU_CLR(core, &set);
  if (CPU_COUNT(&set) > 0) pthread_setaffinity_np(thread.native_handle(), sizeof set, &set);
}
#else
int current_core() noexcept { return -1; }
void keep_off_core(std::thread&, int) noexcept {}
#endif

}  // namespace tenet::platform
