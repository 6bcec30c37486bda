// Runs programs one after another, in the order they were given: on the caller's thread once nothing is queued, or on a
// thread of its own. All methods but `completed` belong to one (JavaScript) thread.
// Invariant: a buffer in flight is referred to by its run; when `completed() >= n`, runs 1 … n have let go of theirs.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "gate.h"
#include "memory_pool.h"
#include "program.h"
#include "thread_pool.h"

namespace tenet {

class executor {
public:
  explicit executor(unsigned threads);
  /// Waits for the run that executes now; those still queued are dropped.
  ~executor();
  executor(const executor&) = delete;
  executor& operator=(const executor&) = delete;

  [[nodiscard]] unsigned threads() const noexcept { return pool_->size(); }
  void set_threads(unsigned count);

  /// Deals the program out to the threads and makes room for its scratch; the arena, when it needs a larger one, is the caller's to bring.
  void prepare(program& next);
  [[nodiscard]] bool needs_arena(const program& next) const noexcept;
  void set_arena(buffer_ref arena) noexcept { arena_ = std::move(arena); }

  /// Waits while more is queued than keeps the machine busy: what waits longer only holds memory.
  void make_room();
  void run_inline(program& next, std::span<buffer* const> inputs, std::span<const buffer_ref> outputs);
  void enqueue(std::shared_ptr<program> next, std::span<buffer* const> inputs, std::span<const buffer_ref> outputs);

  /// Waits until run number `sequence` has finished.
  void wait(std::uint64_t sequence);
  void wait_idle() { wait(submitted_.load(std::memory_order_relaxed)); }
  /// How long what is queued is expected to take.
  [[nodiscard]] std::chrono::nanoseconds backlog() const noexcept { return std::chrono::nanoseconds{backlog_.load()}; }
  [[nodiscard]] std::uint64_t completed() const noexcept { return completed_.load(); }

  /// `callback` is called on the executor's thread whenever a run that was asked for with `watch` has finished.
  void set_callback(std::function<void()> callback);
  void watch(std::uint64_t sequence) noexcept;

  static constexpr std::uint64_t most_in_flight = 8;

private:
  struct pending {
    std::shared_ptr<program> target;
    std::vector<buffer_ref> buffers;
    buffer_ref arena;
    std::int64_t expected = 0;
  };

  void serve();

  std::unique_ptr<thread_pool> pool_;
  buffer_ref arena_;
  std::array<pending, most_in_flight> ring_;
  std::atomic<std::uint64_t> submitted_{0};
  std::atomic<std::uint64_t> completed_{0};
  std::atomic<std::uint64_t> watched_{0};
  std::atomic<std::int64_t> backlog_{0};
  std::atomic<bool> stopping_{false};
  gate submission_;
  gate completion_;
  std::mutex callback_mutex_;
  std::function<void()> callback_;
  std::thread thread_;
};

}  // namespace tenet
