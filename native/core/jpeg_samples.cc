// The inverse cosine transform is that of eleven multiplications, columns first, in integers of 32 bits: eight columns are eight lanes.
// Sources: Loeffler, Ligtenberg, Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications" (1989); JFIF 1.02 for the colours.
#include "jpeg_samples.h"

#include <algorithm>

#include "clones.h"

namespace tenet::jpeg {

namespace {

/// Bits after the point of the constants, and of what is between the two passes.
constexpr int point = 13;
constexpr int between = 2;

/// Constants of the transform, times 2^13.
constexpr std::int32_t c0_298 = 2446, c0_390 = 3196, c0_541 = 4433, c0_765 = 6270, c0_899 = 7373, c1_175 = 9633, c1_501 = 12299,
                       c1_847 = 15137, c1_961 = 16069, c2_053 = 16819, c2_562 = 20995, c3_072 = 25172;

/// A pass over one dimension: eight inputs to eight outputs, rounded to `shift` bits less.
inline void pass(const std::int32_t* in, std::int32_t* out, int shift) {
  for (std::size_t i = 0; i < 8; ++i) {
    const auto x = [&](std::size_t k) { return in[8 * k + i]; };
    // Even part.
    const std::int32_t turn = (x(2) + x(6)) * c0_541;
    const std::int32_t e2 = turn - x(6) * c1_847;
    const std::int32_t e3 = turn + x(2) * c0_765;
    const std::int32_t e0 = (x(0) + x(4)) * (1 << point);
    const std::int32_t e1 = (x(0) - x(4)) * (1 << point);
    const std::int32_t even[4] = {e0 + e3, e1 + e2, e1 - e2, e0 - e3};
    // Odd part.
    const std::int32_t z3 = x(7) + x(3);
    const std::int32_t z4 = x(5) + x(1);
    const std::int32_t z5 = (z3 + z4) * c1_175;
    const std::int32_t z1 = (x(7) + x(1)) * -c0_899;
    const std::int32_t z2 = (x(5) + x(3)) * -c2_562;
    const std::int32_t s3 = z5 - z3 * c1_961;
    const std::int32_t s4 = z5 - z4 * c0_390;
    const std::int32_t odd[4] = {x(1) * c1_501 + z1 + s4, x(3) * c3_072 + z2 + s3, x(5) * c2_053 + z2 + s4, x(7) * c0_298 + z1 + s3};
    const std::int32_t half = 1 << (shift - 1);
    for (std::size_t k = 0; k < 4; ++k) {
      out[k * 8 + i] = (even[k] + odd[k] + half) >> shift;
      out[(7 - k) * 8 + i] = (even[k] - odd[k] + half) >> shift;
    }
  }
}

inline void turn_over(const std::int32_t* in, std::int32_t* out) {
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 8; ++x) out[x * 8 + y] = in[y * 8 + x];
}

inline std::uint8_t clipped(std::int32_t value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

TENET_CLONES void transform_whole(const std::int32_t* coefficients, std::uint8_t* samples, std::size_t stride) {
  std::int32_t columns[64];
  std::int32_t turned[64];
  pass(coefficients, columns, point - between);
  turn_over(columns, turned);
  pass(turned, columns, point + between + 3);
  turn_over(columns, turned);
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 8; ++x) samples[y * stride + x] = clipped(turned[y * 8 + x] + 128);
}

TENET_CLONES void columns_of(const std::uint8_t* near, const std::uint8_t* far, std::size_t width, std::int32_t* sums) {
  for (std::size_t i = 0; i < width; ++i) sums[i] = 3 * near[i] + far[i];
}

TENET_CLONES void enlarge_sums(const std::int32_t* sums, std::size_t width, std::uint8_t* out) {
  for (std::size_t i = 1; i + 1 < width; ++i) {
    out[2 * i] = static_cast<std::uint8_t>((3 * sums[i] + sums[i - 1] + 8) >> 4);
    out[2 * i + 1] = static_cast<std::uint8_t>((3 * sums[i] + sums[i + 1] + 7) >> 4);
  }
}

TENET_CLONES void enlarge_row(const std::uint8_t* row, std::size_t width, std::uint8_t* out) {
  for (std::size_t i = 1; i + 1 < width; ++i) {
    out[2 * i] = static_cast<std::uint8_t>((3 * row[i] + row[i - 1] + 1) >> 2);
    out[2 * i + 1] = static_cast<std::uint8_t>((3 * row[i] + row[i + 1] + 2) >> 2);
  }
}

/// JFIF's constants times 2^16.
TENET_CLONES void colours(const std::uint8_t* luminance, const std::uint8_t* blue, const std::uint8_t* red, std::size_t width,
                          std::uint8_t* out) {
  constexpr std::int32_t half = 1 << 15;
  for (std::size_t i = 0; i < width; ++i) {
    const std::int32_t y = luminance[i];
    const std::int32_t b = blue[i] - 128;
    const std::int32_t r = red[i] - 128;
    out[3 * i] = clipped(y + ((91881 * r + half) >> 16));
    out[3 * i + 1] = clipped(y + ((-22554 * b - 46802 * r + half) >> 16));
    out[3 * i + 2] = clipped(y + ((116130 * b + half) >> 16));
  }
}

}  // namespace

void transform_block(const std::int32_t* coefficients, int count, std::uint8_t* samples, std::size_t stride) {
  if (count > 1) {
    transform_whole(coefficients, samples, stride);
    return;
  }
  // The mean alone.
  const std::uint8_t level = clipped(((coefficients[0] + 4) >> 3) + 128);
  for (std::size_t y = 0; y < 8; ++y) std::fill_n(samples + y * stride, 8, level);
}

void enlarge_across(const std::uint8_t* row, std::size_t width, std::uint8_t* out) {
  const std::size_t last = width - 1;
  out[0] = row[0];
  out[1] = static_cast<std::uint8_t>((3 * row[0] + row[1] + 2) >> 2);
  enlarge_row(row, width, out);
  out[2 * last] = static_cast<std::uint8_t>((3 * row[last] + row[last - 1] + 1) >> 2);
  out[2 * last + 1] = row[last];
}

void enlarge_both(const std::uint8_t* near, const std::uint8_t* far, std::size_t width, std::int32_t* scratch, std::uint8_t* out) {
  const std::size_t last = width - 1;
  columns_of(near, far, width, scratch);
  out[0] = static_cast<std::uint8_t>((4 * scratch[0] + 8) >> 4);
  out[1] = static_cast<std::uint8_t>((3 * scratch[0] + scratch[1] + 7) >> 4);
  enlarge_sums(scratch, width, out);
  out[2 * last] = static_cast<std::uint8_t>((3 * scratch[last] + scratch[last - 1] + 8) >> 4);
  out[2 * last + 1] = static_cast<std::uint8_t>((4 * scratch[last] + 7) >> 4);
}

void colour_row(const std::uint8_t* luminance, const std::uint8_t* blue, const std::uint8_t* red, std::size_t width, std::uint8_t* out) {
  colours(luminance, blue, red, width, out);
}

}  // namespace tenet::jpeg
