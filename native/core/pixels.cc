// Resampling as in pixels.h, and colours. Loops are written so that compilers make vectors of them; sums are of integers, and floating point is
// in the order of the reference, so bits do not depend on how wide vectors are.
#include "pixels.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <vector>

#include "clones.h"

namespace tenet::pixels {

namespace {

constexpr int precision = 22;
constexpr std::int32_t half = 1 << (precision - 1);

std::uint8_t clipped(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> precision, 0, 255)); }

#if defined(__GNUC__)
/// Rows that are read side by side: what there is to know of a target position is looked up once for all of them, and a vector holds one channel
/// of each.
constexpr std::size_t together = 8;
using words = std::int32_t __attribute__((vector_size(4 * together)));

/// A pixel and the byte after it.
inline std::int32_t word_at(const std::uint8_t* at) {
  std::int32_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// By reference: how vectors are passed depends on which instructions there are.
inline void clip(words& sums) {
  const words most = words{} + 255;
  sums >>= precision;
  sums = sums < 0 ? words{} : sums;
  sums = sums > most ? most : sums;
}

/// Three channels of some rows at a time. Reads the byte after the last pixel of each.
TENET_CLONES void across_rgb(const std::uint8_t* source, std::size_t source_stride, const weights& w, std::uint8_t* out, std::size_t stride) {
  const std::size_t width = w.starts.size();
  for (std::size_t x = 0; x < width; ++x) {
    const std::int32_t* weight = w.values.data() + x * w.width;
    const std::uint8_t* pixel = source + 3 * static_cast<std::size_t>(w.starts[x]);
    const std::int32_t count = w.counts[x];
    words red = words{} + half;
    words green = red;
    words blue = red;
    for (std::int32_t k = 0; k < count; ++k, pixel += 3) {
      words read;
      for (std::size_t row = 0; row < together; ++row) read[row] = word_at(pixel + row * source_stride);
      red += (read & 255) * weight[k];
      green += (read >> 8 & 255) * weight[k];
      blue += (read >> 16 & 255) * weight[k];
    }
    clip(red);
    clip(green);
    clip(blue);
    const words rounded = red | green << 8 | blue << 16;
    for (std::size_t row = 0; row < together; ++row) {
      const std::int32_t word = rounded[row];
      std::memcpy(out + row * stride + 3 * x, &word, 3);
    }
  }
}
#endif

void across_row(const std::uint8_t* source, const weights& w, std::size_t channels, std::uint8_t* out) {
  for (std::size_t x = 0; x < w.starts.size(); ++x) {
    const std::int32_t* weight = w.values.data() + x * w.width;
    for (std::size_t c = 0; c < channels; ++c) {
      const std::uint8_t* sample = source + static_cast<std::size_t>(w.starts[x]) * channels + c;
      std::int32_t sum = half;
      for (std::int32_t k = 0; k < w.counts[x]; ++k) sum += weight[k] * sample[static_cast<std::size_t>(k) * channels];
      out[x * channels + c] = clipped(sum);
    }
  }
}

TENET_CLONES void add_row(std::int32_t* sums, const std::uint8_t* row, std::int32_t weight, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += weight * row[i];
}

TENET_CLONES void clip_row(const std::int32_t* sums, std::uint8_t* out, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) out[i] = clipped(sums[i]);
}

/// ITU-R 601, with torchvision's digits, cut off to a byte.
inline int grey_of(int r, int g, int b) { return static_cast<int>(0.2989 * r + 0.587 * g + 0.114 * b); }

inline std::uint8_t stored(double value) { return static_cast<std::uint8_t>(static_cast<int>(std::min(std::max(value, 0.0), 255.0))); }

template <std::size_t Channels>
inline void mix_pixels(const std::uint8_t* source, std::size_t pixels, double ratio, std::uint8_t* out) {
  const double rest = 1 - ratio;
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::uint8_t* at = source + i * Channels;
    const double grey = rest * grey_of(at[0], at[1], at[2]);
    for (std::size_t c = 0; c < 3; ++c) out[i * Channels + c] = stored(ratio * at[c] + grey);
    if constexpr (Channels == 4) out[i * Channels + 3] = at[3];
  }
}

