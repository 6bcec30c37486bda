// Whether bytes are a relocatable object of this machine whose tables stay inside it. LLVM trusts more than it should of
// what it is given to link, so nothing reaches it that was not checked here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "code_image.h"

namespace tenet {

#if defined(__linux__)
inline constexpr bool object_names_known = true;
#else
inline constexpr bool object_names_known = false;
#endif

struct object_contents {
  /// Of the global functions it defines; none where `object_names_known` is false.
  std::vector<std::string> names;
  /// Of an object whose code refers to nothing but itself, and by distances only: nearly every kernel. Its bytes are the object's. For others
  /// a linker is due.
  std::optional<code_image> image;
};

/// @throws failure that says what is wrong with it.
[[nodiscard]] object_contents check_object(std::string_view object);

}  // namespace tenet
