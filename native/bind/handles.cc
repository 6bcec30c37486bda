// Slots in chunks of 64 KB, so that whether a pointer is one of ours is one look-up by its chunk and never a read through
// a foreign pointer. Measured: external and weak reference 0.36 µs; object, type tag and wrap 1.25 µs.
#include "handles.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "../core/errors.h"

namespace tenet::bind {

namespace {

/// Changes from pass to pass that the engine need not hear of; twice as much may be given out between two passes.
constexpr std::int64_t unheard = std::int64_t{64} << 20;
/// Where more was given out, reports are gathered until they matter to it.
constexpr std::int64_t report_from = std::int64_t{256} << 10;
/// What an external value, its reference and its slot weigh themselves.
constexpr std::size_t handle_weight = 256;

class handle_scope {
public:
  explicit handle_scope(napi_env env) : env_(env) { napi_open_handle_scope(env_, &scope_); }
  ~handle_scope() { napi_close_handle_scope(env_, scope_); }
  handle_scope(const handle_scope&) = delete;
  handle_scope& operator=(const handle_scope&) = delete;

private:
  napi_env env_;
  napi_handle_scope scope_ = nullptr;
};

}  // namespace

handle_table::~handle_table() {
  for (const auto& each : chunks_) {
    for (auto& entry : each->slots) {
      if (entry.reference != nullptr) napi_delete_reference(env_, entry.reference);
    }
  }
  if (canary_ != nullptr) napi_delete_reference(env_, canary_);
}

napi_value handle_table::create(payload content, std::size_t bytes) {
  if (free_ == nullptr) add_chunk();
  slot* entry = free_;
  napi_value value = nullptr;
  if (napi_create_external(env_, entry, nullptr, nullptr, &value) != napi_ok ||
      napi_create_reference(env_, value, 0, &entry->reference) != napi_ok) {
    entry->reference = nullptr;
    fail("the engine refused to create a handle");
  }
  free_ = entry->next_free;
  entry->content = std::move(content);
  entry->bytes = bytes + handle_weight;
  account(static_cast<std::int64_t>(entry->bytes));
  return value;
}

handle_table::slot* handle_table::locate(napi_value value) const noexcept {
  void* pointer = nullptr;
  if (value == nullptr || napi_get_value_external(env_, value, &pointer) != napi_ok) return nullptr;
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  const auto base = address & ~(chunk_bytes - 1);
  if (!bases_.contains(base) || (address - base) % sizeof(slot) != 0) return nullptr;
  if ((address - base) / sizeof(slot) >= chunk_slots) return nullptr;
  return static_cast<slot*>(pointer);
}

void handle_table::release(napi_value value) {
  slot* entry = locate(value);
  if (entry == nullptr) return;
  ++releases_;
  entry->content = std::monostate{};
  account(-static_cast<std::int64_t>(entry->bytes - handle_weight));
  entry->bytes = handle_weight;
}

void handle_table::add_chunk() {
  auto fresh = std::make_unique<chunk>();
  for (std::size_t i = chunk_slots; i-- > 0;) {
    fresh->slots[i].next_free = free_;
    free_ = &fresh->slots[i];
  }
  bases_.insert(reinterpret_cast<std::uintptr_t>(fresh.get()));
  chunks_.push_back(std::move(fresh));
}

void handle_table::account(std::int64_t bytes) {
  weight_ += bytes;
  if (weight_ - settled_ > std::max(2 * unheard, settled_ / 2) && weight_ - reported_ > report_from) report();
}

void handle_table::end_pass() {
  sweeping_ = false;
  settled_ = weight_;
  if (std::abs(weight_ - reported_) > std::max(unheard, reported_ / 2)) report();
}

void handle_table::report() {
  std::int64_t total = 0;
  napi_adjust_external_memory(env_, weight_ - std::exchange(reported_, weight_), &total);
}

void handle_table::poll(std::size_t bytes) {
  if (!sweeping_) {
    if (!canary_collected()) return;
    sweeping_ = true;
    cursor_ = 0;
  }
  // A fresh page costs as much as looking at six slots or so.
  step(8 + bytes / 1024);
}

void handle_table::sweep() {
  cursor_ = 0;
  step(SIZE_MAX);
}

void handle_table::collect() {
  constexpr std::int64_t pressure = std::int64_t{1} << 45;
  std::int64_t total = 0;
  napi_adjust_external_memory(env_, pressure, &total);
  napi_adjust_external_memory(env_, -pressure, &total);
  sweep();
}

void handle_table::step(std::size_t count) {
  std::int64_t freed = 0;
  {
    const handle_scope scope(env_);
    freed = release_collected(count);
  }
  account(-freed);
  if (cursor_ >= slot_count()) end_pass();
}

std::int64_t handle_table::release_collected(std::size_t count) {
  std::int64_t freed = 0;
  for (const std::size_t end = slot_count(); count > 0 && cursor_ < end; --count, ++cursor_) {
    slot& entry = chunks_[cursor_ / chunk_slots]->slots[cursor_ % chunk_slots];
    if (entry.reference == nullptr || !was_collected(entry.reference)) continue;
    napi_delete_reference(env_, std::exchange(entry.reference, nullptr));
    entry.content = std::monostate{};
    freed += static_cast<std::int64_t>(entry.bytes);
    entry.next_free = std::exchange(free_, &entry);
  }
  return freed;
}

bool handle_table::was_collected(napi_ref reference) const {
  napi_value value = nullptr;
  return napi_get_reference_value(env_, reference, &value) == napi_ok && value == nullptr;
}

/// Whether the canary is gone; if so the next one takes its place.
bool handle_table::canary_collected() {
  const handle_scope scope(env_);
  if (canary_ != nullptr) {
    if (!was_collected(canary_)) return false;
    napi_delete_reference(env_, std::exchange(canary_, nullptr));
  }
  napi_value object = nullptr;
  if (napi_create_object(env_, &object) != napi_ok || napi_create_reference(env_, object, 0, &canary_) != napi_ok) canary_ = nullptr;
  return true;
}

// Note [Polling]
// Finalizers run only when the event loop turns, so a synchronous loop would never free. A weak reference, on the other
// hand, is emptied by the collection itself, and asking it costs 10 ns. Asking all of them at each allocation would be
// quadratic, so: an object nobody refers to, the canary, is asked first. While it lives nothing was collected since the
// last look. Once it is gone a pass over the slots begins, a few at each allocation, more before a large one, and a new
// canary waits for the next collection. A pass is linear in the slots and happens at most once per collection.
// Asking makes a handle, and a collection that begins while the handle stands spares what it refers to; most begin in
// `report`, within the same call. Hence the handle scopes, closed before anything is reported.

// Note [Reporting]
// A report of some megabytes may start a marking of the whole heap, beside which everything runs at half its speed for tens of
// milliseconds. The results of a loop die young, and are let go of in the pass after the next young collection: what stands at the end of a
// pass is what lives or has grown old, which is what a marking is for. So changes are reported at that end, and small ones not at all. Where
// much is given out and no pass comes, the engine hears of all of it, often: a marking goes on with each report.

}  // namespace tenet::bind
