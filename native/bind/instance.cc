// The methods over storages and programs: decode the arguments, call core, encode the result. `run` is the hot path and
// speaks to Node-API directly.
#include "instance.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "arguments.h"

namespace tenet::bind {

namespace {

/// Cuts a stack back to its height at construction.
template <typename Stack>
class stack_frame {
public:
  explicit stack_frame(Stack& stack) : stack_(stack), base_(stack.size()) {}
  ~stack_frame() { stack_.resize(base_); }
  stack_frame(const stack_frame&) = delete;
  stack_frame& operator=(const stack_frame&) = delete;
  [[nodiscard]] std::size_t base() const noexcept { return base_; }

private:
  Stack& stack_;
  std::size_t base_;
};

/// A run expected to be longer would hold up the JavaScript thread; handing a shorter one over costs more than it brings, a thread more than
/// there are cores. Many short ones that are queued already may be waited for, once; a long one may not.
constexpr std::chrono::microseconds longest_inline{1000};

enum class run_mode { inlined, queued, measured };

run_mode to_mode(napi_env env, napi_value value) {
  char text[16] = {};
  std::size_t length = 0;
  if (napi_get_value_string_latin1(env, value, text, sizeof text, &length) == napi_ok) {
    const std::string_view mode(text, length);
    if (mode == "inline") return run_mode::inlined;
    if (mode == "queued") return run_mode::queued;
    if (mode == "measured") return run_mode::measured;
  }
  fail_type("run: expected mode 'inline', 'queued' or 'measured', got " + describe(Napi::Value(env, value)));
}

}  // namespace

instance::instance(Napi::Env env, Napi::Object exports)
    : env_(env), executor_(default_threads()), handles_(env), settlements_(env, executor_) {
  DefineAddon(exports, {
                           InstanceMethod("loadLlvm", &instance::load_llvm),
                           InstanceMethod("compileAhead", &instance::compile_ahead),
                           InstanceMethod("compile", &instance::compile),
                           InstanceMethod("assembly", &instance::assembly),
                           InstanceMethod("link", &instance::link),
                           InstanceMethod("createProgram", &instance::create_program),
                           InstanceMethod("allocate", &instance::allocate),
                           InstanceMethod("byteLength", &instance::byte_length),
                           InstanceMethod("write", &instance::write),
                           InstanceMethod("read", &instance::read),
                           InstanceMethod("run", &instance::run),
                           InstanceMethod("settled", &instance::settled),
                           InstanceMethod("setThreads", &instance::set_threads),
                           InstanceMethod("threads", &instance::get_threads),
                           InstanceMethod("memory", &instance::memory),
                           InstanceMethod("resetPeak", &instance::reset_peak),
                           InstanceMethod("trim", &instance::trim),
                           InstanceMethod("resample", &instance::resample),
                           InstanceMethod("mapBytes", &instance::map_bytes),
                           InstanceMethod("sumGrey", &instance::sum_grey),
                           InstanceMethod("mixWithGrey", &instance::mix_with_grey),
                           InstanceMethod("turnHue", &instance::turn_hue),
                           InstanceMethod("toPlanes", &instance::to_planes),
                           InstanceMethod("mirror", &instance::mirror),
                           InstanceMethod("decodeJpeg", &instance::decode_jpeg),
                           InstanceMethod("countLines", &instance::count_lines),
                           InstanceMethod("readVectorLines", &instance::read_vector_lines),
                       });
}

buffer_ref instance::acquire(std::size_t bytes) {
  handles_.poll(bytes);
  if (auto pooled = pool_.reuse(bytes)) return pooled;
  if (auto fresh = pool_.acquire(bytes)) return fresh;
  if (const std::size_t physical = platform::physical_memory(); physical == 0 || bytes <= physical) {
    executor_.wait_idle();
    handles_.collect();
    pool_.trim();
    if (auto fresh = pool_.acquire(bytes)) return fresh;
  }
  fail_range("cannot allocate " + std::to_string(bytes) + " bytes");
}

buffer* instance::storage(napi_value value, const char* what) const {
  const auto* found = handles_.find<buffer_ref>(value);
  if (found == nullptr) fail_type(std::string(what) + ": expected a storage, got " + describe(Napi::Value(env_, value)));
  return found->get();
}

Napi::Value instance::allocate(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const std::size_t bytes = to_bytes(info[0], "allocate: bytes");
    return {env_, handles_.create(acquire(bytes), bytes)};
  });
}

Napi::Value instance::byte_length(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    return Napi::Number::New(info.Env(), static_cast<double>(storage(info[0], "byteLength")->bytes));
  });
}

Napi::Value instance::write(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    buffer* target = storage(info[0], "write");
    const auto source = to_view(info[1], "write: source");
    if (source.size() > target->bytes) {
      fail_range("write: the source has " + std::to_string(source.size()) + " bytes, the storage " + std::to_string(target->bytes));
    }
    executor_.wait(std::max(target->written_by, target->used_by));
    if (!source.empty()) std::memcpy(target->data, source.data(), source.size());
    return info.Env().Undefined();
  });
}

Napi::Value instance::read(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    buffer* source = storage(info[0], "read");
    const auto target = to_view(info[1], "read: target");
    if (target.size() > source->bytes) {
      fail_range("read: the target has " + std::to_string(target.size()) + " bytes, the storage " + std::to_string(source->bytes));
    }
    executor_.wait(source->written_by);
    if (!target.empty()) std::memcpy(target.data(), source->data, target.size());
    return info.Env().Undefined();
  });
}

