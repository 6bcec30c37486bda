// Textual LLVM IR to machine code for the host: parse, verify, optimise, emit. Each call has an LLVM context of its own,
// so calls run in parallel. Invariant: nothing fuses a multiplication with an addition unless the IR says so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "llvm_library.h"

namespace tenet {

/// The relocatable object of each module, compiled on up to `threads` threads.
/// @throws failure with LLVM's message for the first module, in order, that it refuses.
[[nodiscard]] std::vector<std::string> compile_objects(const llvm_library& llvm, const std::vector<std::string>& irs, int level,
                                                       unsigned threads);

/// The optimised assembly of one module.
[[nodiscard]] std::string compile_assembly(const llvm_library& llvm, const std::string& ir, int level);

}  // namespace tenet
