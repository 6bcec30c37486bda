// An object that needs nothing but itself to run, taken apart: parts that lie in memory, places in them that depend on how far two parts are from one
// another, and functions. What reads a format of objects makes it, and what places it in memory knows none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenet {

struct code_image {
  /// Beyond these bytes distances may not fit into four.
  static constexpr std::size_t most_bytes = std::size_t{1} << 30;

  struct part {
    /// What stands at its start; the rest of it is zero.
    std::string_view bytes;
    std::size_t size;
    /// A power of two, at most a page.
    std::size_t alignment;
    bool executable;
  };
  /// Four bytes inside of `in` that hold the distance from there to `to`, plus the addend.
  struct distance {
    std::size_t in;
    std::size_t offset;
    std::size_t to;
    std::int64_t addend;
  };
  struct function {
    std::string name;
    std::size_t in;
    std::size_t offset;
  };

  std::vector<part> parts;
  std::vector<distance> distances;
  std::vector<function> functions;
};

}  // namespace tenet
