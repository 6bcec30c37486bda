// What the segments before the scan of a JPEG say. Everything is copied and checked: whoever decodes the scan trusts it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tenet::jpeg {

constexpr std::size_t block_size = 64;

/// How symbols are written: by the next bits at once where the code is that short, else by the greatest code of each length.
struct code_table {
  static constexpr int lookahead = 11;
  /// Length and symbol; length 0 where the code is longer.
  std::array<std::uint16_t, 1 << lookahead> quick{};
  /// Of coefficients whose code and bits together are that short: value, zeros before it, and all bits. 0: of none.
  struct coefficient {
    std::int16_t value;
    std::uint8_t zeros;
    std::uint8_t length;
  };
  std::array<coefficient, 1 << lookahead> coefficients{};
  /// One more than the greatest code of each length, as the first of 16 bits; 0 where there is none.
  std::array<std::uint32_t, 18> limits{};
  /// What to add to a code of a length to get the place of its symbol.
  std::array<std::int32_t, 17> offsets{};
  std::vector<std::uint8_t> symbols;
};

/// The number of so many bits: those that begin with 0 are negative.
inline std::int32_t signed_value(std::int32_t bits, int size) { return bits - (((bits >> (size - 1)) - 1) & ((1 << size) - 1)); }

struct component {
  /// Samples across and down in a unit of the scan, in blocks.
  std::size_t across;
  std::size_t down;
  /// In the order of the file.
  std::array<std::int32_t, block_size> quantization;
  code_table dc;
  code_table ac;
};

struct frame {
  std::size_t width;
  std::size_t height;
  /// One, or three: luminance and two colours, which have one block in a unit of the scan.
  std::vector<component> components;
  /// Units between restarts; 0: none.
  std::size_t restart;
  /// Where the scan begins.
  std::size_t scan;
};

/// The place in rows of the n-th coefficient of the file.
extern const std::array<std::uint8_t, block_size> zigzag;

/// Nothing where the file is not what jpeg.h says.
[[nodiscard]] std::optional<frame> read_frame(std::span<const std::uint8_t> file, std::size_t most_pixels);

}  // namespace tenet::jpeg
