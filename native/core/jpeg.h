// Baseline JPEG, the kind that nearly all photographs are in: to the bytes that libjpeg gives with its accurate inverse cosine transform and its
// smooth enlarging of colours. Whatever is not plainly that, be it another kind of JPEG or a damaged file, is left to the caller, who has a decoder
// of all kinds and better words for what is wrong: nothing is guessed here.
// Source: ITU-T T.81 (1992); JFIF 1.02 (1992).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace tenet::jpeg {

struct image {
  std::size_t width;
  std::size_t height;
  /// 1, grey, or 3, red, green and blue.
  std::size_t channels;
  std::unique_ptr<std::uint8_t[]> samples;
};

/// The image of a whole file, or nothing where it is not plainly a baseline JPEG in sRGB, upright, with at most so many pixels.
[[nodiscard]] std::optional<image> decode(std::span<const std::uint8_t> file, std::size_t most_pixels);

}  // namespace tenet::jpeg