TENET_CLONES void mix_rgb(const std::uint8_t* source, std::size_t pixels, double ratio, std::uint8_t* out) {
  mix_pixels<3>(source, pixels, ratio, out);
}
TENET_CLONES void mix_rgba(const std::uint8_t* source, std::size_t pixels, double ratio, std::uint8_t* out) {
  mix_pixels<4>(source, pixels, ratio, out);
}

/// All bits where it is so, none where it is not: selections without branches, which could not be made vectors of.
inline int when(bool condition) { return -static_cast<int>(condition); }

/// A part of the greatest sample, from 0 to 1, as torchvision stores it.
inline int byte_of(double part) { return static_cast<int>(std::min(std::max(part * 255.999, 0.0), 255.0)); }

/// From red, green and blue to value, saturation and hue, and back with another hue. No branches: every pixel takes the same steps.
template <std::size_t Channels>
inline void turn_pixels(const std::uint8_t* source, std::size_t pixels, double shift, std::uint8_t* out) {
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::uint8_t* at = source + i * Channels;
    const int r = at[0];
    const int g = at[1];
    const int b = at[2];
    const int most = std::max(std::max(r, g), b);
    const int range = most - std::min(std::min(r, g), b);
    const int red_most = when(most == r);
    const int green_most = when(most == g) & ~red_most;
    const int blue_most = ~(red_most | green_most);
    const int base = (2 & green_most) | (4 & blue_most);
    const int difference = ((g - b) & red_most) | ((b - r) & green_most) | ((r - g) & blue_most);
    // Of greys the difference is 0, whatever it is divided by.
    const double angle = (base + static_cast<double>(difference) / std::max(range, 1)) / 6 + 1 + shift;
    const double h = (angle - static_cast<int>(angle)) * 6;
    const int sector = static_cast<int>(h);
    const double f = h - sector;
    const double v = static_cast<double>(most) / 255;
    const double s = static_cast<double>(range) / std::max(most, 1);
    const int p = byte_of(v * (1 - s));
    const int q = byte_of(v * (1 - s * f));
    const int t = byte_of(v * (1 - s * (1 - f)));
    const int value = byte_of(v);
    // Sector 6 is sector 0.
    const int in0 = when(sector == 0) | when(sector == 6);
    const int in1 = when(sector == 1);
    const int in2 = when(sector == 2);
    const int in3 = when(sector == 3);
    const int in4 = when(sector == 4);
    const int in5 = when(sector == 5);
    out[i * Channels] = static_cast<std::uint8_t>((value & (in0 | in5)) | (q & in1) | (p & (in2 | in3)) | (t & in4));
    out[i * Channels + 1] = static_cast<std::uint8_t>((t & in0) | (value & (in1 | in2)) | (q & in3) | (p & (in4 | in5)));
    out[i * Channels + 2] = static_cast<std::uint8_t>((p & (in0 | in1)) | (t & in2) | (value & (in3 | in4)) | (q & in5));
    if constexpr (Channels == 4) out[i * Channels + 3] = at[3];
  }
}

TENET_CLONES void turn_rgb(const std::uint8_t* source, std::size_t pixels, double shift, std::uint8_t* out) {
  turn_pixels<3>(source, pixels, shift, out);
}
TENET_CLONES void turn_rgba(const std::uint8_t* source, std::size_t pixels, double shift, std::uint8_t* out) {
  turn_pixels<4>(source, pixels, shift, out);
}

template <std::size_t Channels>
inline std::uint64_t grey_sum(const std::uint8_t* source, std::size_t pixels) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < pixels; ++i)
    sum += static_cast<std::uint64_t>(grey_of(source[i * Channels], source[i * Channels + 1], source[i * Channels + 2]));
  return sum;
}

