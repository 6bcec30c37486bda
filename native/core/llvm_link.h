// Relocatable objects to callable code in this process: those that need nothing but themselves are placed in memory as they are, others go through
// ORC's LLJIT. A linked module owns its pages or its LLJIT, so its code lives exactly as long as the last handle or program that refers to it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "code_pages.h"
#include "llvm_library.h"

namespace tenet {

class linked_module {
public:
  /// @throws failure when an object is malformed, two define one symbol, or a symbol is unresolved.
  linked_module(std::shared_ptr<const llvm_library> llvm, const std::vector<std::string_view>& objects);
  ~linked_module();
  linked_module(const linked_module&) = delete;
  linked_module& operator=(const linked_module&) = delete;

  /// The address of a function defined in the module, or null.
  /// @throws failure where functions are looked up only now and this one cannot be linked.
  [[nodiscard]] void* find(const std::string& symbol);

private:
  void* look_up(const std::string& symbol);
  void link(const std::vector<std::string_view>& objects, const std::vector<std::string>& names);
  void dispose() noexcept;
  void check(llvm_ref error, const char* what);
  static void report(void* self, llvm_ref error);

  std::shared_ptr<const llvm_library> llvm_;
  std::optional<code_pages> pages_;
  llvm_ref jit_ = nullptr;
  std::string reported_;
  std::unordered_map<std::string, void*> functions_;
};

}  // namespace tenet
