// Promises that resolve when a run has finished. They keep the process alive while they wait and no longer.
// Invariant: the executor's thread never touches Node-API once the environment began to close.
#pragma once

#include <napi.h>

#include <cstdint>
#include <vector>

#include "../core/executor.h"

namespace tenet::bind {

class settlements {
public:
  settlements(napi_env env, executor& runs) : env_(env), runs_(runs) {}
  settlements(const settlements&) = delete;
  settlements& operator=(const settlements&) = delete;

  /// A promise for the end of run number `sequence`.
  [[nodiscard]] Napi::Promise after(std::uint64_t sequence);

private:
  struct waiting {
    std::uint64_t sequence;
    Napi::Promise::Deferred promise;
  };

  void open();
  void resolve();
  static void on_call(napi_env env, napi_value function, void* self, void* data);
  static void on_close(void* self);

  napi_env env_;
  executor& runs_;
  napi_threadsafe_function signal_ = nullptr;
  std::vector<waiting> waiting_;
};

}  // namespace tenet::bind
