// What is refused here cannot go wrong later. Sizes and offsets are below 2^53, so sums of a few never overflow.
#include "program_builder.h"

#include <algorithm>
#include <utility>

#include "errors.h"

namespace tenet {

namespace {

/// How many rounds a loop is taken to run of which nobody knows.
constexpr double assumed_rounds = 100;

std::string numbered(const std::string& name, std::size_t index) { return name + "[" + std::to_string(index) + "]"; }

}  // namespace

program_builder::program_builder(program& target, std::vector<std::size_t> pointer_bytes) : target_(target), set_(pointer_bytes.size()) {
  bytes_.insert(bytes_.end(), target.input_bytes_.begin(), target.input_bytes_.end());
  bytes_.insert(bytes_.end(), target.output_bytes_.begin(), target.output_bytes_.end());
  for (const auto& each : target.temporaries_) bytes_.push_back(each.bytes);
  bytes_.insert(bytes_.end(), pointer_bytes.begin(), pointer_bytes.end());
}

void program_builder::build(const std::vector<step_spec>& steps) {
  check_donations();
  check_temporaries();
  target_.table_.resize(bytes_.size());
  target_.steps_ = block(steps, "createProgram: steps");
  place_arguments();
  target_.expected_.store(static_cast<std::int64_t>(std::min(cost_, 1e15)));
}

void program_builder::check_donations() {
  const std::size_t inputs = target_.input_bytes_.size();
  const std::size_t outputs = target_.output_bytes_.size();
  std::vector<bool> replaced(outputs);
  donated_.resize(inputs);
  for (std::size_t i = 0; i < target_.donations_.size(); ++i) {
    const auto [input, output] = target_.donations_[i];
    const std::string name = numbered("createProgram: donations", i);
    if (input >= inputs) fail_range(name + ".input: must be below " + std::to_string(inputs) + "; got " + std::to_string(input));
    if (donated_[input]) fail_range(name + ".input: input " + std::to_string(input) + " is donated already");
    donated_[input] = true;
    if (output < 0) continue;
    const auto place = static_cast<std::size_t>(output);
    if (place >= outputs) fail_range(name + ".output: must be below " + std::to_string(outputs) + "; got " + std::to_string(output));
    if (replaced[place]) fail_range(name + ".output: output " + std::to_string(output) + " has its memory already");
    replaced[place] = true;
    if (target_.input_bytes_[input] < target_.output_bytes_[place]) {
      fail_range(name + ": the input has " + std::to_string(target_.input_bytes_[input]) + " bytes, the output " +
                 std::to_string(target_.output_bytes_[place]));
    }
  }
}

void program_builder::check_temporaries() const {
  const std::size_t outside = target_.input_bytes_.size() + target_.output_bytes_.size();
  for (std::size_t i = 0; i < target_.temporaries_.size(); ++i) {
    const auto [offset, bytes, within] = target_.temporaries_[i];
    const std::string name = numbered("createProgram: temporaries", i);
    if (offset % 64 != 0) fail_range(name + ": the offset must be a multiple of 64; got " + std::to_string(offset));
    if (within >= static_cast<std::int64_t>(outside) || (within >= 0 && static_cast<std::size_t>(within) < donated_.size() && !donated_[static_cast<std::size_t>(within)])) {
      fail_range(name + ".within: must be an output or a donated input; got slot " + std::to_string(within));
    }
    const std::size_t room = within < 0 ? target_.arena_bytes_ : bytes_[static_cast<std::size_t>(within)];
    if (offset > room || bytes > room - offset) {
      fail_range(name + ": must lie inside the " + (within < 0 ? "arena of " : "slot of ") + std::to_string(room) + " bytes; got offset " +
                 std::to_string(offset) + ", bytes " + std::to_string(bytes));
    }
  }
}

program::block program_builder::block(const std::vector<step_spec>& steps, const std::string& name) {
  program::block built;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    built.push_back(std::visit([&](const auto& spec) { return step(spec, numbered(name, i)); }, steps[i].content));
  }
  return built;
}

program::step program_builder::step(const stage_spec& spec, const std::string& name) {
  const std::size_t count = spec.kernels.size();
  if (count == 0 || count > most_launches) {
    fail_range(name + ".kernels: from 1 to " + std::to_string(most_launches) + " are due; got " + std::to_string(count));
  }
  program::stage built{target_.launches_.size(), count, target_.slot_indices_.size(), 0, 0, {}};
  for (std::size_t i = 0; i < count; ++i) {
    add_launch(spec.kernels[i], count == 1 ? name : numbered(name + ".kernels", i));
    built.cost += spec.kernels[i].cost;
  }
  built.slots = target_.slot_indices_.size() - built.first_slot;
  cost_ += rounds_ * built.cost;
  target_.stages_.push_back(std::move(built));
  return {program::stage_number{target_.stages_.size() - 1}};
}

void program_builder::add_launch(const kernel_spec& spec, const std::string& name) {
  void* address = nullptr;
  for (const auto& module : target_.modules_) {
    if (address = module->find(spec.symbol); address != nullptr) break;
  }
  if (address == nullptr) fail(name + ": no module defines the function '" + spec.symbol + "'");
  for (const std::uint32_t slot : spec.slots) check_slot(slot, 0, name);
  target_.slot_indices_.insert(target_.slot_indices_.end(), spec.slots.begin(), spec.slots.end());
  target_.scratch_bytes_ = std::max(target_.scratch_bytes_, spec.scratch_bytes);
  target_.launches_.push_back({reinterpret_cast<kernel>(address), nullptr, spec.tasks, spec.cost});
  arguments_.push_back(spec.slots.size());
}

