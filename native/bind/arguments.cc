// The checks of arguments.h and the decoding of a program's specification.
#include "arguments.h"

#include <cmath>

namespace tenet::bind {

namespace {

constexpr std::size_t largest_integer = (std::size_t{1} << 53) - 1;
constexpr std::size_t most_slots = std::size_t{1} << 24;

[[noreturn]] void expected(const std::string& what, const std::string& wanted, const Napi::Value& value) {
  fail_type(what + ": expected " + wanted + ", got " + describe(value));
}

std::string number_text(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  std::string text(32, '\0');
  text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%.17g", number)));
  return text;
}

std::string element(const std::string& what, std::uint32_t index) { return what + "[" + std::to_string(index) + "]"; }

std::uint32_t to_slot(const Napi::Value& value, const std::string& what) {
  return static_cast<std::uint32_t>(to_whole(value, what, 0, most_slots));
}

/// -1 where none is given.
std::int64_t to_optional_slot(const Napi::Value& value, const std::string& what) {
  return value.IsUndefined() ? -1 : static_cast<std::int64_t>(to_slot(value, what));
}

std::int64_t to_signed(const Napi::Value& value, const std::string& what) {
  const double number = to_number(value, what);
  constexpr auto largest = static_cast<double>(largest_integer);
  if (!(number >= -largest && number <= largest) || number != std::floor(number)) {
    fail_range(what + ": expected a whole number, got " + number_text(number));
  }
  return static_cast<std::int64_t>(number);
}

/// Steps hold steps; a program deeper than this was not made by a compiler.
constexpr unsigned deepest = 256;

std::vector<step_spec> to_steps(const Napi::Value& value, const std::string& what, unsigned depth);

kernel_spec to_kernel(const Napi::Object& object, const std::string& what) {
  kernel_spec step;
  step.symbol = to_text(object.Get("symbol"), what + ".symbol");
  const Napi::Array slots = to_array(object.Get("slots"), what + ".slots");
  for (std::uint32_t i = 0; i < slots.Length(); ++i) step.slots.push_back(to_slot(slots.Get(i), element(what + ".slots", i)));
  step.tasks = static_cast<std::int64_t>(to_whole(object.Get("tasks"), what + ".tasks", 1, largest_integer));
  step.scratch_bytes = to_bytes(object.Get("scratchBytes"), what + ".scratchBytes");
  step.cost = to_number(object.Get("cost"), what + ".cost");
  if (!(step.cost >= 0)) fail_range(what + ".cost: expected nanoseconds from 0, got " + number_text(step.cost));
  return step;
}

/// Each is a step of its own that runs at the same time as the others.
stage_spec to_stage(const Napi::Value& value, const std::string& what) {
  const Napi::Array array = to_array(value, what);
  stage_spec step;
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const std::string name = element(what, i);
    const Napi::Object each = to_object(array.Get(i), name);
    if (to_text(each.Get("op"), name + ".op") != "kernel") fail_range(name + ".op: expected 'kernel', got " + describe(each.Get("op")));
    step.kernels.push_back(to_kernel(each, name));
  }
  return step;
}

std::vector<carry_spec> to_carries(const Napi::Value& value, const std::string& what) {
  const Napi::Array array = to_array(value, what);
  std::vector<carry_spec> carries;
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const std::string name = element(what, i);
    const Napi::Object each = to_object(array.Get(i), name);
    const auto slot = [&](const char* key) { return to_slot(each.Get(key), name + "." + key); };
    carries.push_back({slot("initial"), slot("current"), slot("next"), slot("result"), slot("spare"), to_bytes(each.Get("bytes"), name + ".bytes")});
  }
  return carries;
}

std::vector<window_spec> to_windows(const Napi::Value& value, const std::string& what) {
  const Napi::Array array = to_array(value, what);
  std::vector<window_spec> windows;
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const std::string name = element(what, i);
    const Napi::Object each = to_object(array.Get(i), name);
    windows.push_back({to_slot(each.Get("slice"), name + ".slice"), to_slot(each.Get("of"), name + ".of"),
                       to_signed(each.Get("start"), name + ".start"), to_signed(each.Get("stride"), name + ".stride")});
  }
  return windows;
}