void instance::gather_inputs(napi_value array, const program& target, std::size_t base) {
  bool is_array = false;
  std::uint32_t length = 0;
  if (napi_is_array(env_, array, &is_array) != napi_ok || !is_array || napi_get_array_length(env_, array, &length) != napi_ok) {
    fail_type("run: expected inputs as an array, got " + describe(Napi::Value(env_, array)));
  }
  const auto& needed = target.input_bytes();
  if (length != needed.size()) {
    fail_type("run: the program takes " + std::to_string(needed.size()) + " inputs, got " + std::to_string(length));
  }
  for (std::uint32_t i = 0; i < length; ++i) {
    napi_value element = nullptr;
    if (napi_get_element(env_, array, i, &element) != napi_ok) throw Napi::Error::New(env_);
    buffer* input = storage(element, "run: inputs");
    if (input->bytes < needed[i]) {
      fail_range("run: inputs[" + std::to_string(i) + "] must have " + std::to_string(needed[i]) + " bytes, got " +
                 std::to_string(input->bytes));
    }
    inputs_.resize(base + i);
    inputs_.push_back(input);
  }
}

/// Memory that is written to while it is still read, or that two would write to, is refused.
void instance::gather_donations(napi_value array, const program& target, std::size_t base) {
  const auto& donations = target.donations();
  if (donations.empty()) return;
  const std::size_t count = inputs_.size() - base;
  for (const auto& donation : donations) {
    const buffer* given = inputs_[base + donation.input];
    for (std::size_t i = 0; i < count; ++i) {
      if (i != donation.input && inputs_[base + i] == given) {
        fail("run: inputs[" + std::to_string(donation.input) + "] is donated, and inputs[" + std::to_string(i) + "] is the same storage");
      }
    }
    napi_value value = nullptr;
    if (napi_get_element(env_, array, donation.input, &value) != napi_ok) throw Napi::Error::New(env_);
    if (storage(value, "run: inputs") != given) fail("run: the inputs have changed while they were read");
    donated_.push_back(value);
  }
}

Napi::Value instance::run(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    const auto* found = handles_.find<std::shared_ptr<program>>(info[0]);
    if (found == nullptr) fail_type("run: expected a program, got " + describe(info[0]));
    const run_mode mode = to_mode(env_, info[2]);
    program& target = **found;
    const std::uint64_t releases = handles_.releases();
    const stack_frame input_frame(inputs_);
    gather_inputs(info[1], target, input_frame.base());
    const stack_frame donation_frame(donated_);
    gather_donations(info[1], target, input_frame.base());
    // A getter may have run a program that was given one of them.
    if (handles_.releases() != releases) fail("run: the inputs have changed while they were read");

    // From here on no JavaScript runs.
    executor_.make_room();
    const stack_frame output_frame(outputs_);
    const auto& sizes = target.output_bytes();
    outputs_.resize(output_frame.base() + sizes.size());
    for (const auto& [input, output] : target.donations()) {
      if (output >= 0) outputs_[output_frame.base() + static_cast<std::size_t>(output)] = buffer_ref(inputs_[input_frame.base() + input]);
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (auto& output = outputs_[output_frame.base() + i]; !output) output = acquire(sizes[i]);
    }
    executor_.prepare(target);
    if (executor_.needs_arena(target)) executor_.set_arena(acquire(target.arena_bytes()));

    const std::span inputs(inputs_.data() + input_frame.base(), inputs_.size() - input_frame.base());
    const std::span<const buffer_ref> outputs(outputs_.data() + output_frame.base(), sizes.size());
    napi_value result = nullptr;
    if (napi_create_array_with_length(env_, sizes.size(), &result) != napi_ok) throw Napi::Error::New(env_);
    for (std::uint32_t i = 0; i < sizes.size(); ++i) {
      if (napi_set_element(env_, result, i, handles_.create(outputs[i], sizes[i])) != napi_ok) throw Napi::Error::New(env_);
    }
    const bool fast = target.expected() < longest_inline && executor_.backlog() < executor::most_in_flight * longest_inline;
    if (mode == run_mode::queued || (mode == run_mode::measured && !fast)) {
      executor_.enqueue(*found, inputs, outputs);
    } else {
      executor_.run_inline(target, inputs, outputs);
    }
    for (std::size_t i = donation_frame.base(); i < donated_.size(); ++i) handles_.release(donated_[i]);
    return {env_, result};
  });
}

Napi::Value instance::settled(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value { return settlements_.after(storage(info[0], "settled")->written_by); });
}

Napi::Value instance::set_threads(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    executor_.set_threads(static_cast<unsigned>(to_whole(info[0], "setThreads: count", 1, 1024)));
    return info.Env().Undefined();
  });
}

Napi::Value instance::get_threads(const call& info) { return Napi::Number::New(info.Env(), executor_.threads()); }

Napi::Value instance::memory(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    handles_.sweep();
    const auto statistics = pool_.statistics();
    auto result = Napi::Object::New(info.Env());
    result.Set("live", static_cast<double>(statistics.live));
    result.Set("pooled", static_cast<double>(statistics.pooled));
    result.Set("peak", static_cast<double>(statistics.peak));
    result.Set("allocations", static_cast<double>(statistics.allocations));
    return result;
  });
}

Napi::Value instance::reset_peak(const call& info) {
  pool_.reset_peak();
  return info.Env().Undefined();
}

Napi::Value instance::trim(const call& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    handles_.collect();
    executor_.wait_idle();
    executor_.set_arena({});
    pool_.trim();
    return info.Env().Undefined();
  });
}

}  // namespace tenet::bind
