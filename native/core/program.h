// A validated sequence of kernel launches. Invariant: every kernel is resolved, every slot exists, every temporary lies
// inside the arena; only one run of all programs executes at a time, so the argument tables are part of the program.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "llvm_link.h"
#include "memory_pool.h"
#include "thread_pool.h"

namespace tenet {

struct step_spec {
  std::string symbol;
  std::vector<std::uint32_t> slots;
  std::int64_t tasks;
  std::size_t scratch_bytes;
  double cost;
};

struct temporary_spec {
  std::size_t offset;
  std::size_t bytes;
};

struct program_spec {
  std::vector<std::size_t> input_bytes;
  std::vector<std::size_t> output_bytes;
  std::size_t arena_bytes;
  std::vector<temporary_spec> temporaries;
  std::vector<step_spec> steps;
};

class program {
public:
  /// @throws failure that names the offending step, slot or temporary.
  program(std::vector<std::shared_ptr<linked_module>> modules, program_spec spec);

  [[nodiscard]] const std::vector<std::size_t>& input_bytes() const noexcept { return spec_.input_bytes; }
  [[nodiscard]] const std::vector<std::size_t>& output_bytes() const noexcept { return spec_.output_bytes; }
  [[nodiscard]] std::size_t arena_bytes() const noexcept { return spec_.arena_bytes; }
  [[nodiscard]] std::size_t scratch_bytes() const noexcept { return scratch_bytes_; }

  /// Where the pointers of inputs and outputs go before `execute`, inputs first.
  [[nodiscard]] void** slots() noexcept { return table_.data(); }
  /// Runs all steps; the arena has `arena_bytes`, the pool has `scratch_bytes` of scratch.
  void execute(thread_pool& threads, std::byte* arena);
  /// How long a run is expected to take: as the last ones took, or, before the first, what its steps are estimated to cost.
  [[nodiscard]] std::chrono::nanoseconds expected() const noexcept { return std::chrono::nanoseconds{expected_.load(std::memory_order_relaxed)}; }

private:
  struct launch {
    kernel function;
    std::size_t first;
    std::size_t count;
    std::int64_t tasks;
    unsigned chunks;  // per thread; 0 keeps the step on one thread
  };

  void run_steps(thread_pool& threads, std::byte* arena);
  void validate_temporaries() const;
  void add_step(std::size_t index);

  std::vector<std::shared_ptr<linked_module>> modules_;
  program_spec spec_;
  std::size_t scratch_bytes_ = 0;
  std::vector<launch> launches_;
  std::vector<std::uint32_t> slot_indices_;
  std::vector<void*> table_;
  std::vector<void*> arguments_;
  std::atomic<std::int64_t> expected_{0};
  bool measured_ = false;
};

}  // namespace tenet
