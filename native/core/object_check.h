// Whether bytes are a relocatable object of this machine whose tables stay inside it. LLVM trusts more than it should of
// what it is given to link, so nothing reaches it that was not checked here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenet {

/// The names of the global functions the object defines.
/// @throws failure that says what is wrong with it.
[[nodiscard]] std::vector<std::string> check_object(std::string_view object);

}  // namespace tenet
