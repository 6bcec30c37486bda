// LLVM's target machines, lent to one compilation at a time and kept for the next: to make one takes 0.4 ms, a third of what a small kernel takes.
// Invariant: a machine that a compilation has failed on is not lent again.
#pragma once

#include <array>
#include <mutex>
#include <utility>
#include <vector>

#include "llvm_library.h"

namespace tenet {

class target_machines {
public:
  explicit target_machines(const llvm_library& llvm) : llvm_(llvm) {}
  ~target_machines() {
    for (const auto& machines : idle_) {
      for (llvm_ref machine : machines) llvm_.api().LLVMDisposeTargetMachine(machine);
    }
  }
  target_machines(const target_machines&) = delete;
  target_machines& operator=(const target_machines&) = delete;

  [[nodiscard]] const llvm_library& llvm() const noexcept { return llvm_; }

  /// Calls `use` with a machine that is its alone meanwhile, and gives what it gives.
  /// @param level from 0 to 3
  template <typename Use>
  auto with(int level, Use use) {
    llvm_owned machine(take(level), llvm_.api().LLVMDisposeTargetMachine);
    auto result = use(machine.get());
    const std::scoped_lock guard(mutex_);
    auto& idle = idle_.at(static_cast<std::size_t>(level));
    idle.reserve(idle.size() + 1);
    idle.push_back(machine.release());
    return result;
  }

private:
  llvm_ref take(int level) {
    {
      const std::scoped_lock guard(mutex_);
      auto& idle = idle_.at(static_cast<std::size_t>(level));
      if (!idle.empty()) {
        llvm_ref machine = idle.back();
        idle.pop_back();
        return machine;
      }
    }
    return llvm_.create_machine(level);
  }

  const llvm_library& llvm_;
  std::mutex mutex_;
  /// By level.
  std::array<std::vector<llvm_ref>, 4> idle_;
};

}  // namespace tenet
