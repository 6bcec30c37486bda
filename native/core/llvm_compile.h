// Textual LLVM IR to machine code for the host: parse, verify, optimise, emit. Each call has an LLVM context of its own,
// so calls run in parallel. Invariant: nothing fuses a multiplication with an addition unless the IR says so.
#pragma once

#include <string>

#include "target_machines.h"

namespace tenet {

/// The relocatable object of a module.
/// @throws failure with LLVM's message when it refuses the module.
[[nodiscard]] std::string compile_object(target_machines& machines, const std::string& ir, int level);

/// The optimised assembly of one module.
[[nodiscard]] std::string compile_assembly(target_machines& machines, const std::string& ir, int level);

}  // namespace tenet
