// One thread-safe function per instance, made on first use; the executor calls it, it resolves whatever is due.
#include "settlements.h"

#include "../core/errors.h"

namespace tenet::bind {

Napi::Promise settlements::after(std::uint64_t sequence) {
  auto promise = Napi::Promise::Deferred::New(env_);
  if (runs_.completed() >= sequence) {
    promise.Resolve(Napi::Env(env_).Undefined());
    return promise.Promise();
  }
  if (signal_ == nullptr) open();
  if (waiting_.empty()) napi_ref_threadsafe_function(env_, signal_);
  waiting_.push_back({sequence, promise});
  runs_.watch(sequence);
  if (runs_.completed() >= sequence) resolve();
  return promise.Promise();
}

void settlements::open() {
  const auto name = Napi::String::New(env_, "tenet.settled");
  if (napi_create_threadsafe_function(env_, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, on_call, &signal_) != napi_ok) {
    fail("the engine refused to create a thread-safe function");
  }
  napi_unref_threadsafe_function(env_, signal_);
  // Hooks run last in, first out: this one comes before the engine closes the function.
  napi_add_env_cleanup_hook(env_, on_close, this);
  runs_.set_callback([signal = signal_] { napi_call_threadsafe_function(signal, nullptr, napi_tsfn_nonblocking); });
}

void settlements::resolve() {
  const std::uint64_t completed = runs_.completed();
  std::vector<waiting> due;
  std::erase_if(waiting_, [&](const waiting& each) {
    if (each.sequence > completed) return false;
    due.push_back(each);
    return true;
  });
  if (!due.empty() && waiting_.empty()) napi_unref_threadsafe_function(env_, signal_);
  for (const auto& each : due) each.promise.Resolve(Napi::Env(env_).Undefined());
}

void settlements::on_call(napi_env env, napi_value, void* self, void*) {
  if (env == nullptr) return;
  try {
    static_cast<settlements*>(self)->resolve();
  } catch (const Napi::Error&) {
    // The environment is closing: there is nobody left to tell.
  }
}

void settlements::on_close(void* self) { static_cast<settlements*>(self)->runs_.set_callback({}); }

}  // namespace tenet::bind
