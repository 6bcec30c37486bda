// From coefficients to samples, and from planes of luminance and colours to pixels, in the integers of libjpeg.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tenet::jpeg {

/// The samples of a block, from its coefficients in rows. @param count coefficients of the file up to the last that is not zero
void transform_block(const std::int32_t* coefficients, int count, std::uint8_t* samples, std::size_t stride);

/// A row twice as wide: three parts of the nearer sample, one of the other. @param width of the source, at least 3
void enlarge_across(const std::uint8_t* row, std::size_t width, std::uint8_t* out);

/// The same between two rows, three parts of the nearer one. @param scratch as many numbers as a row has samples
void enlarge_both(const std::uint8_t* near, const std::uint8_t* far, std::size_t width, std::int32_t* scratch, std::uint8_t* out);

/// Pixels of red, green and blue.
void colour_row(const std::uint8_t* luminance, const std::uint8_t* blue, const std::uint8_t* red, std::size_t width, std::uint8_t* out);

}  // namespace tenet::jpeg
