// Lines of a word and numbers, as files of word vectors have them. A number of at most 15 digits is one quotient or product of two that are exact in
// float64, so it is the nearest (Clinger, "How to read floating point numbers accurately", 1990); where a line has any other, or is anything but a
// word and as many numbers as it should have, one space between two, the lines end: whoever reads them has slower ways, and words for faults.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tenet::text {

/// How often a byte is a newline.
[[nodiscard]] std::size_t count_lines(std::span<const std::uint8_t> bytes);

/// The places of a line: where it begins, where its word ends, and where the next begins.
struct line_places {
  std::uint32_t start;
  std::uint32_t word_end;
  std::uint32_t next;
};

/**
 * Reads whole lines from `start` on, as long as they are plain and there is room.
 * @param rows the numbers of each, `dimensions` to a line
 * @returns how many
 */
[[nodiscard]] std::size_t read_lines(std::span<const std::uint8_t> bytes, std::size_t start, std::size_t dimensions, std::span<float> rows,
                                     std::span<line_places> places);

}  // namespace tenet::text
