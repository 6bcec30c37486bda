// Linking happens at once: every function an object defines is placed or looked up here, so that a program never meets an
// unresolved symbol, and finding a kernel later is a look-up in a table.
#include "llvm_link.h"

#include "errors.h"
#include "object_check.h"

namespace tenet {

linked_module::linked_module(std::shared_ptr<const llvm_library> llvm, const std::vector<std::string_view>& objects)
    : llvm_(std::move(llvm)) {
  std::vector<std::string> names;
  std::vector<code_image> images;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    try {
      auto contents = check_object(objects[i]);
      names.insert(names.end(), contents.names.begin(), contents.names.end());
      if (contents.image) images.push_back(std::move(*contents.image));
    } catch (const failure& reason) {
      fail("link: object " + std::to_string(i) + " is malformed: " + reason.what());
    }
  }
  if (images.size() == objects.size()) {
    pages_.emplace(images);
    return;
  }
  try {
    link(objects, names);
  } catch (const llvm_fatal& fatal) {
    fail("link: LLVM gave up: " + fatal.reason);
  } catch (...) {
    dispose();
    throw;
  }
}

linked_module::~linked_module() { dispose(); }

void linked_module::dispose() noexcept {
  if (jit_ != nullptr) static_cast<void>(llvm_->take_error(llvm_->api().LLVMOrcDisposeLLJIT(jit_)));
}

void linked_module::link(const std::vector<std::string_view>& objects, const std::vector<std::string>& names) {
  const auto& api = llvm_->api();
  check(api.LLVMOrcCreateLLJIT(&jit_, nullptr), "create a linker");
  api.LLVMOrcExecutionSessionSetErrorReporter(api.LLVMOrcLLJITGetExecutionSession(jit_), report, this);
  llvm_ref dylib = api.LLVMOrcLLJITGetMainJITDylib(jit_);
  llvm_ref process = nullptr;  // memcpy, memset, fmaf and the like
  const char prefix = api.LLVMOrcLLJITGetGlobalPrefix(jit_);
  check(api.LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(&process, prefix, nullptr, nullptr), "search this process");
  api.LLVMOrcJITDylibAddGenerator(dylib, process);

  for (const auto& object : objects) {
    llvm_ref buffer = api.LLVMCreateMemoryBufferWithMemoryRangeCopy(object.data(), object.size(), "object");
    check(api.LLVMOrcLLJITAddObjectFile(jit_, dylib, buffer), "add an object");
  }
  for (const auto& name : names) look_up(name);
}

void* linked_module::look_up(const std::string& symbol) {
  std::uint64_t address = 0;
  check(llvm_->api().LLVMOrcLLJITLookup(jit_, &address, symbol.c_str()), "resolve");
  return functions_.emplace(symbol, reinterpret_cast<void*>(static_cast<std::uintptr_t>(address))).first->second;
}

void linked_module::check(llvm_ref error, const char* what) {
  if (error == nullptr) return;
  std::string text = llvm_->take_error(error);
  if (!reported_.empty()) text += "; " + std::exchange(reported_, {});
  fail(std::string("link: LLVM cannot ") + what + ": " + text);
}

void linked_module::report(void* context, llvm_ref error) {
  auto& self = *static_cast<linked_module*>(context);
  const std::string text = self.llvm_->take_error(error);
  if (!self.reported_.empty()) self.reported_ += "; ";
  self.reported_ += text;
}

void* linked_module::find(const std::string& symbol) {
  if (pages_) return pages_->find(symbol);
  const auto found = functions_.find(symbol);
  if (found != functions_.end()) return found->second;
  return object_names_known ? nullptr : look_up(symbol);
}

}  // namespace tenet
