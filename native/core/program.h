// A validated tree of steps: stages of kernels, copies, loops and branches. Invariant: every kernel is resolved, every slot exists, every
// temporary lies inside the arena, and a pointer stays, in every round of the loop that sets it, inside the slot that it points into; only one
// run of all programs executes at a time, so the argument tables are part of the program.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "deal.h"
#include "llvm_link.h"
#include "memory_pool.h"
#include "thread_pool.h"

namespace tenet {

struct kernel_spec {
  std::string symbol;
  std::vector<std::uint32_t> slots;
  std::int64_t tasks;
  std::size_t scratch_bytes;
  double cost;
};

/// Kernels none of which waits for another.
struct stage_spec {
  std::vector<kernel_spec> kernels;
};

struct copy_spec {
  std::uint32_t from;
  std::uint32_t to;
  std::size_t bytes;
};

/// A value handed on from round to round, in the memory of `result` and `spare` in turn; `initial` is read in the first round.
struct carry_spec {
  std::uint32_t initial;
  std::uint32_t current;
  std::uint32_t next;
  std::uint32_t result;
  std::uint32_t spare;
  std::size_t bytes;
};

/// In round i, `slice` points to byte `start + i · stride` of `of`.
struct window_spec {
  std::uint32_t slice;
  std::uint32_t of;
  std::int64_t start;
  std::int64_t stride;
};

struct step_spec;

struct loop_spec {
  std::int64_t times;
  std::vector<carry_spec> carries;
  std::vector<window_spec> windows;
  std::vector<step_spec> body;
};

struct while_spec {
  std::vector<step_spec> condition;
  std::uint32_t holds;
  std::vector<carry_spec> carries;
  std::vector<step_spec> body;
};

struct branch_spec {
  std::uint32_t index;
  std::vector<std::vector<step_spec>> branches;
};

struct step_spec {
  std::variant<stage_spec, copy_spec, loop_spec, while_spec, branch_spec> content;
};

/// Lies in the arena, or, where a slot is named, in the memory of that output or donated input, which then holds nothing else.
struct temporary_spec {
  std::size_t offset;
  std::size_t bytes;
  std::int64_t within = -1;
};

/// An input whose memory is the program's: it becomes that of the output, or, where none is named, nobody's.
struct donation_spec {
  std::uint32_t input;
  std::int64_t output = -1;
};

struct program_spec {
  std::vector<std::size_t> input_bytes;
  std::vector<std::size_t> output_bytes;
  std::size_t arena_bytes;
  std::vector<temporary_spec> temporaries;
  std::vector<std::size_t> pointer_bytes;
  std::vector<donation_spec> donations;
  std::vector<step_spec> steps;
};

class program {
public:
  /// @throws failure that names the offending step, slot or temporary.
  program(std::vector<std::shared_ptr<linked_module>> modules, program_spec spec);

  [[nodiscard]] const std::vector<std::size_t>& input_bytes() const noexcept { return input_bytes_; }
  [[nodiscard]] const std::vector<std::size_t>& output_bytes() const noexcept { return output_bytes_; }
  [[nodiscard]] const std::vector<donation_spec>& donations() const noexcept { return donations_; }
  [[nodiscard]] std::size_t arena_bytes() const noexcept { return arena_bytes_; }
  [[nodiscard]] std::size_t scratch_bytes() const noexcept { return scratch_bytes_; }

  /// Where the pointers of inputs and outputs go before `execute`, inputs first.
  [[nodiscard]] void** slots() noexcept { return table_.data(); }
  /// Deals the stages out to so many threads; only while the program does not run.
  void prepare(unsigned threads);
  [[nodiscard]] unsigned prepared_for() const noexcept { return threads_; }
  /// Runs all steps; the arena has `arena_bytes`, the pool has `scratch_bytes` of scratch and as many threads as the program is prepared for.
  void execute(thread_pool& threads, std::byte* arena);
  /// How long a run is expected to take: as the last ones took, or, before the first, what its steps are estimated to cost.
  [[nodiscard]] std::chrono::nanoseconds expected() const noexcept { return std::chrono::nanoseconds{expected_.load(std::memory_order_relaxed)}; }

private:
  friend class program_builder;

  struct step;
  using block = std::vector<step>;

  /// Launches from `first` on, whose arguments come from the slots from `first_slot` on, one after the other.
  struct stage {
    std::size_t first;
    std::size_t count;
    std::size_t first_slot;
    std::size_t slots;
    double cost;
    dealt parts;
  };
  struct stage_number {
    std::size_t number;
  };
  struct repetition {
    std::int64_t times;  // -1 while the condition holds
    std::uint32_t holds;
    std::vector<carry_spec> carries;
    std::vector<window_spec> windows;
    block condition;
    block body;
  };
  struct choice {
    std::uint32_t index;
    std::vector<block> branches;
  };
  struct step {
    std::variant<stage_number, copy_spec, repetition, choice> content;
  };

  void run(const block& steps, thread_pool& threads);
  void run(const stage_number& each, thread_pool& threads);
  void run(const copy_spec& each, thread_pool& threads);
  void run(const repetition& each, thread_pool& threads);
  void run(const choice& each, thread_pool& threads);

  std::vector<std::shared_ptr<linked_module>> modules_;
  std::vector<std::size_t> input_bytes_;
  std::vector<std::size_t> output_bytes_;
  std::vector<temporary_spec> temporaries_;
  std::vector<donation_spec> donations_;
  std::size_t arena_bytes_;
  std::size_t scratch_bytes_ = 0;
  block steps_;
  std::vector<stage> stages_;
  std::vector<launch> launches_;
  unsigned threads_ = 0;
  std::vector<std::uint32_t> slot_indices_;
  std::vector<void*> table_;
  std::vector<void*> arguments_;
  std::atomic<std::int64_t> expected_{0};
  bool measured_ = false;
};

}  // namespace tenet
