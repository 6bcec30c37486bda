// A ring of pending runs between one producer and one consumer; the two counters are all they share.
#include "executor.h"

namespace tenet {

namespace {

constexpr std::chrono::microseconds spin{50};
/// With as much queued, besides what runs, whoever queues more has time enough to do so.
constexpr std::chrono::milliseconds enough_queued{50};

std::byte* address(const buffer_ref& arena) { return arena ? static_cast<std::byte*>(arena->data) : nullptr; }

}  // namespace

executor::executor(unsigned threads) : pool_(std::make_unique<thread_pool>(threads)) {}

executor::~executor() {
  stopping_.store(true);
  submission_.notify();
  if (thread_.joinable()) thread_.join();
}

void executor::set_threads(unsigned count) {
  if (count == pool_->size()) return;
  wait_idle();
  auto pool = std::make_unique<thread_pool>(count);
  pool->reserve_scratch(pool_->scratch_bytes());
  pool_ = std::move(pool);
}

void executor::prepare(program& next) {
  const bool is_dealt = next.prepared_for() == pool_->size();
  if (is_dealt && next.scratch_bytes() <= pool_->scratch_bytes()) return;
  wait_idle();
  if (!is_dealt) next.prepare(pool_->size());
  pool_->reserve_scratch(next.scratch_bytes());
}

bool executor::needs_arena(const program& next) const noexcept {
  return next.arena_bytes() > 0 && (!arena_ || arena_->capacity < next.arena_bytes());
}

void executor::make_room() {
  for (std::uint64_t done = completed_.load(); submitted_.load(std::memory_order_relaxed) - done > 1 && backlog() > enough_queued;
       done = completed_.load()) {
    wait(done + 1);
  }
}

void executor::run_inline(program& next, std::span<buffer* const> inputs, std::span<const buffer_ref> outputs) {
  wait_idle();
  void** slot = next.slots();
  for (const buffer* input : inputs) *slot++ = input->data;
  for (const auto& output : outputs) *slot++ = output->data;
  next.execute(*pool_, address(arena_));
}

void executor::enqueue(std::shared_ptr<program> next, std::span<buffer* const> inputs, std::span<const buffer_ref> outputs) {
  if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
  const std::uint64_t sequence = submitted_.load(std::memory_order_relaxed) + 1;
  if (sequence > most_in_flight) wait(sequence - most_in_flight);

  pending& entry = ring_[sequence % most_in_flight];
  entry.buffers.reserve(inputs.size() + outputs.size());
  for (buffer* input : inputs) {
    input->used_by = sequence;
    entry.buffers.emplace_back(input);
  }
  for (const auto& output : outputs) {
    output->written_by = sequence;
    entry.buffers.push_back(output);
  }
  entry.expected = next->expected().count();
  backlog_.fetch_add(entry.expected);
  entry.target = std::move(next);
  entry.arena = arena_;
  submitted_.store(sequence);
  submission_.notify();
}

void executor::wait(std::uint64_t sequence) {
  // Whoever waits for longer than it would spin leaves its core to the threads that it waits for.
  const bool soon = backlog() < spin;
  completion_.wait([&] { return completed_.load() >= sequence; }, soon ? spin : std::chrono::nanoseconds{0});
}

void executor::serve() {
  for (std::uint64_t sequence = 1;; ++sequence) {
    submission_.wait([&] { return submitted_.load() >= sequence || stopping_.load(); }, spin);
    if (stopping_.load()) return;
    pending& entry = ring_[sequence % most_in_flight];
    void** slot = entry.target->slots();
    for (const auto& each : entry.buffers) *slot++ = each->data;
    entry.target->execute(*pool_, address(entry.arena));
    entry.buffers.clear();
    entry.arena = {};
    entry.target.reset();
    backlog_.fetch_sub(entry.expected);
    completed_.store(sequence);
    completion_.notify();
    // The watcher raises `watched_` before it looks at `completed_`, so one of the two sees the other.
    if (watched_.load() >= sequence) {
      const std::scoped_lock guard(callback_mutex_);
      if (callback_) callback_();
    }
  }
}

void executor::set_callback(std::function<void()> callback) {
  const std::scoped_lock guard(callback_mutex_);
  callback_ = std::move(callback);
}

void executor::watch(std::uint64_t sequence) noexcept {
  if (sequence > watched_.load()) watched_.store(sequence);
}

}  // namespace tenet
