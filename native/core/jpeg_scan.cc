// Bits are kept in a word of 64, filled up eight bytes at a time where none of them is 255.
#include "jpeg_scan.h"

#include <algorithm>
#include <cstring>

namespace tenet::jpeg {

namespace {

/// Eight bytes as a number, the first the highest.
inline std::uint64_t word_at(const std::uint8_t* at) {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = word << 8 | at[i];
  return word;
}

/// Whether one of the bytes is 255.
inline bool has_marker(std::uint64_t word) {
  return (word & 0x8080808080808080u & ((word & 0x7f7f7f7f7f7f7f7fu) + 0x0101010101010101u)) != 0;
}

/// The next symbol and the length of its code, or -1 where no code is like this.
inline int symbol(const code_table& table, std::uint64_t bits, int& length) {
  const std::uint16_t quick = table.quick[bits >> (64 - code_table::lookahead)];
  length = quick >> 8;
  if (length != 0) return quick & 255;
  const auto next = static_cast<std::uint32_t>(bits >> 48);
  for (length = code_table::lookahead + 1; length <= 16; ++length) {
    const auto n = static_cast<std::size_t>(length);
    if (next >= table.limits[n]) continue;
    const std::int32_t place = static_cast<std::int32_t>(next >> (16 - n)) + table.offsets[n];
    return place < 0 || place >= static_cast<std::int32_t>(table.symbols.size()) ? -1 : table.symbols[static_cast<std::size_t>(place)];
  }
  return -1;
}

}  // namespace

void scan_reader::refill_slowly() {
  bits_ = count_ == 0 ? 0 : bits_ >> (64 - count_) << (64 - count_);
  while (count_ <= 56) {
    std::uint64_t byte = 0;
    if (at_ < end_ && *at_ != 0xff) byte = *at_++;
    else if (end_ - at_ >= 2 && at_[1] == 0) {
      byte = 0xff;
      at_ += 2;
    } else padding_ += 8;
    bits_ |= byte << (56 - count_);
    count_ += 8;
  }
}

int scan_reader::block(const component& part, std::int32_t& before, std::int32_t* coefficients) {
  std::uint64_t bits = bits_;
  int count = count_;
  // A code and its bits are 27 at most.
  const auto refill = [&] {
    if (count >= 32) return;
    if (end_ - at_ >= 8) {
      if (const std::uint64_t word = word_at(at_); !has_marker(word)) {
        bits |= word >> count;
        const int bytes = (63 - count) / 8;
        count += 8 * bytes;
        at_ += bytes;
        return;
      }
    }
    bits_ = bits;
    count_ = count;
    refill_slowly();
    bits = bits_;
    count = count_;
  };
  const auto take = [&](int n) {
    bits <<= n;
    count -= n;
  };
  const auto value = [&](int size) {
    const std::int32_t result = signed_value(static_cast<std::int32_t>(bits >> (64 - size)), size);
    take(size);
    return result;
  };

  refill();
  int length = 0;
  const int size = symbol(part.dc, bits, length);
  if (size < 0 || size > 11) return 0;
  take(length);
  if (size > 0) before += value(size);
  // Differences add up to no more than a sample needs, in a file that is whole.
  if (before < -32768 || before > 32767) return 0;
  // Every bit that a coefficient has beyond those of its sign.
  std::int32_t magnitude = 0;
  const auto store = [&](std::size_t k, std::int32_t level) {
    const std::int32_t coefficient = level * part.quantization[k];
    magnitude |= coefficient ^ (coefficient >> 31);
    coefficients[zigzag[k]] = coefficient;
  };
  store(0, before);
  std::size_t last = 0;
  for (std::size_t k = 1; k < block_size; ++k) {
    refill();
    const code_table::coefficient quick = part.ac.coefficients[bits >> (64 - code_table::lookahead)];
    if (quick.length != 0) {
      k += quick.zeros;
      if (k >= block_size) return 0;
      store(k, quick.value);
      take(quick.length);
      last = k;
      continue;
    }
    const int code = symbol(part.ac, bits, length);
    if (code < 0) return 0;
    take(length);
    if (code == 0) break;
    k += static_cast<std::size_t>(code >> 4);
    // Sixteen zeros, the last of which the loop counts.
    if (code == 0xf0) continue;
    const int rest = code & 15;
    if (k >= block_size || rest == 0 || rest > 10) return 0;
    store(k, value(rest));
    last = k;
  }
  // Samples of eight bits have coefficients of eleven and a sign, and a step more where they were rounded up.
  if (magnitude >= 1 << 13) return 0;
  bits_ = bits;
  count_ = count;
  return static_cast<int>(last) + 1;
}

bool scan_reader::restart(std::size_t number) {
  // Up to seven ones fill the last byte; whole bytes beyond the marker are padding.
  if (count_ - padding_ >= 8 || end_ - at_ < 2 || at_[0] != 0xff || at_[1] != 0xd0 + number % 8) return false;
  at_ += 2;
  bits_ = 0;
  count_ = padding_ = 0;
  return true;
}

bool scan_reader::ends() const { return count_ - padding_ < 8 && end_ - at_ >= 2 && at_[0] == 0xff && at_[1] == 0xd9; }

}  // namespace tenet::jpeg
