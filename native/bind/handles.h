// The native things JavaScript holds: storages, modules, programs. Each is an external value over a slot here, and a weak
// reference tells when the value is gone; see Note [Polling] in handles.cc.
// Invariant: a slot is reused only after its value was collected, so no living value has a stale slot.
#pragma once

#include <napi.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_set>
#include <variant>
#include <vector>

#include "../core/program.h"

namespace tenet::bind {

class handle_table {
public:
  using payload =
      std::variant<std::monostate, buffer_ref, std::shared_ptr<linked_module>, std::shared_ptr<program>>;

  explicit handle_table(napi_env env) : env_(env) {}
  ~handle_table();
  handle_table(const handle_table&) = delete;
  handle_table& operator=(const handle_table&) = delete;

  /// A value that keeps `content` alive; the engine is told that it weighs `bytes`.
  [[nodiscard]] napi_value create(payload content, std::size_t bytes);

  /// The content behind a value, or null when the value is anything else than a handle of that content.
  template <typename Content>
  [[nodiscard]] Content* find(napi_value value) const noexcept {
    slot* found = locate(value);
    return found == nullptr ? nullptr : std::get_if<Content>(&found->content);
  }

  /// Lets go of the content behind a living value of ours, for good.
  void release(napi_value value);
  /// How often that has happened: whoever has looked behind values and then let JavaScript run asks whether it still knows what is there.
  [[nodiscard]] std::uint64_t releases() const noexcept { return releases_; }
  /// Lets go of some collected values; called before each allocation of `bytes`, does work in proportion to them.
  void poll(std::size_t bytes);
  /// Lets go of all collected values.
  void sweep();
  /// Makes the engine collect now, then sweeps: the last resort of a failed allocation.
  void collect();

private:
  struct slot {
    napi_ref reference = nullptr;
    slot* next_free = nullptr;
    std::size_t bytes = 0;
    payload content;
  };
  static constexpr std::size_t chunk_bytes = std::size_t{64} << 10;
  static constexpr std::size_t chunk_slots = chunk_bytes / sizeof(slot);
  struct alignas(chunk_bytes) chunk {
    std::array<slot, chunk_slots> slots;
  };

  [[nodiscard]] std::size_t slot_count() const noexcept { return chunks_.size() * chunk_slots; }
  slot* locate(napi_value value) const noexcept;
  void add_chunk();
  void account(std::int64_t bytes);
  void end_pass();
  void report();
  void step(std::size_t count);
  std::int64_t release_collected(std::size_t count);
  [[nodiscard]] bool was_collected(napi_ref reference) const;
  bool canary_collected();

  napi_env env_;
  std::vector<std::unique_ptr<chunk>> chunks_;
  std::unordered_set<std::uintptr_t> bases_;
  slot* free_ = nullptr;
  /// What the handles weigh, what they weighed at the end of the last pass, and what the engine was told.
  std::int64_t weight_ = 0;
  std::int64_t settled_ = 0;
  std::int64_t reported_ = 0;
  napi_ref canary_ = nullptr;
  std::size_t cursor_ = 0;
  bool sweeping_ = false;
  std::uint64_t releases_ = 0;
};

}  // namespace tenet::bind
