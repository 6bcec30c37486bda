// The failures of the native side, as C++ exceptions. They are thrown freely inside core/ and bind/, and turned into
// JavaScript errors by one guard in bind/; none crosses Node-API itself.
#pragma once

#include <stdexcept>
#include <string>

namespace tenet {

enum class failure_kind { error, type, range };

class failure : public std::runtime_error {
public:
  failure(failure_kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] failure_kind kind() const noexcept { return kind_; }

private:
  failure_kind kind_;
};

[[noreturn]] inline void fail(const std::string& message) { throw failure(failure_kind::error, message); }
[[noreturn]] inline void fail_type(const std::string& message) { throw failure(failure_kind::type, message); }
[[noreturn]] inline void fail_range(const std::string& message) { throw failure(failure_kind::range, message); }

}  // namespace tenet
