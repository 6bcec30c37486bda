// The part of LLVM's C API that is used, as a table of functions found at run time, so that building needs no LLVM headers.
// Invariant: every signature equals llvm-c's of LLVM 15 to 21; all opaque references are `void*` here.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tenet {

using llvm_ref = void*;
using llvm_diagnostic_handler = void (*)(llvm_ref diagnostic, void* context);
using llvm_fatal_handler = void (*)(const char* reason);
using llvm_orc_reporter = void (*)(void* context, llvm_ref error);

enum llvm_codegen_file { llvm_assembly_file = 0, llvm_object_file = 1 };
enum llvm_verifier_action { llvm_return_status = 2 };
enum llvm_reloc_mode { llvm_reloc_pic = 2 };
enum llvm_code_model { llvm_code_model_small = 3 };
enum llvm_severity { llvm_severity_error = 0 };

// X(result, name, parameters)
#define TENET_LLVM_FUNCTIONS(X)                                                                                        \
  X(char*, LLVMGetDefaultTargetTriple, ())                                                                             \
  X(char*, LLVMGetHostCPUName, ())                                                                                     \
  X(char*, LLVMGetHostCPUFeatures, ())                                                                                 \
  X(void, LLVMDisposeMessage, (char*))                                                                                 \
  X(void, LLVMInstallFatalErrorHandler, (llvm_fatal_handler))                                                          \
  X(llvm_ref, LLVMContextCreate, ())                                                                                   \
  X(void, LLVMContextDispose, (llvm_ref context))                                                                      \
  X(void, LLVMContextSetDiagnosticHandler, (llvm_ref context, llvm_diagnostic_handler, void*))                         \
  X(char*, LLVMGetDiagInfoDescription, (llvm_ref diagnostic))                                                          \
  X(int, LLVMGetDiagInfoSeverity, (llvm_ref diagnostic))                                                               \
  X(llvm_ref, LLVMCreateMemoryBufferWithMemoryRange, (const char*, std::size_t, const char* name, int terminated))     \
  X(llvm_ref, LLVMCreateMemoryBufferWithMemoryRangeCopy, (const char*, std::size_t, const char* name))                 \
  X(const char*, LLVMGetBufferStart, (llvm_ref buffer))                                                                \
  X(std::size_t, LLVMGetBufferSize, (llvm_ref buffer))                                                                 \
  X(void, LLVMDisposeMemoryBuffer, (llvm_ref buffer))                                                                  \
  X(int, LLVMParseIRInContext, (llvm_ref context, llvm_ref buffer, llvm_ref* module, char** message))                  \
  X(void, LLVMDisposeModule, (llvm_ref module))                                                                        \
  X(int, LLVMVerifyModule, (llvm_ref module, int action, char** message))                                              \
  X(void, LLVMSetTarget, (llvm_ref module, const char* triple))                                                        \
  X(void, LLVMSetModuleDataLayout, (llvm_ref module, llvm_ref layout))                                                 \
  X(int, LLVMGetTargetFromTriple, (const char* triple, llvm_ref* target, char** message))                              \
  X(llvm_ref, LLVMCreateTargetMachine,                                                                                 \
    (llvm_ref target, const char* triple, const char* cpu, const char* features, int level, int reloc, int code_model)) \
  X(void, LLVMDisposeTargetMachine, (llvm_ref machine))                                                                \
  X(llvm_ref, LLVMCreateTargetDataLayout, (llvm_ref machine))                                                          \
  X(void, LLVMDisposeTargetData, (llvm_ref layout))                                                                    \
  X(char*, LLVMCopyStringRepOfTargetData, (llvm_ref layout))                                                           \
  X(int, LLVMTargetMachineEmitToMemoryBuffer,                                                                          \
    (llvm_ref machine, llvm_ref module, int file, char** message, llvm_ref* buffer))                                   \
  X(llvm_ref, LLVMCreatePassBuilderOptions, ())                                                                        \
  X(void, LLVMDisposePassBuilderOptions, (llvm_ref options))                                                           \
  X(llvm_ref, LLVMRunPasses, (llvm_ref module, const char* passes, llvm_ref machine, llvm_ref options))                \
  X(char*, LLVMGetErrorMessage, (llvm_ref error))                                                                      \
  X(void, LLVMDisposeErrorMessage, (char*))                                                                            \
  X(llvm_ref, LLVMOrcCreateLLJIT, (llvm_ref* jit, llvm_ref builder))                                                   \
  X(llvm_ref, LLVMOrcDisposeLLJIT, (llvm_ref jit))                                                                     \
  X(llvm_ref, LLVMOrcLLJITGetExecutionSession, (llvm_ref jit))                                                         \
  X(llvm_ref, LLVMOrcLLJITGetMainJITDylib, (llvm_ref jit))                                                             \
  X(char, LLVMOrcLLJITGetGlobalPrefix, (llvm_ref jit))                                                                 \
  X(void, LLVMOrcExecutionSessionSetErrorReporter, (llvm_ref session, llvm_orc_reporter, void*))                       \
  X(llvm_ref, LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess,                                                    \
    (llvm_ref* generator, char prefix, void* filter, void* context))                                                   \
  X(void, LLVMOrcJITDylibAddGenerator, (llvm_ref dylib, llvm_ref generator))                                           \
  X(llvm_ref, LLVMOrcLLJITAddObjectFile, (llvm_ref jit, llvm_ref dylib, llvm_ref buffer))                              \
  X(llvm_ref, LLVMOrcLLJITLookup, (llvm_ref jit, std::uint64_t* address, const char* name))

struct llvm_api {
#define TENET_DECLARE(result, name, parameters) result(*name) parameters = nullptr;
  TENET_LLVM_FUNCTIONS(TENET_DECLARE)
#undef TENET_DECLARE
};

// The initialisers of this machine's target, or of the one that the build names; each takes and returns nothing.
#if defined(TENET_LLVM_TARGET)
#elif defined(__aarch64__) || defined(_M_ARM64)
#define TENET_LLVM_TARGET "AArch64"
#else
#define TENET_LLVM_TARGET "X86"
#endif
inline constexpr const char* llvm_initialisers[] = {
    "LLVMInitialize" TENET_LLVM_TARGET "TargetInfo", "LLVMInitialize" TENET_LLVM_TARGET "Target",
    "LLVMInitialize" TENET_LLVM_TARGET "TargetMC",   "LLVMInitialize" TENET_LLVM_TARGET "AsmPrinter",
    "LLVMInitialize" TENET_LLVM_TARGET "AsmParser",
};

/// Since LLVM 16; an LLVM 15 has none, and is told from older ones by `llvm_fifteen`.
inline constexpr const char* llvm_version_function = "LLVMGetVersion";
using llvm_version_type = void (*)(unsigned* major, unsigned* minor, unsigned* patch);
inline constexpr const char* llvm_fifteen = "LLVMPointerTypeInContext";

}  // namespace tenet