step_spec to_step(const Napi::Value& value, const std::string& what, unsigned depth) {
  const Napi::Object object = to_object(value, what);
  const std::string op = to_text(object.Get("op"), what + ".op");
  if (op == "kernel") return {stage_spec{{to_kernel(object, what)}}};
  if (op == "stage") return {to_stage(object.Get("kernels"), what + ".kernels")};
  if (op == "copy") {
    return {copy_spec{to_slot(object.Get("from"), what + ".from"), to_slot(object.Get("to"), what + ".to"),
                      to_bytes(object.Get("bytes"), what + ".bytes")}};
  }
  if (op == "loop") {
    return {loop_spec{static_cast<std::int64_t>(to_whole(object.Get("times"), what + ".times", 0, largest_integer)),
                      to_carries(object.Get("carries"), what + ".carries"), to_windows(object.Get("windows"), what + ".windows"),
                      to_steps(object.Get("body"), what + ".body", depth + 1)}};
  }
  if (op == "while") {
    return {while_spec{to_steps(object.Get("condition"), what + ".condition", depth + 1), to_slot(object.Get("holds"), what + ".holds"),
                       to_carries(object.Get("carries"), what + ".carries"), to_steps(object.Get("body"), what + ".body", depth + 1)}};
  }
  if (op != "branch") fail_range(what + ".op: expected 'kernel', 'stage', 'copy', 'loop', 'while' or 'branch', got " + describe(object.Get("op")));
  branch_spec step{to_slot(object.Get("index"), what + ".index"), {}};
  const Napi::Array branches = to_array(object.Get("branches"), what + ".branches");
  for (std::uint32_t i = 0; i < branches.Length(); ++i) {
    step.branches.push_back(to_steps(branches.Get(i), element(what + ".branches", i), depth + 1));
  }
  return {std::move(step)};
}

std::vector<step_spec> to_steps(const Napi::Value& value, const std::string& what, unsigned depth) {
  if (depth > deepest) fail_range(what + ": steps may be nested " + std::to_string(deepest) + " deep");
  const Napi::Array array = to_array(value, what);
  std::vector<step_spec> steps;
  for (std::uint32_t i = 0; i < array.Length(); ++i) steps.push_back(to_step(array.Get(i), element(what, i), depth));
  return steps;
}

std::vector<std::size_t> to_sizes(const Napi::Value& value, const std::string& what) {
  const Napi::Array array = to_array(value, what);
  std::vector<std::size_t> sizes;
  for (std::uint32_t i = 0; i < array.Length(); ++i) sizes.push_back(to_bytes(array.Get(i), element(what, i)));
  return sizes;
}

}  // namespace

std::string describe(const Napi::Value& value) {
  switch (value.Type()) {
    case napi_undefined:
      return "undefined";
    case napi_null:
      return "null";
    case napi_boolean:
      return value.As<Napi::Boolean>().Value() ? "true" : "false";
    case napi_number:
      return number_text(value.As<Napi::Number>().DoubleValue());
    case napi_string: {
      const std::string text = value.As<Napi::String>().Utf8Value();
      return text.size() <= 40 ? '"' + text + '"' : "a string of " + std::to_string(text.size()) + " bytes";
    }
    case napi_symbol:
      return "a symbol";
    case napi_function:
      return "a function";
    case napi_bigint:
      return "a bigint";
    case napi_external:
      return "a handle of another kind";
    case napi_object:
      break;
  }
  return value.IsArray() ? "an array" : "an object";
}

double to_number(const Napi::Value& value, const std::string& what) {
  if (!value.IsNumber()) expected(what, "a number", value);
  return value.As<Napi::Number>().DoubleValue();
}

std::size_t to_whole(const Napi::Value& value, const std::string& what, std::size_t from, std::size_t to) {
  const double number = to_number(value, what);
  if (!(number >= static_cast<double>(from) && number <= static_cast<double>(to)) || number != std::floor(number)) {
    fail_range(what + ": expected a whole number from " + std::to_string(from) + " to " + std::to_string(to) + ", got " +
               number_text(number));
  }
  return static_cast<std::size_t>(number);
}

