// The scan of a JPEG: coefficients from codes of variable length, one block after the other.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "jpeg_frame.h"

namespace tenet::jpeg {

/// Bits from the scan, the higher first. A zero byte after 255 is none; any other is a marker, which ends the bits.
class scan_reader {
public:
  scan_reader(std::span<const std::uint8_t> file, std::size_t start) : at_(file.data() + start), end_(file.data() + file.size()) {}

  /**
   * The next block, its coefficients times their steps, in rows. `before` is the last one's first coefficient.
   * @returns how many coefficients up to the last that is not zero, 1 to 64; 0 where the codes are none
   */
  int block(const component& part, std::int32_t& before, std::int32_t* coefficients);
  /// Whether no more bits were taken than there are.
  [[nodiscard]] bool within() const { return count_ >= padding_; }
  /// Whether the marker that is due stands next; the bits after it are read next.
  [[nodiscard]] bool restart(std::size_t number);
  /// Whether the scan and the file end here.
  [[nodiscard]] bool ends() const;

private:
  void refill_slowly();

  const std::uint8_t* at_;
  const std::uint8_t* end_;
  /// The first bit is the highest; beyond `count_` there may be bits of bytes that are read again.
  std::uint64_t bits_ = 0;
  int count_ = 0;
  /// Zeros among them that stand for bits after the end.
  int padding_ = 0;
};

}  // namespace tenet::jpeg
