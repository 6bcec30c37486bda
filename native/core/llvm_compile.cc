// One module's way through LLVM.
#include "llvm_compile.h"

#include <algorithm>
#include <utility>

#include "errors.h"

namespace tenet {

namespace {

/// Collects what LLVM would have printed; errors make the compilation fail even where the API reports success.
struct diagnostics {
  const llvm_library& llvm;
  std::string errors;

  static void handle(llvm_ref diagnostic, void* context) {
    auto& self = *static_cast<diagnostics*>(context);
    const auto& api = self.llvm.api();
    if (api.LLVMGetDiagInfoSeverity(diagnostic) != llvm_severity_error) return;
    if (!self.errors.empty()) self.errors += '\n';
    self.errors += self.llvm.take_message(api.LLVMGetDiagInfoDescription(diagnostic));
  }

  void check(const char* stage) const {
    if (!errors.empty()) fail(std::string("LLVM refused to ") + stage + ": " + errors);
  }
};

/// LLVM's parser recurses on nested types and constants: what no generated code nests would overflow the stack.
void check_nesting(const std::string& ir) {
  constexpr int deepest = 256;
  int depth = 0;
  for (const char c : ir) {
    if (c == '(' || c == '[' || c == '{' || c == '<') {
      if (++depth > deepest) fail("LLVM IR: brackets nested deeper than " + std::to_string(deepest));
    } else if (c == ')' || c == ']' || c == '}' || c == '>') {
      depth = std::max(0, depth - 1);
    } else if (c == '\n' && depth < deepest / 2) {
      depth = 0;  // brackets inside names and strings need not match
    }
  }
}

/// Level 1 is for kernels that come with their loops, vectors and registers already as they should be, and with positions and loops in the form in
/// which LLVM would bring them: it promotes cells, hoists, and cleans up, in a third of the time of the default pipelines. Loops of so many rounds
/// as only running tells are not unrolled: that takes a third of all time, most of it in what becomes of their rests, and no step or product measured
/// is faster for it.
std::string pipeline_of(int level, const std::string& version) {
  if (level != 1) return "default<O" + std::to_string(level) + ">";
  // From 18 on instcombine treats one that needs a second round as an error, unless it is told not to look.
  const std::string combine = std::stoi(version) >= 18 ? "instcombine<no-verify-fixpoint>" : "instcombine";
  return "function(sroa,early-cse,simplifycfg," + combine +
         ",loop-mssa(licm),simplifycfg,loop-unroll<no-runtime>,early-cse," + combine + ")";
}

std::string compile(const llvm_library& llvm, llvm_ref machine, const std::string& ir, int level, llvm_codegen_file file) {
  check_nesting(ir);
  const auto& api = llvm.api();
  diagnostics found{llvm, {}};
  llvm_owned context(api.LLVMContextCreate(), api.LLVMContextDispose);
  api.LLVMContextSetDiagnosticHandler(context.get(), diagnostics::handle, &found);

  char* message = nullptr;
  llvm_owned module(nullptr, api.LLVMDisposeModule);
  // The parser owns the buffer from here on, the text stays ours and is NUL-terminated.
  llvm_ref source = api.LLVMCreateMemoryBufferWithMemoryRange(ir.c_str(), ir.size(), "ir", 1);
  if (api.LLVMParseIRInContext(context.get(), source, module.out(), &message) != 0) {
    fail("LLVM IR does not parse: " + llvm.take_message(message));
  }
  found.check("parse");

  const llvm_owned layout(api.LLVMCreateTargetDataLayout(machine), api.LLVMDisposeTargetData);
  api.LLVMSetTarget(module.get(), llvm.host().triple.c_str());
  api.LLVMSetModuleDataLayout(module.get(), layout.get());

  const int invalid = api.LLVMVerifyModule(module.get(), llvm_return_status, &message);
  const std::string problems = llvm.take_message(std::exchange(message, nullptr));
  if (invalid != 0) fail("LLVM IR is invalid: " + problems);

  const llvm_owned options(api.LLVMCreatePassBuilderOptions(), api.LLVMDisposePassBuilderOptions);
  const std::string passes = pipeline_of(level, llvm.host().version);
  const std::string error = llvm.take_error(api.LLVMRunPasses(module.get(), passes.c_str(), machine, options.get()));
  if (!error.empty()) fail("LLVM cannot optimise the module: " + error);
  found.check("optimise");

  llvm_owned output(nullptr, api.LLVMDisposeMemoryBuffer);
  if (api.LLVMTargetMachineEmitToMemoryBuffer(machine, module.get(), file, &message, output.out()) != 0) {
    fail("LLVM cannot emit code: " + llvm.take_message(message));
  }
  found.check("emit code");
  return std::string(api.LLVMGetBufferStart(output.get()), api.LLVMGetBufferSize(output.get()));
}

std::string compile_guarded(target_machines& machines, const std::string& ir, int level, llvm_codegen_file file) {
  try {
    return machines.with(level == 1 ? 2 : level, [&](llvm_ref machine) { return compile(machines.llvm(), machine, ir, level, file); });
  } catch (const llvm_fatal& fatal) {
    fail("LLVM gave up: " + fatal.reason);
  }
}

}  // namespace

std::string compile_assembly(target_machines& machines, const std::string& ir, int level) {
  return compile_guarded(machines, ir, level, llvm_assembly_file);
}

std::string compile_object(target_machines& machines, const std::string& ir, int level) {
  return compile_guarded(machines, ir, level, llvm_object_file);
}

}  // namespace tenet
