// Size classes: eight to a doubling, so at most an eighth of a block is unused. Measured: a fresh page costs 0.25 µs to
// fault in, 17 µs on a virtual machine, so a reused 4 MB block saves 256 µs or more; a huge page costs little more than one of 512.
#include "memory_pool.h"

#include <algorithm>
#include <bit>

#include "platform.h"

namespace tenet {

/// A mapping cut into blocks, of one class or, in huge pages, of several.
struct slab {
  void* data;
  std::size_t bytes;
  /// Blocks in use.
  std::size_t used;
  /// Bytes that are cut off.
  std::size_t cut;
};

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;
/// Blocks up to this have slabs of their class, blocks below `smallest_mapped` share slabs, others are mapped.
constexpr std::size_t largest_small = std::size_t{128} << 10;
constexpr std::size_t smallest_mapped = 2 * platform::huge_page_bytes;
constexpr std::size_t shared_bytes = 16 * mebibyte;
/// The most that lived at once is expected again until so many times as much has been taken without coming near it: a few steps of a loop.
constexpr std::size_t crest_lasts = 4;
/// Of the machine's memory what waits may be this part at most, large blocks that are expected again.
constexpr std::size_t most_of_physical = 8;

struct class_size {
  std::size_t index;
  std::size_t capacity;
};

/// The class of blocks of at least `bytes`, a multiple of 64.
class_size classify(std::size_t bytes) {
  const std::size_t units = bytes <= 64 ? 1 : (bytes + 63) / 64;
  if (units <= 16) return {units, units * 64};
  const auto exponent = static_cast<std::size_t>(std::bit_width(units - 1)) - 1;  // 2^exponent < units <= 2^(exponent+1)
  const std::size_t step = std::size_t{1} << (exponent - 3);
  const std::size_t steps = (units + step - 1) / step;  // 9 … 16
  return {(exponent - 3) * 8 + steps, steps * step * 64};
}

/// The capacity of a class: the inverse of `classify`.
std::size_t capacity_of(std::size_t index) {
  const std::size_t exponent = index <= 16 ? 0 : (index - 9) / 8;
  return ((index - exponent * 8) << exponent) * 64;
}

std::size_t slab_bytes(std::size_t capacity) { return capacity <= 4096 ? 64 << 10 : mebibyte; }

}  // namespace

memory_pool::memory_pool() : physical_(platform::physical_memory()) {}

memory_pool::~memory_pool() { trim(); }

buffer_ref memory_pool::reuse(std::size_t bytes) {
  const auto [index, capacity] = classify(bytes);
  const std::scoped_lock guard(mutex_);
  if (index >= classes_.size() || classes_[index].free.empty()) return {};
  return take(bytes, capacity, classes_[index]);
}

buffer_ref memory_pool::acquire(std::size_t bytes) {
  if (physical_ != 0 && bytes > physical_) return {};
  const auto [index, capacity] = classify(bytes);
  if (index >= classes_.size()) return {};
  const std::scoped_lock guard(mutex_);
  auto& from = classes_[index];
  if (from.free.empty() && !refill(capacity, from)) return {};
  return take(bytes, capacity, from);
}

buffer_ref memory_pool::take(std::size_t bytes, std::size_t capacity, size_class& from) {
  if (spare_.empty()) spare_.push_back(std::make_unique<buffer>());
  const free_block block = from.free.back();
  from.free.pop_back();
  buffer* record = spare_.back().release();
  spare_.pop_back();

  record->pool = this;
  record->owner = block.owner;
  record->data = block.data;
  record->bytes = bytes;
  record->capacity = capacity;
  record->written_by = 0;
  record->used_by = 0;
  if (block.owner != nullptr) ++block.owner->used;
  (block.owner != nullptr ? pooled_small_ : pooled_large_) -= capacity;
  live_ += capacity;
  taken_ += capacity;
  crest_ = std::max(crest_, live_);
  if (taken_ > crest_lasts * crest_) {
    crest_before_ = std::exchange(crest_, live_);
    taken_ = 0;
  }
  return buffer_ref(record);
}

