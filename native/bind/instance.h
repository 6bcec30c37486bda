// All state of the addon, one instance per JavaScript thread, and the methods of src/runtime/addon-types.ts.
// Members are destroyed in reverse: first promises, handles and the executor let go of memory, then the pool unmaps it.
#pragma once

#include <napi.h>

#include <memory>
#include <vector>

#include "../core/compile_queue.h"
#include "../core/executor.h"
#include "../core/llvm_library.h"
#include "../core/memory_pool.h"
#include "handles.h"
#include "settlements.h"

namespace tenet::bind {

class instance : public Napi::Addon<instance> {
public:
  instance(Napi::Env env, Napi::Object exports);

private:
  using call = Napi::CallbackInfo;

  Napi::Value load_llvm(const call& info);
  Napi::Value compile_ahead(const call& info);
  Napi::Value compile(const call& info);
  Napi::Value assembly(const call& info);
  Napi::Value link(const call& info);
  Napi::Value create_program(const call& info);
  Napi::Value allocate(const call& info);
  Napi::Value byte_length(const call& info);
  Napi::Value write(const call& info);
  Napi::Value read(const call& info);
  Napi::Value run(const call& info);
  Napi::Value settled(const call& info);
  Napi::Value set_threads(const call& info);
  Napi::Value get_threads(const call& info);
  Napi::Value memory(const call& info);
  Napi::Value reset_peak(const call& info);
  Napi::Value trim(const call& info);
  Napi::Value resample(const call& info);
  Napi::Value map_bytes(const call& info);
  Napi::Value sum_grey(const call& info);
  Napi::Value mix_with_grey(const call& info);
  Napi::Value turn_hue(const call& info);
  Napi::Value to_planes(const call& info);
  Napi::Value mirror(const call& info);
  Napi::Value decode_jpeg(const call& info);
  Napi::Value count_lines(const call& info);
  Napi::Value read_vector_lines(const call& info);

  [[nodiscard]] const std::shared_ptr<const llvm_library>& llvm(const char* caller) const;
  [[nodiscard]] compile_queue& compilations(const char* caller) const;
  /// @throws failure (range) when there is no memory even after everything unreachable was collected.
  [[nodiscard]] buffer_ref acquire(std::size_t bytes);
  [[nodiscard]] buffer* storage(napi_value value, const char* what) const;
  void gather_inputs(napi_value array, const program& target, std::size_t base);
  void gather_donations(napi_value array, const program& target, std::size_t base);

  napi_env env_;
  memory_pool pool_;
  std::shared_ptr<const llvm_library> llvm_;
  std::unique_ptr<compile_queue> compilations_;
  executor executor_;
  handle_table handles_;
  settlements settlements_;
  /// Stacks of the runs being marshalled; a getter in an argument may start another, so each uses what is above its base.
  std::vector<buffer*> inputs_;
  std::vector<buffer_ref> outputs_;
  std::vector<napi_value> donated_;
};

}  // namespace tenet::bind
