// Planes of samples from the scan, then rows of pixels from the planes. A plane has whole blocks; what is enlarged is the part of it that the image
// has, edges repeated.
#include "jpeg.h"

#include <algorithm>
#include <vector>

#include "jpeg_frame.h"
#include "jpeg_samples.h"
#include "jpeg_scan.h"

namespace tenet::jpeg {

namespace {

std::size_t divided_up(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

struct plane {
  std::size_t stride;
  /// The samples that the image has.
  std::size_t width;
  std::size_t height;
  std::vector<std::uint8_t> samples;

  [[nodiscard]] const std::uint8_t* row(std::size_t y) const { return samples.data() + y * stride; }
};

std::vector<plane> planes_of(const frame& what) {
  const component& luminance = what.components[0];
  const std::size_t units = divided_up(what.width, 8 * luminance.across);
  const std::size_t rows = divided_up(what.height, 8 * luminance.down);
  std::vector<plane> planes;
  for (const component& each : what.components) {
    const std::size_t stride = units * each.across * 8;
    planes.push_back({stride, divided_up(what.width * each.across, luminance.across), divided_up(what.height * each.down, luminance.down),
                      std::vector<std::uint8_t>(stride * rows * each.down * 8)});
  }
  return planes;
}

/// Whether all codes of the scan are what they should be.
bool read_planes(std::span<const std::uint8_t> file, const frame& what, std::vector<plane>& planes) {
  const component& luminance = what.components[0];
  const std::size_t units = divided_up(what.width, 8 * luminance.across);
  const std::size_t total = units * divided_up(what.height, 8 * luminance.down);
  scan_reader scan(file, what.scan);
  std::int32_t before[3] = {};
  std::int32_t coefficients[block_size] = {};
  for (std::size_t unit = 0; unit < total; ++unit) {
    if (what.restart > 0 && unit > 0 && unit % what.restart == 0) {
      if (!scan.restart(unit / what.restart - 1)) return false;
      std::fill_n(before, 3, 0);
    }
    for (std::size_t c = 0; c < planes.size(); ++c) {
      const component& part = what.components[c];
      plane& into = planes[c];
      const std::size_t top = unit / units * part.down;
      const std::size_t left = unit % units * part.across;
      for (std::size_t y = 0; y < part.down; ++y)
        for (std::size_t x = 0; x < part.across; ++x) {
          const int count = scan.block(part, before[c], coefficients);
          if (count == 0) return false;
          transform_block(coefficients, count, into.samples.data() + (top + y) * 8 * into.stride + (left + x) * 8, into.stride);
          if (count > 1) std::fill_n(coefficients, block_size, 0);
        }
    }
    if (!scan.within()) return false;
  }
  return scan.ends();
}

/// The rows of a plane as wide as the image.
class rows_of {
public:
  rows_of(const plane& from, const component& luminance, std::size_t width)
      : from_(from), luminance_(luminance), sums_(from.width), row_(2 * from.width + width) {}

  const std::uint8_t* at(std::size_t y) {
    if (luminance_.across == 1) return from_.row(y);
    if (luminance_.down == 1) {
      if (from_.width > 2) enlarge_across(from_.row(y), from_.width, row_.data());
      else repeat(from_.row(y));
      return row_.data();
    }
    const std::size_t near = y / 2;
    if (from_.width <= 2) repeat(from_.row(near));
    else {
      const std::size_t far = y % 2 == 1 ? std::min(near + 1, from_.height - 1) : near == 0 ? 0 : near - 1;
      enlarge_both(from_.row(near), from_.row(far), from_.width, sums_.data(), row_.data());
    }
    return row_.data();
  }

private:
  /// Rows too short to be smoothed.
  void repeat(const std::uint8_t* row) {
    for (std::size_t i = 0; i < from_.width; ++i) row_[2 * i] = row_[2 * i + 1] = row[i];
  }

  const plane& from_;
  const component& luminance_;
  std::vector<std::int32_t> sums_;
  std::vector<std::uint8_t> row_;
};

}  // namespace

std::optional<image> decode(std::span<const std::uint8_t> file, std::size_t most_pixels) {
  const auto what = read_frame(file, most_pixels);
  if (!what) return std::nullopt;
  auto planes = planes_of(*what);
  if (!read_planes(file, *what, planes)) return std::nullopt;
  const std::size_t channels = planes.size();
  image result{what->width, what->height, channels, std::make_unique_for_overwrite<std::uint8_t[]>(what->width * what->height * channels)};
  if (channels == 1) {
    for (std::size_t y = 0; y < result.height; ++y) std::copy_n(planes[0].row(y), result.width, result.samples.get() + y * result.width);
    return result;
  }
  rows_of blue(planes[1], what->components[0], result.width);
  rows_of red(planes[2], what->components[0], result.width);
  for (std::size_t y = 0; y < result.height; ++y)
    colour_row(planes[0].row(y), blue.at(y), red.at(y), result.width, result.samples.get() + y * result.width * 3);
  return result;
}

}  // namespace tenet::jpeg
