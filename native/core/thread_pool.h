// Threads that share the parts of one stage at a time. Each thread has its own run of parts and helps the others when done, so a late helper
// delays nobody.
// Invariant: one caller at a time; which thread runs a part never shows in the result.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "deal.h"
#include "gate.h"

namespace tenet {

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

  /// Whether the others look out for work, so that telling them of some is cheap.
  [[nodiscard]] bool is_awake() const noexcept { return !helpers_.empty() && !started_.has_sleepers(); }

  /// Runs all parts, which were dealt out to as many threads, and returns when they are done.
  void run(const dealt& stage);

private:
  /// `claims` packs epoch (32 bits), number of parts (16) and the next unclaimed part (16): a thread that comes late
  /// sees another epoch and claims nothing.
  struct alignas(64) participant {
    std::atomic<std::uint64_t> claims{0};
    /// The first of its parts.
    const part* parts = nullptr;
    scratch_memory scratch;
  };

  void start();
  void keep_helpers_away();
  void serve(unsigned self);
  void work(unsigned self, std::uint32_t epoch);

  unsigned size_;
  std::size_t scratch_bytes_ = 0;
  std::unique_ptr<participant[]> participants_;

  std::atomic<std::uint32_t> epoch_{0};
  std::atomic<std::size_t> remaining_{0};
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
