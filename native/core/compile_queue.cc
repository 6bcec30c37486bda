// One lock for everything: it is taken a few times a module, for nanoseconds.
#include "compile_queue.h"

#include <algorithm>
#include <utility>

#include "llvm_compile.h"

namespace tenet {

compile_queue::~compile_queue() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  waits_.notify_all();
  helpers_.clear();
}

void compile_queue::begin(std::string ir, int level, unsigned helpers) {
  {
    const std::scoped_lock lock(mutex_);
    find(std::move(ir), level);
    start(helpers);
  }
  waits_.notify_one();
}

std::vector<std::string> compile_queue::finish(const std::vector<std::string>& irs, int level, unsigned helpers) {
  std::unique_lock lock(mutex_);
  std::vector<module_ref> wanted;
  for (const auto& ir : irs) wanted.push_back(find(ir, level));
  // What nobody has asked for is not compiled any more.
  std::erase_if(waiting_, [&](const auto& each) { return std::find(wanted.begin(), wanted.end(), each) == wanted.end(); });
  modules_.clear();
  if (waiting_.size() > 1) start(helpers);
  waits_.notify_all();
  while (const auto next = take()) compile(*next, lock);
  done_.wait(lock, [&] { return std::all_of(wanted.begin(), wanted.end(), [](const auto& each) { return each->done; }); });

  std::vector<std::string> objects;
  for (const auto& each : wanted) {
    if (each->failure) std::rethrow_exception(each->failure);
    objects.push_back(each->object);
  }
  return objects;
}

compile_queue::module_ref compile_queue::find(std::string ir, int level) {
  auto& known = modules_[std::to_string(level) + ir];
  if (!known) {
    known = std::make_shared<module>(module{std::move(ir), level, false, {}, nullptr});
    waiting_.push_back(known);
  }
  return known;
}

void compile_queue::start(unsigned helpers) {
  while (helpers_.size() < helpers) helpers_.emplace_back([this] { serve(); });
}

compile_queue::module_ref compile_queue::take() {
  const auto longest = std::max_element(waiting_.begin(), waiting_.end(),
                                        [](const auto& a, const auto& b) { return a->ir.size() < b->ir.size(); });
  if (longest == waiting_.end()) return nullptr;
  auto next = *longest;
  waiting_.erase(longest);
  return next;
}

void compile_queue::compile(module& next, std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  std::string object;
  std::exception_ptr failure;
  try {
    object = compile_object(machines_, next.ir, next.level);
  } catch (...) {
    failure = std::current_exception();
  }
  lock.lock();
  next.object = std::move(object);
  next.failure = failure;
  next.done = true;
  done_.notify_all();
}

void compile_queue::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    waits_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return;
    if (const auto next = take()) compile(*next, lock);
  }
}

}  // namespace tenet
