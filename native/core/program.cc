// Running a program: everything was checked when it was built, so a launch only copies pointers and calls, and a round of a loop only
// moves pointers.
#include "program.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "program_builder.h"

namespace tenet {

program::program(std::vector<std::shared_ptr<linked_module>> modules, program_spec spec)
    : modules_(std::move(modules)),
      input_bytes_(std::move(spec.input_bytes)),
      output_bytes_(std::move(spec.output_bytes)),
      temporaries_(std::move(spec.temporaries)),
      donations_(std::move(spec.donations)),
      arena_bytes_(spec.arena_bytes) {
  program_builder(*this, std::move(spec.pointer_bytes)).build(spec.steps);
}

void program::prepare(unsigned threads) {
  threads_ = 0;
  for (stage& each : stages_) each.parts = deal({launches_.data() + each.first, each.count}, threads);
  threads_ = threads;
}

void program::execute(thread_pool& threads, std::byte* arena) {
  const auto start = std::chrono::steady_clock::now();
  void** temporaries = table_.data() + input_bytes_.size() + output_bytes_.size();
  for (std::size_t i = 0; i < temporaries_.size(); ++i) {
    const auto& [offset, bytes, within] = temporaries_[i];
    temporaries[i] = (within < 0 ? arena : static_cast<std::byte*>(table_[static_cast<std::size_t>(within)])) + offset;
  }
  run(steps_, threads);
  const std::int64_t took = std::chrono::nanoseconds(std::chrono::steady_clock::now() - start).count();
  const std::int64_t before = expected_.load(std::memory_order_relaxed);
  // What disturbs a run only makes it longer: an estimate follows shorter runs at once and longer ones slowly.
  expected_.store(!measured_ || took < before ? took : before + (took - before) / 8, std::memory_order_relaxed);
  measured_ = true;
}

void program::run(const block& steps, thread_pool& threads) {
  for (const step& each : steps) std::visit([&](const auto& content) { run(content, threads); }, each.content);
}

void program::run(const stage_number& each, thread_pool& threads) {
  const stage& here = stages_[each.number];
  const std::uint32_t* slots = slot_indices_.data() + here.first_slot;
  for (std::size_t i = 0; i < here.slots; ++i) arguments_[i] = table_[slots[i]];
  if (here.parts.parts.size() > 1 && threads.size() > 1 && here.cost > (threads.is_awake() ? told_from : woken_from)) {
    threads.run(here.parts);
    return;
  }
  for (std::size_t i = 0; i < here.count; ++i) {
    const auto& [function, arguments, tasks, cost] = launches_[here.first + i];
    function(arguments, 0, tasks, threads.scratch());
  }
}

void program::run(const copy_spec& each, thread_pool&) {
  if (each.bytes > 0) std::memmove(table_[each.to], table_[each.from], each.bytes);
}

void program::run(const repetition& each, thread_pool& threads) {
  void** const table = table_.data();
  // A known number of rounds starts so that the last one writes to the result.
  const bool starts_at_result = each.times < 0 || each.times % 2 == 1;
  for (const carry_spec& carry : each.carries) {
    table[carry.current] = table[carry.initial];
    table[carry.next] = table[starts_at_result ? carry.result : carry.spare];
  }
  for (const window_spec& window : each.windows) table[window.slice] = static_cast<std::byte*>(table[window.of]) + window.start;
  for (std::int64_t round = 0; each.times < 0 || round < each.times; ++round) {
    if (each.times < 0) {
      run(each.condition, threads);
      if (*static_cast<const std::uint8_t*>(table[each.holds]) == 0) break;
    }
    run(each.body, threads);
    for (const carry_spec& carry : each.carries) {
      void* const written = table[carry.next];
      table[carry.current] = written;
      table[carry.next] = written == table[carry.result] ? table[carry.spare] : table[carry.result];
    }
    for (const window_spec& window : each.windows) table[window.slice] = static_cast<std::byte*>(table[window.slice]) + window.stride;
  }
  for (const carry_spec& carry : each.carries) {
    if (table[carry.current] != table[carry.result] && carry.bytes > 0) {
      std::memcpy(table[carry.result], table[carry.current], carry.bytes);
    }
  }
}

void program::run(const choice& each, thread_pool& threads) {
  std::int32_t index = 0;
  std::memcpy(&index, table_[each.index], sizeof index);
  const auto last = static_cast<std::int32_t>(each.branches.size()) - 1;
  run(each.branches[static_cast<std::size_t>(std::clamp(index, 0, last))], threads);
}

}  // namespace tenet
