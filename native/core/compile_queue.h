// Modules on their way through LLVM, on threads of their own: some are begun before anybody waits for them. Compiling lasts milliseconds a
// module and must not hold up programs in flight, so these are not the pool's threads.
// Invariant: a module waits, is compiled by one thread, or is done; what is done does not change.
#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "target_machines.h"

namespace tenet {

class compile_queue {
public:
  explicit compile_queue(std::shared_ptr<const llvm_library> llvm) : llvm_(std::move(llvm)), machines_(*llvm_) {}
  /// Waits for what is being compiled; what has not begun is dropped.
  ~compile_queue();
  compile_queue(const compile_queue&) = delete;
  compile_queue& operator=(const compile_queue&) = delete;

  /// Begins to compile a module on up to `helpers` threads; with none it waits for `finish`.
  void begin(std::string ir, int level, unsigned helpers);

  /// The relocatable object of each module, those begun before among them; the calling thread compiles as well. Whatever else was begun is dropped.
  /// @throws failure with LLVM's message for the first module, in order, that it refuses.
  [[nodiscard]] std::vector<std::string> finish(const std::vector<std::string>& irs, int level, unsigned helpers);

private:
  struct module {
    std::string ir;
    int level;
    bool done = false;
    std::string object;
    std::exception_ptr failure;
  };
  using module_ref = std::shared_ptr<module>;

  /// The module of that text, which waits if it is new. Called with the lock held, as those below.
  module_ref find(std::string ir, int level);
  void start(unsigned helpers);
  /// The longest of those that wait, so that no thread is left with a long one at the end, or null.
  module_ref take();
  void compile(module& next, std::unique_lock<std::mutex>& lock);
  void serve();

  std::shared_ptr<const llvm_library> llvm_;
  target_machines machines_;
  std::mutex mutex_;
  std::condition_variable waits_;
  std::condition_variable done_;
  /// By level and text.
  std::unordered_map<std::string, module_ref> modules_;
  std::vector<module_ref> waiting_;
  std::vector<std::jthread> helpers_;
  bool stopping_ = false;
};

}  // namespace tenet