void program_builder::place_arguments() {
  std::size_t most = 0;
  for (const auto& each : target_.stages_) most = std::max(most, each.slots);
  target_.arguments_.resize(most);
  for (const auto& each : target_.stages_) {
    void** place = target_.arguments_.data();
    for (std::size_t i = each.first; i < each.first + each.count; ++i) {
      target_.launches_[i].arguments = place;
      place += arguments_[i];
    }
  }
}

program::step program_builder::step(const copy_spec& spec, const std::string& name) {
  check_slot(spec.from, spec.bytes, name + ".from");
  check_slot(spec.to, spec.bytes, name + ".to");
  return {spec};
}

program::step program_builder::step(const loop_spec& spec, const std::string& name) {
  const std::size_t outside = order_.size();
  for (std::size_t i = 0; i < spec.carries.size(); ++i) check_carry(spec.carries[i], numbered(name + ".carries", i));
  for (std::size_t i = 0; i < spec.windows.size(); ++i) check_window(spec.windows[i], spec.times, numbered(name + ".windows", i));
  const double around = std::exchange(rounds_, rounds_ * static_cast<double>(spec.times));
  program::repetition built{spec.times, 0, spec.carries, spec.windows, {}, block(spec.body, name + ".body")};
  rounds_ = around;
  unset_pointers(outside);
  return {std::move(built)};
}

program::step program_builder::step(const while_spec& spec, const std::string& name) {
  const std::size_t outside = order_.size();
  for (std::size_t i = 0; i < spec.carries.size(); ++i) check_carry(spec.carries[i], numbered(name + ".carries", i));
  check_slot(spec.holds, 1, name + ".holds");
  const double around = std::exchange(rounds_, rounds_ * assumed_rounds);
  program::repetition built{-1, spec.holds, spec.carries, {}, block(spec.condition, name + ".condition"), block(spec.body, name + ".body")};
  rounds_ = around;
  unset_pointers(outside);
  return {std::move(built)};
}

program::step program_builder::step(const branch_spec& spec, const std::string& name) {
  check_slot(spec.index, sizeof(std::int32_t), name + ".index");
  if (spec.branches.empty() || spec.branches.size() > INT32_MAX) fail_range(name + ".branches: at least one is due");
  program::choice built{spec.index, {}};
  for (std::size_t i = 0; i < spec.branches.size(); ++i) built.branches.push_back(block(spec.branches[i], numbered(name + ".branches", i)));
  return {std::move(built)};
}

void program_builder::check_slot(std::uint32_t slot, std::size_t bytes, const std::string& name) const {
  if (slot >= bytes_.size()) {
    fail_range(name + ": slots must be below " + std::to_string(bytes_.size()) + "; got " + std::to_string(slot));
  }
  if (slot >= first_pointer() && !set_[slot - first_pointer()]) {
    fail_range(name + ": slot " + std::to_string(slot) + " is a pointer that no loop around this step sets");
  }
  if (bytes > bytes_[slot]) {
    fail_range(name + ": slot " + std::to_string(slot) + " must hold " + std::to_string(bytes) + " bytes; got " +
               std::to_string(bytes_[slot]));
  }
}

void program_builder::check_carry(const carry_spec& carry, const std::string& name) {
  check_slot(carry.initial, carry.bytes, name + ".initial");
  check_slot(carry.result, carry.bytes, name + ".result");
  check_slot(carry.spare, carry.bytes, name + ".spare");
  set_pointer(carry.current, name + ".current");
  set_pointer(carry.next, name + ".next");
  check_slot(carry.current, carry.bytes, name + ".current");
  check_slot(carry.next, carry.bytes, name + ".next");
  if (bytes_[carry.current] != carry.bytes || bytes_[carry.next] != carry.bytes) {
    fail_range(name + ": current and next must be pointers to " + std::to_string(carry.bytes) + " bytes");
  }
}

void program_builder::check_window(const window_spec& window, std::int64_t times, const std::string& name) {
  check_slot(window.of, 0, name + ".of");
  set_pointer(window.slice, name + ".slice");
  if (times == 0) return;
  const auto size = static_cast<std::int64_t>(bytes_[window.of]);
  const auto bytes = static_cast<std::int64_t>(bytes_[window.slice]);
  // How far the last round is from the first, unless that is farther than anything.
  const std::int64_t step = window.stride < 0 ? -window.stride : window.stride;
  const bool far = step > 0 && times - 1 > size / step;
  const std::int64_t way = far ? 0 : (times - 1) * step;
  const std::int64_t first = window.stride < 0 ? window.start - way : window.start;
  const std::int64_t last = window.stride < 0 ? window.start : window.start + way;
  if (far || first < 0 || last + bytes > size) {
    fail_range(name + ": must stay inside the " + std::to_string(size) + " bytes of slot " + std::to_string(window.of) + " for " +
               std::to_string(times) + " rounds; got start " + std::to_string(window.start) + ", stride " + std::to_string(window.stride) +
               ", bytes " + std::to_string(bytes));
  }
}

void program_builder::set_pointer(std::uint32_t slot, const std::string& name) {
  if (slot < first_pointer() || slot >= bytes_.size()) {
    fail_range(name + ": must be a pointer, from " + std::to_string(first_pointer()) + " to below " + std::to_string(bytes_.size()) +
               "; got " + std::to_string(slot));
  }
  if (set_[slot - first_pointer()]) fail_range(name + ": slot " + std::to_string(slot) + " is set already");
  set_[slot - first_pointer()] = true;
  order_.push_back(slot);
}

void program_builder::unset_pointers(std::size_t from) {
  for (; order_.size() > from; order_.pop_back()) set_[order_.back() - first_pointer()] = false;
}

}  // namespace tenet
