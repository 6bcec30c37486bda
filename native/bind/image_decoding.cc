// The worker of one image: it owns the copy of the file until the image is there, then hands the samples over without copying them.
#include "image_decoding.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "../core/jpeg.h"

namespace tenet::bind {

namespace {

/// A file and an image so small that they are decoded sooner than handed to another thread.
constexpr std::size_t small_file = std::size_t{1} << 13;
constexpr std::size_t small_pixels = std::size_t{1} << 14;

Napi::Value to_value(Napi::Env env, std::optional<jpeg::image>& decoded) {
  if (!decoded) return env.Null();
  auto result = Napi::Object::New(env);
  result.Set("width", static_cast<double>(decoded->width));
  result.Set("height", static_cast<double>(decoded->height));
  result.Set("channels", static_cast<double>(decoded->channels));
  const std::size_t size = decoded->width * decoded->height * decoded->channels;
  std::uint8_t* const samples = decoded->samples.release();
  const auto memory = Napi::ArrayBuffer::New(env, samples, size, [](Napi::Env, void* data) { delete[] static_cast<std::uint8_t*>(data); });
  result.Set("data", Napi::Uint8Array::New(env, size, memory, 0));
  return result;
}

class jpeg_worker : public Napi::AsyncWorker {
public:
  jpeg_worker(Napi::Env env, std::span<const std::uint8_t> file, std::size_t most_pixels)
      : Napi::AsyncWorker(env, "tenet image"),
        promise_(Napi::Promise::Deferred::New(env)),
        file_(file.begin(), file.end()),
        most_pixels_(most_pixels) {}

  [[nodiscard]] Napi::Promise promise() const { return promise_.Promise(); }

protected:
  void Execute() override { image_ = jpeg::decode(file_, most_pixels_); }

  void OnOK() override {
    const Napi::Env env = Env();
    const Napi::HandleScope scope(env);
    promise_.Resolve(to_value(env, image_));
  }

  void OnError(const Napi::Error& error) override { promise_.Reject(error.Value()); }

private:
  Napi::Promise::Deferred promise_;
  std::vector<std::uint8_t> file_;
  std::size_t most_pixels_;
  std::optional<jpeg::image> image_;
};

}  // namespace

Napi::Promise decode_jpeg(Napi::Env env, std::span<const std::uint8_t> file, std::size_t most_pixels) {
  if (file.size() <= small_file) {
    if (auto decoded = jpeg::decode(file, std::min(most_pixels, small_pixels))) {
      const auto promise = Napi::Promise::Deferred::New(env);
      promise.Resolve(to_value(env, decoded));
      return promise.Promise();
    }
  }
  // It deletes itself when it is done.
  auto* const worker = new jpeg_worker(env, file, most_pixels);
  const Napi::Promise promise = worker->promise();
  worker->Queue();
  return promise;
}

}  // namespace tenet::bind
