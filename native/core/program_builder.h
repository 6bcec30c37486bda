// Builds the steps of a program from their specification and checks everything on the way, so that running them needs no check.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "program.h"

namespace tenet {

class program_builder {
public:
  program_builder(program& target, std::vector<std::size_t> pointer_bytes);

  /// @throws failure that names the offending step, slot or temporary.
  void build(const std::vector<step_spec>& steps);

private:
  void check_donations();
  void check_temporaries() const;
  [[nodiscard]] program::block block(const std::vector<step_spec>& steps, const std::string& name);
  [[nodiscard]] program::step step(const stage_spec& spec, const std::string& name);
  void add_launch(const kernel_spec& spec, const std::string& name);
  /// Gives each launch the place of its arguments, which those of a stage have together.
  void place_arguments();
  [[nodiscard]] program::step step(const copy_spec& spec, const std::string& name);
  [[nodiscard]] program::step step(const loop_spec& spec, const std::string& name);
  [[nodiscard]] program::step step(const while_spec& spec, const std::string& name);
  [[nodiscard]] program::step step(const branch_spec& spec, const std::string& name);

  /// Checks that a slot is there, set, and holds so many bytes.
  void check_slot(std::uint32_t slot, std::size_t bytes, const std::string& name) const;
  void check_carry(const carry_spec& carry, const std::string& name);
  void check_window(const window_spec& window, std::int64_t times, const std::string& name);
  /// Marks a pointer as set while the loop that it belongs to is built.
  void set_pointer(std::uint32_t slot, const std::string& name);
  void unset_pointers(std::size_t from);
  [[nodiscard]] std::size_t first_pointer() const noexcept { return bytes_.size() - set_.size(); }

  program& target_;
  /// Of every slot.
  std::vector<std::size_t> bytes_;
  /// Of every input, whether its memory is the program's.
  std::vector<bool> donated_;
  std::vector<bool> set_;
  std::vector<std::uint32_t> order_;
  /// How many arguments each launch has.
  std::vector<std::size_t> arguments_;
  /// Estimated nanoseconds of all steps so far, and how often the step at hand runs.
  double cost_ = 0;
  double rounds_ = 1;
};

}  // namespace tenet
