// The methods that make code: loading LLVM, compiling, linking, building programs. None is called often.
#include <algorithm>

#include "../core/compile_queue.h"
#include "../core/llvm_compile.h"
#include "arguments.h"
#include "instance.h"

namespace tenet::bind {

namespace {

Napi::Value to_bytes_value(Napi::Env env, const std::string& bytes) {
  auto array = Napi::Uint8Array::New(env, bytes.size());
  std::copy(bytes.begin(), bytes.end(), array.Data());
  return array;
}

int to_level(const Napi::Value& value, const char* what) { return static_cast<int>(to_whole(value, what, 0, 3)); }

}  // namespace

const std::shared_ptr<const llvm_library>& instance::llvm(const char* caller) const {
  if (!llvm_) fail(std::string(caller) + ": no libLLVM is loaded; call loadLlvm first");
  return llvm_;
}

Napi::Value instance::load_llvm(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const std::string path = to_text(info[0], "loadLlvm: path");
    if (path.empty() || path.find('\0') != std::string::npos) fail("loadLlvm: expected a path, got an empty or broken string");
    llvm_ = std::make_shared<const llvm_library>(path);
    compilations_ = std::make_unique<compile_queue>(llvm_);
    const host_info& host = llvm_->host();
    auto result = Napi::Object::New(info.Env());
    result.Set("llvmVersion", host.version);
    result.Set("triple", host.triple);
    result.Set("cpu", host.cpu);
    result.Set("features", host.features);
    result.Set("dataLayout", host.data_layout);
    return result;
  });
}

compile_queue& instance::compilations(const char* caller) const {
  static_cast<void>(llvm(caller));
  return *compilations_;
}

Napi::Value instance::compile_ahead(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    auto ir = to_text(info[0], "compileAhead: ir");
    compilations("compileAhead").begin(std::move(ir), to_level(info[1], "compileAhead: level"), executor_.threads() - 1);
    return info.Env().Undefined();
  });
}

Napi::Value instance::compile(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto irs = to_texts(info[0], "compile: irs");
    const auto objects = compilations("compile").finish(irs, to_level(info[1], "compile: level"), executor_.threads() - 1);
    auto result = Napi::Array::New(info.Env(), objects.size());
    for (std::uint32_t i = 0; i < objects.size(); ++i) result.Set(i, to_bytes_value(info.Env(), objects[i]));
    return result;
  });
}

Napi::Value instance::assembly(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto ir = to_text(info[0], "assembly: ir");
    target_machines machines(*llvm("assembly"));
    return Napi::String::New(info.Env(), compile_assembly(machines, ir, to_level(info[1], "assembly: level")));
  });
}

Napi::Value instance::link(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto array = to_array(info[0], "link: objects");
    std::vector<std::string> copies;  // the checks and LLVM see the same bytes even if another thread shares the array
    for (std::uint32_t i = 0; i < array.Length(); ++i) {
      const auto view = to_view(array.Get(i), "link: objects[" + std::to_string(i) + "]");
      copies.emplace_back(reinterpret_cast<const char*>(view.data()), view.size());
    }
    std::size_t bytes = 0;
    for (const auto& each : copies) bytes += each.size();
    auto linked = std::make_shared<linked_module>(llvm("link"), std::vector<std::string_view>(copies.begin(), copies.end()));
    handles_.poll(bytes);
    return {env_, handles_.create(std::move(linked), bytes)};
  });
}

Napi::Value instance::create_program(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto array = to_array(info[0], "createProgram: modules");
    std::vector<std::shared_ptr<linked_module>> modules;
    for (std::uint32_t i = 0; i < array.Length(); ++i) {
      const Napi::Value value = array.Get(i);
      const auto* module = handles_.find<std::shared_ptr<linked_module>>(value);
      if (module == nullptr) fail_type("createProgram: modules[" + std::to_string(i) + "]: expected a module, got " + describe(value));
      modules.push_back(*module);
    }
    auto created = std::make_shared<program>(std::move(modules), to_program_spec(info[1]));
    handles_.poll(0);
    return {env_, handles_.create(std::move(created), 1024)};
  });
}

}  // namespace tenet::bind
