// Whether bytes are a relocatable object of this machine whose tables stay inside it. LLVM trusts more than it should of
// what it is given to link, so nothing reaches it that was not checked here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenet {

#if defined(__linux__)
inline constexpr bool object_names_known = true;
#else
inline constexpr bool object_names_known = false;
#endif

/// The names of the global functions the object defines; none where `object_names_known` is false.
/// @throws failure that says what is wrong with it.
[[nodiscard]] std::vector<std::string> check_object(std::string_view object);

}  // namespace tenet
