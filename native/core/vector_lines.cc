// Up to eight decimals are read as one word of eight bytes.
// Source: Lemire, "Number parsing at a gigabyte per second" (2021), for digits side by side.
#include "vector_lines.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "clones.h"

namespace tenet::text {

namespace {

constexpr std::array<double, 23> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                           1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::array<std::uint64_t, 9> whole_powers = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

/// Digits whose number is an integer that float64 has.
constexpr int exact_digits = 15;

/// Eight bytes less the digit zero each, the first the lowest, or fewer where the text ends.
inline std::uint64_t digits_at(const std::uint8_t* at, const std::uint8_t* end) {
  std::uint64_t word = 0;
  if (end - at >= 8) std::memcpy(&word, at, 8);
  else std::memcpy(&word, at, static_cast<std::size_t>(end - at));
  if constexpr (std::endian::native == std::endian::big) {
    std::uint64_t turned = 0;
    for (int i = 0; i < 8; ++i) turned = turned << 8 | (word >> (8 * i) & 255);
    word = turned;
  }
  return word ^ 0x3030303030303030u;
}

/// How many of them are digits, from the first on.
inline int leading_digits(std::uint64_t word) {
  const std::uint64_t others = (word | (word + 0x7676767676767676u)) & 0x8080808080808080u;
  return others == 0 ? 8 : std::countr_zero(others) / 8;
}

/// The number of the first so many digits.
inline std::uint64_t number_of(std::uint64_t word, int count) {
  if (count == 0) return 0;
  word <<= 64 - 8 * count;
  word = (word & 0x0f0f0f0f0f0f0f0fu) * 2561 >> 8;
  word = (word & 0x00ff00ff00ff00ffu) * 6553601 >> 16;
  return (word & 0x0000ffff0000ffffu) * 42949672960001u >> 32;
}

/// Digits one after the other, added to a mantissa. Returns how many, beyond what is exact too.
inline int take_digits(const std::uint8_t*& at, const std::uint8_t* end, std::uint64_t& mantissa) {
  int digits = 0;
  for (;;) {
    const std::uint64_t word = digits_at(at, end);
    const int count = leading_digits(word);
    digits += count;
    // Too many overflow, and are not used.
    mantissa = mantissa * whole_powers[static_cast<std::size_t>(count)] + number_of(word, count);
    at += count;
    if (count < 8 || digits > exact_digits) return digits;
  }
}

/// The exponent after an e: nothing but two digits at most is plain.
inline bool take_exponent(const std::uint8_t*& at, const std::uint8_t* end, int& exponent) {
  ++at;
  const bool negative = at < end && *at == '-';
  if (at < end && (*at == '-' || *at == '+')) ++at;
  std::uint64_t value = 0;
  const int digits = take_digits(at, end, value);
  if (digits < 1 || digits > 2) return false;
  exponent = negative ? -static_cast<int>(value) : static_cast<int>(value);
  return true;
}

/// Whether a plain number stands at `at`, which then is behind it.
inline bool take_number(const std::uint8_t*& at, const std::uint8_t* end, float& into) {
  const bool negative = at < end && *at == '-';
  if (at < end && (negative || *at == '+')) ++at;
  std::uint64_t mantissa = 0;
  int digits = take_digits(at, end, mantissa);
  int exponent = 0;
  if (at < end && *at == '.') {
    ++at;
    const int decimals = take_digits(at, end, mantissa);
    digits += decimals;
    exponent = -decimals;
  }
  if (digits == 0 || digits > exact_digits) return false;
  if (at < end && (*at == 'e' || *at == 'E')) {
    int given = 0;
    if (!take_exponent(at, end, given)) return false;
    exponent += given;
  }
  if (exponent < -22 || exponent > 22) return false;
  const auto exact = static_cast<double>(mantissa);
  const double magnitude = exponent < 0 ? exact / powers[static_cast<std::size_t>(-exponent)] : exact * powers[static_cast<std::size_t>(exponent)];
  into = static_cast<float>(negative ? -magnitude : magnitude);
  return true;
}

}  // namespace

TENET_CLONES std::size_t count_lines(std::span<const std::uint8_t> bytes) {
  std::size_t lines = 0;
  for (const std::uint8_t byte : bytes) lines += byte == '\n' ? 1 : 0;
  return lines;
}

std::size_t read_lines(std::span<const std::uint8_t> bytes, std::size_t start, std::size_t dimensions, std::span<float> rows,
                       std::span<line_places> places) {
  const std::uint8_t* const first = bytes.data();
  const std::uint8_t* const end = first + bytes.size();
  const std::uint8_t* at = first + start;
  const std::size_t most = std::min(places.size(), rows.size() / dimensions);
  for (std::size_t line = 0; line < most; ++line) {
    const auto rest = static_cast<std::size_t>(end - at);
    const auto* const stop = rest == 0 ? nullptr : static_cast<const std::uint8_t*>(std::memchr(at, '\n', rest));
    if (stop == nullptr) return line;
    const auto* next = static_cast<const std::uint8_t*>(std::memchr(at, ' ', static_cast<std::size_t>(stop - at)));
    if (next == nullptr) return line;
    const auto word_end = static_cast<std::uint32_t>(next - first);
    float* const row = rows.data() + line * dimensions;
    for (std::size_t i = 0; i < dimensions; ++i) {
      if (next >= stop || *next != ' ') return line;
      if (!take_number(++next, stop, row[i])) return line;
    }
    // White space may follow.
    while (next < stop && *next <= ' ') ++next;
    if (next != stop) return line;
    places[line] = {static_cast<std::uint32_t>(at - first), word_end, static_cast<std::uint32_t>(stop + 1 - first)};
    at = stop + 1;
  }
  return most;
}

}  // namespace tenet::text