std::size_t to_bytes(const Napi::Value& value, const std::string& what) { return to_whole(value, what, 0, largest_integer); }

std::string to_text(const Napi::Value& value, const std::string& what) {
  if (!value.IsString()) expected(what, "a string", value);
  return value.As<Napi::String>().Utf8Value();
}

Napi::Array to_array(const Napi::Value& value, const std::string& what) {
  if (!value.IsArray()) expected(what, "an array", value);
  return value.As<Napi::Array>();
}

Napi::Object to_object(const Napi::Value& value, const std::string& what) {
  if (value.Type() != napi_object) expected(what, "an object", value);
  return value.As<Napi::Object>();
}

namespace {

/// The elements of a typed array of this kind.
template <typename Element>
std::span<Element> to_elements(const Napi::Value& value, const std::string& what, napi_typedarray_type wanted, const char* name) {
  napi_typedarray_type type = napi_int8_array;
  void* data = nullptr;
  std::size_t length = 0;
  const bool typed = value.IsTypedArray() && napi_get_typedarray_info(value.Env(), value, &type, &length, &data, nullptr,
                                                                      nullptr) == napi_ok;
  if (!typed || type != wanted) expected(what, name, value);
  return {static_cast<Element*>(data), data == nullptr ? 0 : length};
}

}  // namespace

std::span<std::byte> to_view(const Napi::Value& value, const std::string& what) {
  return to_elements<std::byte>(value, what, napi_uint8_array, "a Uint8Array");
}

std::span<std::int32_t> to_integers(const Napi::Value& value, const std::string& what) {
  return to_elements<std::int32_t>(value, what, napi_int32_array, "an Int32Array");
}

std::span<float> to_floats(const Napi::Value& value, const std::string& what) {
  return to_elements<float>(value, what, napi_float32_array, "a Float32Array");
}

std::vector<std::string> to_texts(const Napi::Value& value, const std::string& what) {
  const Napi::Array array = to_array(value, what);
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < array.Length(); ++i) texts.push_back(to_text(array.Get(i), element(what, i)));
  return texts;
}

program_spec to_program_spec(const Napi::Value& value) {
  const Napi::Object object = to_object(value, "createProgram: spec");
  program_spec spec;
  spec.input_bytes = to_sizes(object.Get("inputBytes"), "createProgram: inputBytes");
  spec.output_bytes = to_sizes(object.Get("outputBytes"), "createProgram: outputBytes");
  spec.arena_bytes = to_bytes(object.Get("arenaBytes"), "createProgram: arenaBytes");

  const Napi::Array temporaries = to_array(object.Get("temporaries"), "createProgram: temporaries");
  for (std::uint32_t i = 0; i < temporaries.Length(); ++i) {
    const std::string what = element("createProgram: temporaries", i);
    const Napi::Object each = to_object(temporaries.Get(i), what);
    spec.temporaries.push_back({to_bytes(each.Get("offset"), what + ".offset"), to_bytes(each.Get("bytes"), what + ".bytes"),
                                to_optional_slot(each.Get("within"), what + ".within")});
  }
  if (const Napi::Value given = object.Get("donations"); !given.IsUndefined()) {
    const Napi::Array donations = to_array(given, "createProgram: donations");
    for (std::uint32_t i = 0; i < donations.Length(); ++i) {
      const std::string what = element("createProgram: donations", i);
      const Napi::Object each = to_object(donations.Get(i), what);
      spec.donations.push_back({to_slot(each.Get("input"), what + ".input"), to_optional_slot(each.Get("output"), what + ".output")});
    }
  }
  spec.pointer_bytes = to_sizes(object.Get("pointerBytes"), "createProgram: pointerBytes");
  spec.steps = to_steps(object.Get("steps"), "createProgram: steps", 0);
  return spec;
}

}  // namespace tenet::bind
