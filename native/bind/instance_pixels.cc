// The methods on pixels: every size and position is checked here, so that core/pixels reads and writes nothing else.
#include "../core/pixels.h"

#include "arguments.h"
#include "image_decoding.h"
#include "instance.h"

namespace tenet::bind {

namespace {

/// More than any array has; sums and products of two such numbers still fit.
constexpr std::size_t most = std::size_t{1} << 31;

pixels::bytes to_source(const Napi::Value& value, const std::string& what) {
  const auto view = to_view(value, what);
  return {reinterpret_cast<const std::uint8_t*>(view.data()), view.size()};
}

pixels::bytes_out to_target(const Napi::Value& value, const std::string& what, std::size_t size) {
  const auto view = to_view(value, what);
  if (view.size() != size) fail_range(what + ": expected " + std::to_string(size) + " bytes, got " + std::to_string(view.size()));
  return {reinterpret_cast<std::uint8_t*>(view.data()), view.size()};
}

/// @param least channels: 1, or 3 where there must be colours
std::size_t to_channels(const Napi::Value& value, const std::string& what, pixels::bytes source, std::size_t least = 1) {
  const std::size_t channels = to_whole(value, what + ": channels", least, 4);
  if (channels == 2) fail_range(what + ": channels: expected 1, 3 or 4, got 2");
  if (source.size() % channels != 0) {
    fail_range(what + ": expected whole pixels of " + std::to_string(channels) + " bytes, got " + std::to_string(source.size()) + " bytes");
  }
  return channels;
}

/// A finite number: what is computed with it can be stored as an integer.
double to_finite(const Napi::Value& value, const std::string& what, double least, double greatest) {
  const double number = to_number(value, what);
  if (!(number >= least && number <= greatest)) fail_range(what + ": out of range");
  return number;
}

/// Weights that read positions below `size` only.
pixels::weights to_weights(const Napi::Value& value, const std::string& what, std::size_t size) {
  const Napi::Object object = to_object(value, what);
  const pixels::weights result{to_integers(object.Get("starts"), what + ".starts"), to_integers(object.Get("counts"), what + ".counts"),
                               to_integers(object.Get("weights"), what + ".weights"), to_whole(object.Get("width"), what + ".width", 0, most),
                               object.Get("same").ToBoolean().Value()};
  const std::size_t count = result.starts.size();
  if (result.counts.size() != count || (result.width > 0 && result.values.size() / result.width < count)) {
    fail_range(what + ": expected a start, a count and " + std::to_string(result.width) + " weights for each of " + std::to_string(count) +
               " positions");
  }
  if (result.identity && count != size) fail_range(what + ": expected as many positions as the source has");
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t start = result.starts[i];
    const std::int64_t taken = result.counts[i];
    if (start < 0 || taken < 0 || taken > static_cast<std::int64_t>(result.width) || start + taken > static_cast<std::int64_t>(size)) {
      fail_range(what + ": position " + std::to_string(i) + " reads beyond the source");
    }
  }
  return result;
}

}  // namespace

Napi::Value instance::resample(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto source = to_source(info[0], "resample: source");
    const auto whole = [&](std::size_t i, const char* name, std::size_t from) { return to_whole(info[i], std::string("resample: ") + name, from, most); };
    const std::size_t stride = whole(1, "stride", 1);
    const std::size_t offset = whole(2, "offset", 0);
    const std::size_t height = whole(3, "height", 1);
    const std::size_t width = whole(4, "width", 1);
    const std::size_t channels = to_whole(info[5], "resample: channels", 1, 4);
    if (width * channels > stride || height > most / stride || offset + (height - 1) * stride + width * channels > source.size()) {
      fail_range("resample: the region reaches beyond the source");
    }
    const auto across = to_weights(info[6], "resample: across", width);
    const auto down = to_weights(info[7], "resample: down", height);
    const auto out = to_target(info[8], "resample: target", across.starts.size() * down.starts.size() * channels);
    pixels::resample({source, stride, offset, height, channels}, across, down, out);
    return info.Env().Undefined();
  });
}

Napi::Value instance::map_bytes(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto source = to_source(info[0], "mapBytes: source");
    const auto tables = to_source(info[1], "mapBytes: tables");
    const std::size_t channels = to_channels(info[2], "mapBytes", source);
    if (tables.size() != 256 * channels) fail_range("mapBytes: expected a table of 256 bytes for each channel");
    pixels::map(source, tables, channels, to_target(info[3], "mapBytes: target", source.size()));
    return info.Env().Undefined();
  });
}

Napi::Value instance::sum_grey(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto source = to_source(info[0], "sumGrey: source");
    return Napi::Number::New(info.Env(), pixels::sum_grey(source, to_channels(info[1], "sumGrey", source)));
  });
}

Napi::Value instance::mix_with_grey(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto source = to_source(info[0], "mixWithGrey: source");
    const std::size_t channels = to_channels(info[1], "mixWithGrey", source, 3);
    const double ratio = to_finite(info[2], "mixWithGrey: ratio", 0, std::numeric_limits<double>::max());
    pixels::mix_with_grey(source, channels, ratio, to_target(info[3], "mixWithGrey: target", source.size()));
    return info.Env().Undefined();
  });
}

Napi::Value instance::turn_hue(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto source = to_source(info[0], "turnHue: source");
    const std::size_t channels = to_channels(info[1], "turnHue", source, 3);
    const double shift = to_finite(info[2], "turnHue: shift", -0.5, 0.5);
    pixels::turn_hue(source, channels, shift, to_target(info[3], "turnHue: target", source.size()));
    return info.Env().Undefined();
  });
}

Napi::Value instance::to_planes(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto source = to_source(info[0], "toPlanes: source");
    const auto tables = to_floats(info[1], "toPlanes: tables");
    const std::size_t channels = to_channels(info[2], "toPlanes", source);
    const auto out = to_floats(info[3], "toPlanes: target");
    if (tables.size() != 256 * channels) fail_range("toPlanes: expected a table of 256 numbers for each channel");
    if (out.size() != source.size()) fail_range("toPlanes: expected a number for each byte of the source");
    pixels::to_planes(source, tables, channels, out);
    return info.Env().Undefined();
  });
}

Napi::Value instance::mirror(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto source = to_source(info[0], "mirror: source");
    const std::size_t width = to_whole(info[1], "mirror: width", 1, most);
    const std::size_t channels = to_channels(info[2], "mirror", source);
    if (source.size() % (width * channels) != 0) fail_range("mirror: expected whole rows");
    pixels::mirror(source, width, channels, to_target(info[3], "mirror: target", source.size()));
    return info.Env().Undefined();
  });
}

Napi::Value instance::decode_jpeg(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return bind::decode_jpeg(info.Env(), to_source(info[0], "decodeJpeg: file"), to_whole(info[1], "decodeJpeg: most pixels", 0, most));
  });
}

}  // namespace tenet::bind
