// The methods on text: where a line may begin and how many fit are checked here.
#include "../core/vector_lines.h"

#include "arguments.h"
#include "instance.h"

namespace tenet::bind {

namespace {

/// Places are integers of 31 bits.
constexpr std::size_t longest = (std::size_t{1} << 31) - 1;

std::span<const std::uint8_t> to_text_bytes(const Napi::Value& value, const std::string& what) {
  const auto view = to_view(value, what);
  if (view.size() > longest) fail_range(what + ": expected less than 2 GiB, got " + std::to_string(view.size()) + " bytes");
  return {reinterpret_cast<const std::uint8_t*>(view.data()), view.size()};
}

}  // namespace

Napi::Value instance::count_lines(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return Napi::Number::New(info.Env(), static_cast<double>(text::count_lines(to_text_bytes(info[0], "countLines: bytes"))));
  });
}

Napi::Value instance::read_vector_lines(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto bytes = to_text_bytes(info[0], "readVectorLines: bytes");
    const std::size_t start = to_whole(info[1], "readVectorLines: start", 0, bytes.size());
    const std::size_t dimensions = to_whole(info[2], "readVectorLines: dimensions", 1, longest);
    const auto rows = to_floats(info[3], "readVectorLines: rows");
    const auto places = to_integers(info[4], "readVectorLines: places");
    static_assert(sizeof(text::line_places) == 3 * sizeof(std::int32_t));
    const std::span lines(reinterpret_cast<text::line_places*>(places.data()), places.size() / 3);
    return Napi::Number::New(info.Env(), static_cast<double>(text::read_lines(bytes, start, dimensions, rows, lines)));
  });
}

}  // namespace tenet::bind
