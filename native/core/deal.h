// How the kernels of a stage are dealt out to threads: what is worth sharing in equal parts to all, what is not whole, each to whoever has least
// to do. Invariant: parts are fixed by counts and estimates alone, those of a kernel are its tasks, each once, and none of them depends on another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tenet {

using kernel = void (*)(void** buffers, std::int64_t begin, std::int64_t end, void* scratch);

/// A kernel, where its arguments will be, and what all its tasks are estimated to cost one thread, in nanoseconds.
struct launch {
  kernel function;
  void** arguments;
  std::int64_t tasks;
  double cost;
};

/// Some tasks of a kernel, for one thread at a time.
struct part {
  kernel function;
  void** arguments;
  std::int64_t begin;
  std::int64_t end;
};

/// Parts in order of whose they are, and how many are each thread's.
struct dealt {
  std::vector<part> parts;
  std::vector<std::uint32_t> counts;
};

/// More kernels than this are no stage: counts of parts stay small.
constexpr std::size_t most_launches = 256;
/// Below this many nanoseconds a stage is not worth telling threads of that wait for it, or that sleep.
constexpr double told_from = 3'000;
constexpr double woken_from = 20'000;

[[nodiscard]] dealt deal(std::span<const launch> launches, unsigned threads);

}  // namespace tenet
