// A loaded libLLVM: the table of its functions and what it says of the host. Immutable after construction and shared by
// everything compiled or linked with it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "llvm_api.h"
#include "platform.h"

namespace tenet {

struct host_info {
  std::string version;
  std::string triple;
  std::string cpu;
  std::string features;
  std::string data_layout;
};

/// What code is made for, in LLVM's words.
struct machine_name {
  std::string triple;
  std::string cpu;
  std::string features;
};

/// What an LLVM function that would have ended the process throws instead.
struct llvm_fatal {
  std::string reason;
};

class llvm_library {
public:
  /// Code is made for the host unless another machine is named, whose target must be the one that is compiled in.
  /// @throws failure when the file cannot be loaded, is older than LLVM 15, or lacks a function or the target.
  explicit llvm_library(const std::string& path, const std::optional<machine_name>& other = std::nullopt);

  [[nodiscard]] const llvm_api& api() const noexcept { return api_; }
  [[nodiscard]] const host_info& host() const noexcept { return host_; }

  /// A target machine for `host()`; the caller disposes of it.
  [[nodiscard]] llvm_ref create_machine(int level) const;

  /// Copies and disposes of a message; null gives an empty string.
  [[nodiscard]] std::string take_message(char* message) const;
  /// Copies and disposes of an error; null gives an empty string.
  [[nodiscard]] std::string take_error(llvm_ref error) const;

private:
  std::string read_version(const std::string& path) const;

  platform::shared_library library_;
  llvm_api api_;
  host_info host_;
};

/// An owned LLVM reference: RAII over one of the table's dispose functions.
template <typename Dispose>
class llvm_owned {
public:
  llvm_owned(llvm_ref reference, Dispose dispose) : reference_(reference), dispose_(dispose) {}
  ~llvm_owned() {
    if (reference_ != nullptr) dispose_(reference_);
  }
  llvm_owned(const llvm_owned&) = delete;
  llvm_owned& operator=(const llvm_owned&) = delete;

  [[nodiscard]] llvm_ref get() const noexcept { return reference_; }
  [[nodiscard]] llvm_ref release() noexcept { return std::exchange(reference_, nullptr); }
  [[nodiscard]] llvm_ref* out() noexcept { return &reference_; }

private:
  llvm_ref reference_;
  Dispose dispose_;
};

}  // namespace tenet
