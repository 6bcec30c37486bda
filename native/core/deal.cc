// Dealing out: what is whole comes first, so that what is shared, of which others may take a part, evens it out.
#include "deal.h"

#include <algorithm>
#include <numeric>

namespace tenet {

namespace {

/// A part long enough that claiming it is free, short enough that a busy core does not hold up the stage.
constexpr double part_target = 25'000;
constexpr double most_parts = 16;

/// floor(tasks · part / parts) without overflow.
constexpr std::int64_t boundary(std::int64_t tasks, std::int64_t part, std::int64_t parts) {
  return tasks / parts * part + tasks % parts * part / parts;
}

bool is_shared(const launch& each) { return each.tasks > 1 && each.cost > told_from; }

/// The launches that are not shared, by thread: the longest first, each to the thread with the least so far.
std::vector<std::vector<const launch*>> whole(std::span<const launch> launches, unsigned threads) {
  std::vector<const launch*> rest;
  for (const launch& each : launches) {
    if (!is_shared(each)) rest.push_back(&each);
  }
  std::stable_sort(rest.begin(), rest.end(), [](const launch* a, const launch* b) { return a->cost > b->cost; });
  std::vector<std::vector<const launch*>> by_thread(threads);
  std::vector<double> load(threads);
  for (const launch* each : rest) {
    const auto least = std::min_element(load.begin(), load.end());
    by_thread[static_cast<std::size_t>(least - load.begin())].push_back(each);
    *least += each->cost;
  }
  return by_thread;
}

}  // namespace

dealt deal(std::span<const launch> launches, unsigned threads) {
  dealt result;
  const auto by_thread = whole(launches, threads);
  for (unsigned thread = 0; thread < threads; ++thread) {
    const std::size_t before = result.parts.size();
    for (const launch* each : by_thread[thread]) result.parts.push_back({each->function, each->arguments, 0, each->tasks});
    for (const launch& each : launches) {
      if (!is_shared(each)) continue;
      const auto own = static_cast<std::int64_t>(std::clamp(each.cost / (threads * part_target), 1.0, most_parts));
      for (std::int64_t i = 0; i < own; ++i) {
        const std::int64_t begin = boundary(each.tasks, thread * own + i, threads * own);
        const std::int64_t end = boundary(each.tasks, thread * own + i + 1, threads * own);
        if (begin < end) result.parts.push_back({each.function, each.arguments, begin, end});
      }
    }
    result.counts.push_back(static_cast<std::uint32_t>(result.parts.size() - before));
  }
  return result;
}

}  // namespace tenet