TENET_CLONES std::uint64_t grey_sum_rgb(const std::uint8_t* source, std::size_t pixels) { return grey_sum<3>(source, pixels); }
TENET_CLONES std::uint64_t grey_sum_rgba(const std::uint8_t* source, std::size_t pixels) { return grey_sum<4>(source, pixels); }

}  // namespace

void resample(const region& from, const weights& across, const weights& down, bytes_out out) {
  const std::size_t stride = across.starts.size() * from.channels;
  // Without a second pass the first one writes the result.
  std::vector<std::uint8_t> between(down.identity ? 0 : from.height * stride);
  std::uint8_t* rows = down.identity ? out.data() : between.data();
  for (std::size_t y = 0; y < from.height;) {
    const std::uint8_t* row = from.source.data() + from.offset + y * from.stride;
    std::uint8_t* target = rows + y * stride;
#if defined(__GNUC__)
    // Of the last row of all there is no byte after the last pixel.
    if (from.channels == 3 && !across.identity && y + together < from.height) {
      across_rgb(row, from.stride, across, target, stride);
      y += together;
      continue;
    }
#endif
    if (across.identity) std::memcpy(target, row, stride);
    else across_row(row, across, from.channels, target);
    ++y;
  }
  if (down.identity) return;
  std::vector<std::int32_t> sums(stride);
  for (std::size_t y = 0; y < down.starts.size(); ++y) {
    std::fill(sums.begin(), sums.end(), half);
    for (std::int32_t k = 0; k < down.counts[y]; ++k)
      add_row(sums.data(), rows + static_cast<std::size_t>(down.starts[y] + k) * stride, down.values[y * down.width + static_cast<std::size_t>(k)], stride);
    clip_row(sums.data(), out.data() + y * stride, stride);
  }
}

void map(bytes source, bytes tables, std::size_t channels, bytes_out out) {
  const std::size_t pixels = source.size() / channels;
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t c = 0; c < channels; ++c) out[i * channels + c] = tables[256 * c + source[i * channels + c]];
}

double sum_grey(bytes source, std::size_t channels) {
  std::uint64_t sum = 0;
  if (channels == 1)
    for (const std::uint8_t value : source) sum += value;
  else
    sum = channels == 3 ? grey_sum_rgb(source.data(), source.size() / 3) : grey_sum_rgba(source.data(), source.size() / 4);
  return static_cast<double>(sum);
}

void mix_with_grey(bytes source, std::size_t channels, double ratio, bytes_out out) {
  if (channels == 3) mix_rgb(source.data(), source.size() / 3, ratio, out.data());
  else mix_rgba(source.data(), source.size() / 4, ratio, out.data());
}

void turn_hue(bytes source, std::size_t channels, double shift, bytes_out out) {
  if (channels == 3) turn_rgb(source.data(), source.size() / 3, shift, out.data());
  else turn_rgba(source.data(), source.size() / 4, shift, out.data());
}

void to_planes(bytes source, std::span<const float> tables, std::size_t channels, std::span<float> out) {
  const std::size_t pixels = source.size() / channels;
  for (std::size_t c = 0; c < channels; ++c) {
    const float* table = tables.data() + 256 * c;
    float* plane = out.data() + c * pixels;
    for (std::size_t i = 0; i < pixels; ++i) plane[i] = table[source[i * channels + c]];
  }
}

void mirror(bytes source, std::size_t width, std::size_t channels, bytes_out out) {
  const std::size_t stride = width * channels;
  const auto turned = [&]<std::size_t Channels>(std::integral_constant<std::size_t, Channels>) {
    for (std::size_t start = 0; start < source.size(); start += stride)
      for (std::size_t x = 0; x < width; ++x)
        for (std::size_t c = 0; c < Channels; ++c) out[start + x * Channels + c] = source[start + (width - 1 - x) * Channels + c];
  };
  if (channels == 1) turned(std::integral_constant<std::size_t, 1>{});
  else if (channels == 3) turned(std::integral_constant<std::size_t, 3>{});
  else turned(std::integral_constant<std::size_t, 4>{});
}

}  // namespace tenet::pixels