bool memory_pool::refill(std::size_t capacity, size_class& into) {
  if (capacity > largest_small && capacity < smallest_mapped) return cut(capacity, into);
  const bool small = capacity <= largest_small;
  const std::size_t bytes = small ? slab_bytes(capacity) : capacity;
  into.free.reserve(into.free.size() + bytes / capacity);
  void* data = platform::map_pages(bytes);
  if (data == nullptr) return false;
  ++allocations_;
  if (!small) {
    into.free.push_back({data, nullptr});
    pooled_large_ += capacity;
  } else {
    into.slabs.push_back(std::make_unique<slab>(slab{data, bytes, 0, bytes}));
    for (std::size_t at = bytes / capacity; at > 0; --at) {
      into.free.push_back({static_cast<std::byte*>(data) + (at - 1) * capacity, into.slabs.back().get()});
    }
    pooled_small_ += bytes / capacity * capacity;
  }
  count_peak();
  return true;
}

bool memory_pool::cut(std::size_t capacity, size_class& into) {
  into.free.reserve(into.free.size() + 1);
  if (shared_.empty() || shared_.back()->bytes - shared_.back()->cut < capacity) {
    shared_.reserve(shared_.size() + 1);
    auto fresh = std::make_unique<slab>(slab{platform::map_pages(shared_bytes), shared_bytes, 0, 0});
    if (fresh->data == nullptr) return false;
    ++allocations_;
    shared_.push_back(std::move(fresh));
  }
  slab& from = *shared_.back();
  into.free.push_back({static_cast<std::byte*>(from.data) + from.cut, &from});
  from.cut += capacity;
  pooled_small_ += capacity;
  count_peak();
  return true;
}

void memory_pool::give_back(buffer* block) noexcept {
  std::unique_ptr<buffer> record(block);
  const std::scoped_lock guard(mutex_);
  live_ -= block->capacity;
  auto& into = classes_[classify(block->capacity).index];
  into.free.push_back({block->data, block->owner});
  const std::size_t most = enough();
  if (block->owner == nullptr) {
    pooled_large_ += block->capacity;
    if (pooled_large_ > most) trim_large(most / 4 * 3);
  } else {
    --block->owner->used;
    pooled_small_ += block->capacity;
    freed_small_ += block->capacity;
    if (pooled_small_ > most && freed_small_ > pooled_small_ / 2) trim_slabs();
  }
  if (spare_.size() < 65536) spare_.push_back(std::move(record));
}

// A loop over large arrays lives between two sizes: what it will take again in a moment is kept, and hardly more is mapped than it had at its crest.
std::size_t memory_pool::enough() const noexcept {
  const std::size_t crest = std::max(crest_, crest_before_) / 8 * 9;
  return std::max({256 * mebibyte, live_ / 2, std::min(crest - std::min(crest, live_), physical_ / most_of_physical)});
}

/// Unmaps large blocks, those of the largest classes first, until at most `target` bytes wait.
void memory_pool::trim_large(std::size_t target) {
  for (std::size_t index = classes_.size(); index-- > 0 && pooled_large_ > target;) {
    auto& blocks = classes_[index].free;
    if (blocks.empty() || blocks.front().owner != nullptr) continue;
    const std::size_t capacity = capacity_of(index);
    std::size_t dropped = 0;  // the front waited longest
    for (; dropped < blocks.size() && pooled_large_ > target; ++dropped) {
      platform::unmap_pages(blocks[dropped].data, capacity);
      pooled_large_ -= capacity;
    }
    blocks.erase(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(dropped));
  }
}

/// Unmaps the slabs of which no block is in use.
void memory_pool::trim_slabs() {
  const auto drop_unused = [](std::vector<std::unique_ptr<slab>>& slabs) {
    std::erase_if(slabs, [](const std::unique_ptr<slab>& candidate) {
      if (candidate->used != 0) return false;
      platform::unmap_pages(candidate->data, candidate->bytes);
      return true;
    });
  };
  for (auto& each : classes_) {
    const std::size_t dropped = std::erase_if(each.free, [](const free_block& block) { return block.owner != nullptr && block.owner->used == 0; });
    pooled_small_ -= dropped * capacity_of(static_cast<std::size_t>(&each - classes_.data()));
    drop_unused(each.slabs);
  }
  drop_unused(shared_);
  freed_small_ = 0;
}

memory_statistics memory_pool::statistics() const {
  const std::scoped_lock guard(mutex_);
  return {live_, pooled_small_ + pooled_large_, peak_, allocations_};
}

void memory_pool::reset_peak() {
  const std::scoped_lock guard(mutex_);
  peak_ = 0;
  count_peak();
}

void memory_pool::trim() {
  const std::scoped_lock guard(mutex_);
  trim_large(0);
  trim_slabs();
  spare_.clear();
}

void memory_pool::count_peak() noexcept { peak_ = std::max(peak_, live_ + pooled_small_ + pooled_large_); }

}  // namespace tenet
