// Loads libLLVM, resolves the table, initialises the host's target once per process and asks it about the host.
#include "llvm_library.h"

#include <mutex>

#include "errors.h"

namespace tenet {

namespace {

/// LLVM's target registry and fatal-error handler are process-wide and unguarded; addon instances of several JavaScript
/// threads initialise them in turn. The lock guards LLVM's state, there is none of ours.
std::mutex& registry_lock() {
  static std::mutex lock;
  return lock;
}

/// Called where LLVM would print and exit: unwinds to the call that entered it. What LLVM held is lost, not the process.
[[noreturn]] void on_fatal(const char* reason) { throw llvm_fatal{reason != nullptr ? reason : "unknown"}; }

template <typename Function>
Function resolve(const platform::shared_library& library, const char* name, const std::string& path) {
  void* symbol = library.find(name);
  if (symbol == nullptr) fail("cannot use " + path + ": it has no function " + name + " (LLVM 15 or newer is needed)");
  return reinterpret_cast<Function>(symbol);
}

}  // namespace

llvm_library::llvm_library(const std::string& path, const std::optional<machine_name>& other) : library_(path) {
  // An old or foreign library is told by its symbols before anything in it is called.
  host_.version = read_version(path);
#define TENET_RESOLVE(result, name, parameters) api_.name = resolve<decltype(api_.name)>(library_, #name, path);
  TENET_LLVM_FUNCTIONS(TENET_RESOLVE)
#undef TENET_RESOLVE

  const std::scoped_lock guard(registry_lock());
  library_.keep();
  for (const char* name : llvm_initialisers) resolve<void (*)()>(library_, name, path)();
  api_.LLVMInstallFatalErrorHandler(on_fatal);

  host_.triple = take_message(api_.LLVMGetDefaultTargetTriple());
  host_.cpu = take_message(api_.LLVMGetHostCPUName());
  host_.features = take_message(api_.LLVMGetHostCPUFeatures());
  if (other) {
    host_.triple = other->triple;
    host_.cpu = other->cpu;
    host_.features = other->features;
  }
  const llvm_owned machine(create_machine(3), api_.LLVMDisposeTargetMachine);
  const llvm_owned layout(api_.LLVMCreateTargetDataLayout(machine.get()), api_.LLVMDisposeTargetData);
  host_.data_layout = take_message(api_.LLVMCopyStringRepOfTargetData(layout.get()));
}

std::string llvm_library::read_version(const std::string& path) const {
  if (void* symbol = library_.find(llvm_version_function); symbol != nullptr) {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned patch = 0;
    reinterpret_cast<llvm_version_type>(symbol)(&major, &minor, &patch);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  }
  if (library_.find(llvm_fifteen) != nullptr) return "15";
  if (library_.find("LLVMContextCreate") == nullptr) fail("cannot use " + path + ": it is not libLLVM");
  fail("cannot use " + path + ": it is older than LLVM 15");
}

llvm_ref llvm_library::create_machine(int level) const {
  llvm_ref target = nullptr;
  char* message = nullptr;
  if (api_.LLVMGetTargetFromTriple(host_.triple.c_str(), &target, &message) != 0) {
    fail("LLVM has no target for " + host_.triple + ": " + take_message(message));
  }
  llvm_ref machine = api_.LLVMCreateTargetMachine(target, host_.triple.c_str(), host_.cpu.c_str(), host_.features.c_str(), level,
                                                  llvm_reloc_pic, llvm_code_model_small);
  if (machine == nullptr) fail("LLVM cannot generate code for " + host_.triple + ", " + host_.cpu);
  return machine;
}

std::string llvm_library::take_message(char* message) const {
  if (message == nullptr) return {};
  std::string text(message);
  api_.LLVMDisposeMessage(message);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::string llvm_library::take_error(llvm_ref error) const {
  if (error == nullptr) return {};
  char* message = api_.LLVMGetErrorMessage(error);
  std::string text(message);
  api_.LLVMDisposeErrorMessage(message);
  return text;
}

// Note [Never unloaded]
// libLLVM registers static destructors and per-thread state; unloading it while another thread still uses it is a crash,
// and loading it again costs 15 ms. Once initialised it stays until the process ends.

}  // namespace tenet
