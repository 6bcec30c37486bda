// Threads that share the tasks of one step at a time. The tasks are cut into contiguous chunks fixed by counts alone, each
// thread has its own run of chunks and helps the others when done, so a late helper delays nobody.
// Invariant: one caller at a time; which thread runs a chunk never shows in the result.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "gate.h"

namespace tenet {

using kernel = void (*)(void** buffers, std::int64_t begin, std::int64_t end, void* scratch);

/// Memory private to one thread, aligned for vectors; grows, never shrinks.
class scratch_memory {
public:
  scratch_memory() = default;
  ~scratch_memory();
  scratch_memory(const scratch_memory&) = delete;
  scratch_memory& operator=(const scratch_memory&) = delete;

  /// @throws failure (range) when there is no memory.
  void reserve(std::size_t bytes);
  [[nodiscard]] void* data() const noexcept { return data_; }

private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

class thread_pool {
public:
  explicit thread_pool(unsigned threads);
  ~thread_pool();
  thread_pool(const thread_pool&) = delete;
  thread_pool& operator=(const thread_pool&) = delete;

  /// How many threads take part, the caller included.
  [[nodiscard]] unsigned size() const noexcept { return size_; }

  /// Makes sure that each thread has this much scratch. Only while nothing runs.
  void reserve_scratch(std::size_t bytes);
  [[nodiscard]] std::size_t scratch_bytes() const noexcept { return scratch_bytes_; }
  /// The caller's own scratch.
  [[nodiscard]] void* scratch() const noexcept { return participants_[0].scratch.data(); }

  /// Runs the tasks 0 … tasks-1 on all threads, `chunks` to each, and returns when all are done.
  void run(kernel function, void** buffers, std::int64_t tasks, unsigned chunks);

private:
  /// `claims` packs epoch (32 bits), number of chunks (16) and the next unclaimed chunk (16): a thread that comes late
  /// sees another epoch and claims nothing.
  struct alignas(64) participant {
    std::atomic<std::uint64_t> claims{0};
    scratch_memory scratch;
  };

  void start();
  void keep_helpers_away();
  void serve(unsigned self);
  void work(unsigned self, std::uint32_t epoch);

  unsigned size_;
  std::size_t scratch_bytes_ = 0;
  std::unique_ptr<participant[]> participants_;

  kernel function_ = nullptr;
  void** buffers_ = nullptr;
  std::int64_t tasks_ = 0;
  unsigned chunks_ = 0;

  std::atomic<std::uint32_t> epoch_{0};
  std::atomic<unsigned> remaining_{0};
  std::atomic<bool> stopping_{false};
  bool spread_ = false;
  int callers_core_ = -1;
  gate started_;
  gate finished_;
  std::vector<std::thread> helpers_;
};

/// TENET_THREADS when that is a whole number from 1 to 1024, otherwise the number of cores.
[[nodiscard]] unsigned default_threads() noexcept;

}  // namespace tenet
