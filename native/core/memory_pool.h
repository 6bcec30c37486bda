// Blocks of memory, reference-counted and reused. Small blocks are cut from slabs of their size, middling ones from slabs that they share, in
// huge pages; large ones are mapped one by one. What is freed waits in a list per size class and goes back to the operating system when more waits than
// was in use at once a while ago.
// Invariant: live + pooled is all the memory mapped here, but for the tails of slabs. Safe to use from several threads.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace tenet {

class memory_pool;
struct slab;

/// One block's record. The sequence numbers belong to the JavaScript thread; see executor.h.
struct buffer {
  std::atomic<std::uint32_t> references{0};
  memory_pool* pool = nullptr;
  slab* owner = nullptr;
  void* data = nullptr;
  std::size_t bytes = 0;
  std::size_t capacity = 0;
  std::uint64_t written_by = 0;
  std::uint64_t used_by = 0;
};

class buffer_ref {
public:
  buffer_ref() = default;
  explicit buffer_ref(buffer* target) noexcept : target_(target) { retain(); }
  buffer_ref(const buffer_ref& other) noexcept : target_(other.target_) { retain(); }
  buffer_ref(buffer_ref&& other) noexcept : target_(std::exchange(other.target_, nullptr)) {}
  buffer_ref& operator=(buffer_ref other) noexcept {
    std::swap(target_, other.target_);
    return *this;
  }
  ~buffer_ref() { release(); }

  [[nodiscard]] buffer* get() const noexcept { return target_; }
  buffer* operator->() const noexcept { return target_; }
  explicit operator bool() const noexcept { return target_ != nullptr; }

private:
  void retain() noexcept {
    if (target_ != nullptr) target_->references.fetch_add(1, std::memory_order_relaxed);
  }
  void release() noexcept;

  buffer* target_ = nullptr;
};

struct memory_statistics {
  std::size_t live;
  std::size_t pooled;
  std::size_t peak;
  std::size_t allocations;
};

class memory_pool {
public:
  memory_pool();
  ~memory_pool();
  memory_pool(const memory_pool&) = delete;
  memory_pool& operator=(const memory_pool&) = delete;

  /// A block from the pool, or none when the operating system would have to be asked.
  [[nodiscard]] buffer_ref reuse(std::size_t bytes);
  /// A block from the pool or the operating system, or none when there is no memory.
  [[nodiscard]] buffer_ref acquire(std::size_t bytes);

  [[nodiscard]] memory_statistics statistics() const;
  void reset_peak();
  /// Unmaps everything that waits.
  void trim();

private:
  friend class buffer_ref;

  struct free_block {
    void* data;
    slab* owner;
  };
  struct size_class {
    std::vector<free_block> free;
    std::vector<std::unique_ptr<slab>> slabs;
  };

  void give_back(buffer* block) noexcept;
  buffer_ref take(std::size_t bytes, std::size_t capacity, size_class& from);
  bool refill(std::size_t capacity, size_class& into);
  /// A block from a shared slab.
  bool cut(std::size_t capacity, size_class& into);
  void trim_large(std::size_t target);
  void trim_slabs();
  void count_peak() noexcept;
  /// How many bytes may wait.
  [[nodiscard]] std::size_t enough() const noexcept;

  mutable std::mutex mutex_;
  std::size_t physical_;
  std::array<size_class, 512> classes_;
  std::vector<std::unique_ptr<slab>> shared_;
  std::vector<std::unique_ptr<buffer>> spare_;
  std::size_t live_ = 0;
  /// The most bytes that lived since `crest_before_` was found, and how many have been taken since then.
  std::size_t crest_ = 0;
  std::size_t crest_before_ = 0;
  std::size_t taken_ = 0;
  std::size_t pooled_small_ = 0;
  std::size_t pooled_large_ = 0;
  std::size_t freed_small_ = 0;
  std::size_t peak_ = 0;
  std::size_t allocations_ = 0;
};

inline void buffer_ref::release() noexcept {
  if (target_ != nullptr && target_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) target_->pool->give_back(target_);
}

}  // namespace tenet
