// Images decoded on Node's own threads, the smallest at once: a promise each. The bytes of the file are copied first, so that whoever holds them may do as he likes.
#pragma once

#include <napi.h>

#include <cstdint>
#include <span>

namespace tenet::bind {

/// A promise of { width, height, channels, data }, or of null where the file is not plainly a baseline JPEG (see core/jpeg.h).
[[nodiscard]] Napi::Promise decode_jpeg(Napi::Env env, std::span<const std::uint8_t> file, std::size_t most_pixels);

}  // namespace tenet::bind
