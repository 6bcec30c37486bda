// What image transforms spend their time on, for bytes [height, width, channels]. Each gives the bytes that the reference in
// src/data/images/pixels gives. Callers vouch for sizes; nothing here allocates but the rows between the two passes of `resample`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tenet::pixels {

using bytes = std::span<const std::uint8_t>;
using bytes_out = std::span<std::uint8_t>;

/// For each target position: the first source position, how many, and their weights in 22-bit fixed point, `width` to a target position.
struct weights {
  std::span<const std::int32_t> starts;
  std::span<const std::int32_t> counts;
  std::span<const std::int32_t> values;
  std::size_t width;
  /// Whether source and target positions are the same.
  bool identity;
};

/// A region of a source, the first of whose bytes is at `offset`.
struct region {
  bytes source;
  std::size_t stride;
  std::size_t offset;
  std::size_t height;
  std::size_t channels;
};

/// The region resampled: rows first, then columns, each pass rounded to bytes.
void resample(const region& from, const weights& across, const weights& down, bytes_out out);
/// Each sample through the table of its channel, 256 bytes each.
void map(bytes source, bytes tables, std::size_t channels, bytes_out out);
/// The sum of the greys of all pixels, each cut off to a byte.
double sum_grey(bytes source, std::size_t channels);
/// ratio · colour + (1 - ratio) · grey; a fourth channel stays.
void mix_with_grey(bytes source, std::size_t channels, double ratio, bytes_out out);
/// Hues turned by a part of a turn; a fourth channel stays.
void turn_hue(bytes source, std::size_t channels, double shift, bytes_out out);
/// Channel by channel, each sample through the table of its channel, 256 floats each.
void to_planes(bytes source, std::span<const float> tables, std::size_t channels, std::span<float> out);
/// Every row from right to left.
void mirror(bytes source, std::size_t width, std::size_t channels, bytes_out out);

}  // namespace tenet::pixels
