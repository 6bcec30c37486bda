// Decoding of JavaScript values. Everything that arrives is checked here and leaves as a C++ value; the messages name the
// call and the argument, what was expected and what was got.
#pragma once

#include <napi.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "../core/errors.h"
#include "../core/program.h"

namespace tenet::bind {

/// What a value is, for a message: `3.5`, `"text"`, `undefined`, `an object`.
[[nodiscard]] std::string describe(const Napi::Value& value);

[[nodiscard]] double to_number(const Napi::Value& value, const std::string& what);
/// A whole number between the bounds, both included.
[[nodiscard]] std::size_t to_whole(const Napi::Value& value, const std::string& what, std::size_t from, std::size_t to);
/// A whole number of bytes, at most 2^53 - 1.
[[nodiscard]] std::size_t to_bytes(const Napi::Value& value, const std::string& what);
[[nodiscard]] std::string to_text(const Napi::Value& value, const std::string& what);
[[nodiscard]] Napi::Array to_array(const Napi::Value& value, const std::string& what);
[[nodiscard]] Napi::Object to_object(const Napi::Value& value, const std::string& what);
/// The bytes of a Uint8Array, valid while the array is.
[[nodiscard]] std::span<std::byte> to_view(const Napi::Value& value, const std::string& what);
/// The elements of an Int32Array and of a Float32Array, as long as the array is there.
[[nodiscard]] std::span<std::int32_t> to_integers(const Napi::Value& value, const std::string& what);
[[nodiscard]] std::span<float> to_floats(const Napi::Value& value, const std::string& what);
[[nodiscard]] std::vector<std::string> to_texts(const Napi::Value& value, const std::string& what);
[[nodiscard]] program_spec to_program_spec(const Napi::Value& value);

/// Runs a method's body; what it throws becomes the JavaScript exception of its kind.
template <typename Body>
Napi::Value guarded(Napi::Env env, Body body) {
  try {
    return body();
  } catch (const failure& reason) {
    switch (reason.kind()) {
      case failure_kind::type:
        throw Napi::TypeError::New(env, reason.what());
      case failure_kind::range:
        throw Napi::RangeError::New(env, reason.what());
      case failure_kind::error:
        break;
    }
    throw Napi::Error::New(env, reason.what());
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw Napi::RangeError::New(env, "out of memory");
  } catch (const std::exception& reason) {
    throw Napi::Error::New(env, reason.what());
  }
}

}  // namespace tenet::bind
