// Claiming parts without locks. The only shared words are one per thread for claims and one for what remains.
#include "thread_pool.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "errors.h"

namespace tenet {

namespace {

constexpr std::chrono::microseconds spin{50};
constexpr std::uint64_t part_mask = 0xFFFF;

constexpr std::uint64_t pack(std::uint32_t epoch, std::uint32_t parts) {
  return (std::uint64_t{epoch} << 32) | (std::uint64_t{parts} << 16);
}

}  // namespace

scratch_memory::~scratch_memory() {
  if (data_ != nullptr) platform::unmap_pages(data_, bytes_);
}

void scratch_memory::reserve(std::size_t bytes) {
  if (bytes <= bytes_) return;
  bytes = (bytes + platform::page_bytes - 1) / platform::page_bytes * platform::page_bytes;
  void* data = platform::map_pages(bytes);
  if (data == nullptr) fail_range("cannot allocate " + std::to_string(bytes) + " bytes of scratch memory");
  if (data_ != nullptr) platform::unmap_pages(data_, bytes_);
  data_ = data;
  bytes_ = bytes;
}

thread_pool::thread_pool(unsigned threads) : size_(threads), participants_(std::make_unique<participant[]>(threads)) {}

thread_pool::~thread_pool() {
  stopping_.store(true);
  started_.notify();
  for (auto& helper : helpers_) helper.join();
}

void thread_pool::reserve_scratch(std::size_t bytes) {
  if (bytes <= scratch_bytes_) return;
  for (unsigned i = 0; i < size_; ++i) participants_[i].scratch.reserve(bytes);
  scratch_bytes_ = bytes;
}

void thread_pool::start() {
  helpers_.reserve(size_ - 1);
  for (unsigned i = 1; i < size_; ++i) helpers_.emplace_back([this, i] { serve(i); });
  spread_ = size_ <= platform::core_count();
}

/// A helper that slept is woken on the core of whoever wakes it, and waits there until the caller has done all the work alone.
void thread_pool::keep_helpers_away() {
  if (!spread_) return;
  const int core = platform::current_core();
  if (core == callers_core_) return;
  callers_core_ = core;
  for (auto& helper : helpers_) platform::keep_off_core(helper, core);
}

void thread_pool::run(const dealt& stage) {
  if (helpers_.empty() && size_ > 1) start();
  keep_helpers_away();
  remaining_.store(stage.parts.size());
  const std::uint32_t epoch = epoch_.load() + 1;
  const part* parts = stage.parts.data();
  for (unsigned i = 0; i < size_; ++i) {
    participants_[i].parts = parts;
    participants_[i].claims.store(pack(epoch, stage.counts[i]), std::memory_order_release);
    parts += stage.counts[i];
  }
  epoch_.store(epoch);
  started_.notify();
  work(0, epoch);
  finished_.wait([this] { return remaining_.load() == 0; }, spin);
}

void thread_pool::serve(unsigned self) {
  std::uint32_t seen = 0;
  for (;;) {
    started_.wait([&] { return epoch_.load() != seen || stopping_.load(); }, spin);
    if (stopping_.load()) return;
    seen = epoch_.load();
    work(self, seen);
  }
}

void thread_pool::work(unsigned self, std::uint32_t epoch) {
  void* const scratch = participants_[self].scratch.data();
  for (unsigned i = 0; i < size_; ++i) {
    auto& owner = participants_[(self + i) % size_];
    std::uint64_t word = owner.claims.load(std::memory_order_acquire);
    while (static_cast<std::uint32_t>(word >> 32) == epoch && (word & part_mask) < ((word >> 16) & part_mask)) {
      if (!owner.claims.compare_exchange_weak(word, word + 1, std::memory_order_acq_rel)) continue;
      // A claimed part keeps the stage open, so that all parts stand still until it is counted below.
      const auto& [function, arguments, begin, end] = owner.parts[word & part_mask];
      function(arguments, begin, end, scratch);
      if (remaining_.fetch_sub(1) == 1) finished_.notify();
      word = owner.claims.load(std::memory_order_acquire);
    }
  }
}

unsigned default_threads() noexcept {
  if (const char* value = std::getenv("TENET_THREADS"); value != nullptr) {
    const std::string_view text(value);
    unsigned count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error == std::errc{} && end == text.data() + text.size() && count >= 1 && count <= 1024) return count;
  }
  return std::min(1024U, platform::core_count());
}

}  // namespace tenet
