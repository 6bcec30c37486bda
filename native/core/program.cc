// Validation at creation, so that a launch only copies pointers and calls.
#include "program.h"

#include <algorithm>

#include "errors.h"

namespace tenet {

namespace {

/// Below this many nanoseconds waking a second thread costs more than it brings.
constexpr double parallel_from = 20'000;
/// A chunk long enough that claiming it is free, short enough that a busy core does not hold up the step.
constexpr double chunk_target = 100'000;
constexpr unsigned most_chunks = 8;

}  // namespace

program::program(std::vector<std::shared_ptr<linked_module>> modules, program_spec spec)
    : modules_(std::move(modules)), spec_(std::move(spec)) {
  validate_temporaries();
  table_.resize(spec_.input_bytes.size() + spec_.output_bytes.size() + spec_.temporaries.size());
  for (std::size_t i = 0; i < spec_.steps.size(); ++i) add_step(i);
  std::size_t most = 0;
  for (const auto& each : launches_) most = std::max(most, each.count);
  arguments_.resize(most);
  double cost = 0;
  for (const auto& step : spec_.steps) cost += step.cost;
  expected_.store(static_cast<std::int64_t>(std::min(cost, 1e15)));
}

void program::validate_temporaries() const {
  for (std::size_t i = 0; i < spec_.temporaries.size(); ++i) {
    const auto [offset, bytes] = spec_.temporaries[i];
    const std::string name = "createProgram: temporaries[" + std::to_string(i) + "]";
    if (offset % 64 != 0) fail_range(name + ": the offset must be a multiple of 64; got " + std::to_string(offset));
    if (offset > spec_.arena_bytes || bytes > spec_.arena_bytes - offset) {
      fail_range(name + ": must lie inside the arena of " + std::to_string(spec_.arena_bytes) + " bytes; got offset " +
                 std::to_string(offset) + ", bytes " + std::to_string(bytes));
    }
  }
}

void program::add_step(std::size_t index) {
  const step_spec& step = spec_.steps[index];
  const std::string name = "createProgram: steps[" + std::to_string(index) + "]";
  void* address = nullptr;
  for (const auto& module : modules_) {
    if (address = module->find(step.symbol); address != nullptr) break;
  }
  if (address == nullptr) fail(name + ": no module defines the function '" + step.symbol + "'");
  for (const std::uint32_t slot : step.slots) {
    if (slot >= table_.size()) {
      fail_range(name + ": slots must be below " + std::to_string(table_.size()) + "; got " + std::to_string(slot));
    }
  }
  unsigned chunks = 0;
  if (step.cost > parallel_from && step.tasks > 1) {
    chunks = static_cast<unsigned>(std::clamp(step.cost / chunk_target, 1.0, double{most_chunks}));
  }
  launches_.push_back({reinterpret_cast<kernel>(address), slot_indices_.size(), step.slots.size(), step.tasks, chunks});
  slot_indices_.insert(slot_indices_.end(), step.slots.begin(), step.slots.end());
  scratch_bytes_ = std::max(scratch_bytes_, step.scratch_bytes);
}

void program::execute(thread_pool& threads, std::byte* arena) {
  const auto start = std::chrono::steady_clock::now();
  run_steps(threads, arena);
  const std::int64_t took = std::chrono::nanoseconds(std::chrono::steady_clock::now() - start).count();
  const std::int64_t before = expected_.load(std::memory_order_relaxed);
  // What disturbs a run only makes it longer: an estimate follows shorter runs at once and longer ones slowly.
  expected_.store(!measured_ || took < before ? took : before + (took - before) / 8, std::memory_order_relaxed);
  measured_ = true;
}

void program::run_steps(thread_pool& threads, std::byte* arena) {
  void** temporaries = table_.data() + spec_.input_bytes.size() + spec_.output_bytes.size();
  for (std::size_t i = 0; i < spec_.temporaries.size(); ++i) temporaries[i] = arena + spec_.temporaries[i].offset;
  for (const launch& each : launches_) {
    for (std::size_t i = 0; i < each.count; ++i) arguments_[i] = table_[slot_indices_[each.first + i]];
    if (each.chunks == 0 || threads.size() == 1) {
      each.function(arguments_.data(), 0, each.tasks, threads.scratch());
    } else {
      threads.run(each.function, arguments_.data(), each.tasks, each.chunks);
    }
  }
}

}  // namespace tenet
