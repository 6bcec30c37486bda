// Waiting for a condition over atomics: spin first, sleep after. Invariant: whoever makes the condition true calls
// `notify` afterwards; then no wake-up is lost, and notifying costs one fence when nobody sleeps.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "platform.h"

namespace tenet {

class gate {
public:
  template <typename Condition>
  void wait(Condition condition, std::chrono::nanoseconds spin) {
    if (condition()) return;
    const auto deadline = std::chrono::steady_clock::now() + spin;
    do {
      for (int i = 0; i < 32; ++i) {
        platform::cpu_relax();
        if (condition()) return;
      }
    } while (std::chrono::steady_clock::now() < deadline);

    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1, std::memory_order_seq_cst);
    std::atomic_thread_fence(std::memory_order_seq_cst);
    changed_.wait(lock, condition);
    sleepers_.fetch_sub(1, std::memory_order_relaxed);
  }

  void notify() {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    if (sleepers_.load(std::memory_order_relaxed) == 0) return;
    const std::scoped_lock lock(mutex_);
    changed_.notify_all();
  }

  [[nodiscard]] bool has_sleepers() const noexcept { return sleepers_.load(std::memory_order_relaxed) > 0; }

private:
  std::atomic<unsigned> sleepers_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace tenet
