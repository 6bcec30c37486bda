// Reads the segments of a JPEG. A length that lies, a table that is missing, a kind that is another: each ends in nothing.
#include "jpeg_frame.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tenet::jpeg {

const std::array<std::uint8_t, block_size> zigzag = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

namespace {

using bytes = std::span<const std::uint8_t>;

/// What the file is not, thrown and caught in this file.
struct other_kind {};

void require(bool holds) {
  if (!holds) throw other_kind{};
}

/// Numbers one after the other, the higher byte first.
class fields {
public:
  explicit fields(bytes content) : content_(content) {}
  [[nodiscard]] std::size_t left() const { return content_.size() - at_; }
  std::uint8_t byte() {
    require(left() >= 1);
    return content_[at_++];
  }
  std::size_t word() {
    const std::size_t high = byte();
    return high << 8 | byte();
  }
  bytes take(std::size_t count) {
    require(left() >= count);
    at_ += count;
    return content_.subspan(at_ - count, count);
  }

private:
  bytes content_;
  std::size_t at_ = 0;
};

/// Whether a camera was held upright: EXIF says otherwise by tag 0x112 of its first directory.
bool upright(bytes exif) {
  const auto number = [&](std::size_t at, std::size_t count, bool little) {
    require(at <= exif.size() && exif.size() - at >= count);
    std::size_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | exif[at + (little ? count - 1 - i : i)];
    return value;
  };
  require(exif.size() >= 8);
  const bool little = exif[0] == 'I';
  const std::size_t directory = number(4, 4, little);
  const std::size_t entries = number(directory, 2, little);
  for (std::size_t i = 0; i < entries; ++i)
    if (const std::size_t entry = directory + 2 + 12 * i; number(entry, 2, little) == 0x112) return number(entry + 8, 2, little) == 1;
  return true;
}

/// The codes of a table, given how many there are of each length.
code_table read_codes(fields& segment) {
  code_table table;
  std::array<std::size_t, 17> counts{};
  std::size_t total = 0;
  for (std::size_t length = 1; length <= 16; ++length) total += counts[length] = segment.byte();
  require(total <= 256);
  const bytes symbols = segment.take(total);
  table.symbols.assign(symbols.begin(), symbols.end());
  std::uint32_t code = 0;
  std::size_t place = 0;
  for (std::size_t length = 1; length <= 16; ++length, code <<= 1) {
    table.offsets[length] = static_cast<std::int32_t>(place) - static_cast<std::int32_t>(code);
    for (std::size_t i = 0; i < counts[length]; ++i, ++code, ++place) {
      require(code < (std::uint32_t{1} << length));
      if (length > code_table::lookahead) continue;
      const std::size_t spare = code_table::lookahead - length;
      std::fill_n(table.quick.begin() + static_cast<std::ptrdiff_t>(code << spare), std::size_t{1} << spare,
                  static_cast<std::uint16_t>(length << 8 | symbols[place]));
    }
    table.limits[length] = counts[length] == 0 ? 0 : code << (16 - length);
  }
  for (std::size_t bits = 0; bits < table.quick.size(); ++bits) {
    const int length = table.quick[bits] >> 8;
    const int size = table.quick[bits] & 15;
    const int rest = code_table::lookahead - length - size;
    if (length == 0 || size == 0 || size > 10 || rest < 0) continue;
    const auto value = static_cast<std::int32_t>(bits >> rest) & ((1 << size) - 1);
    table.coefficients[bits] = {static_cast<std::int16_t>(signed_value(value, size)), static_cast<std::uint8_t>(table.quick[bits] >> 4 & 15),
                                static_cast<std::uint8_t>(length + size)};
  }
  return table;
}

class reader {
public:
  reader(bytes file, std::size_t most_pixels) : file_(file), most_pixels_(most_pixels) {}

  frame read() {
    require(file_.size() >= 4 && file_[0] == 0xff && file_[1] == 0xd8);
    for (std::size_t at = 2;;) {
      require(file_.size() - at >= 4 && file_[at] == 0xff);
      const std::uint8_t marker = file_[at + 1];
      const std::size_t length = std::size_t{file_[at + 2]} << 8 | file_[at + 3];
      require(length >= 2 && file_.size() - at - 2 >= length);
      fields segment(file_.subspan(at + 4, length - 2));
      at += 2 + length;
      if (read_segment(marker, segment)) continue;
      result_.scan = at;
      return std::move(result_);
    }
  }

private:
  /// Whether another segment follows.
  bool read_segment(std::uint8_t marker, fields& segment) {
    switch (marker) {
      case 0xc0:
      case 0xc1:
        read_size(segment);
        return true;
      case 0xc4:
        while (segment.left() > 0) read_table(segment);
        return true;
      case 0xda:
        read_scan(segment);
        return false;
      case 0xdb:
        while (segment.left() > 0) read_quantization(segment);
        return true;
      case 0xdd:
        result_.restart = segment.word();
        require(segment.left() == 0);
        return true;
      case 0xfe:
        return true;
      default:
        require(marker >= 0xe0 && marker <= 0xef);
        read_application(marker, segment);
        return true;
    }
  }

  /// What programs have added: a camera's turn, a profile and a colour space other than the usual are another decoder's.
  static void read_application(std::uint8_t marker, fields& segment) {
    const bytes content = segment.take(segment.left());
    const auto starts = [&](std::string_view text) {
      return content.size() >= text.size() && std::memcmp(content.data(), text.data(), text.size()) == 0;
    };
    using namespace std::string_view_literals;
    require(!(marker == 0xe2 && starts("ICC_PROFILE"sv)));
    if (marker == 0xe1 && starts("Exif\0\0"sv)) require(upright(content.subspan(6)));
    if (marker == 0xee && starts("Adobe"sv)) require(content.size() >= 12 && content[11] == 1);
  }

  void read_size(fields& segment) {
    require(ids_.empty() && segment.byte() == 8);
    result_.height = segment.word();
    result_.width = segment.word();
    require(result_.width > 0 && result_.height > 0 && result_.width <= most_pixels_ / result_.height);
    const std::size_t count = segment.byte();
    require(count == 1 || count == 3);
    for (std::size_t i = 0; i < count; ++i) {
      ids_.push_back(segment.byte());
      const std::uint8_t sampling = segment.byte();
      quantizations_.push_back(segment.byte());
      component next{};
      next.across = sampling >> 4;
      next.down = sampling & 15;
      result_.components.push_back(std::move(next));
    }
    require(segment.left() == 0);
    component& luminance = result_.components[0];
    if (count == 1) {
      // A single component has a unit of one block, whatever it says.
      luminance.across = luminance.down = 1;
    } else {
      require(ids_[0] == 1 && ids_[1] == 2 && ids_[2] == 3);
      const bool wide = luminance.across == 2 && (luminance.down == 1 || luminance.down == 2);
      require(wide || (luminance.across == 1 && luminance.down == 1));
      for (const component& colour : std::span(result_.components).subspan(1)) require(colour.across == 1 && colour.down == 1);
    }
    // Every block takes two bits at least: no more is allocated than the file can fill.
    require(result_.width / 8 * (result_.height / 8) <= file_.size() * 4);
  }

  void read_table(fields& segment) {
    const std::uint8_t which = segment.byte();
    require((which & 0xee) == 0);
    code_table table = read_codes(segment);
    // Of first coefficients a symbol is a size alone.
    for (const std::uint8_t symbol : table.symbols) require(which >= 16 || symbol < 16);
    (which < 16 ? dc_ : ac_)[which & 1] = std::move(table);
  }

  void read_quantization(fields& segment) {
    const std::uint8_t which = segment.byte();
    require((which & 0xfc) == 0);
    auto& table = steps_[which & 3].emplace();
    for (std::int32_t& step : table) step = segment.byte();
  }

  void read_scan(fields& segment) {
    const std::size_t count = segment.byte();
    require(!ids_.empty() && count == ids_.size());
    for (std::size_t i = 0; i < count; ++i) {
      require(segment.byte() == ids_[i]);
      const std::uint8_t tables = segment.byte();
      const std::size_t dc = tables >> 4;
      const std::size_t ac = tables & 15;
      const std::size_t steps = quantizations_[i];
      require(dc < 2 && ac < 2 && steps < 4 && dc_[dc] && ac_[ac] && steps_[steps]);
      component& each = result_.components[i];
      each.dc = *dc_[dc];
      each.ac = *ac_[ac];
      each.quantization = *steps_[steps];
    }
    require(segment.byte() == 0 && segment.byte() == 63 && segment.byte() == 0 && segment.left() == 0);
  }

  bytes file_;
  std::size_t most_pixels_;
  frame result_{};
  std::vector<std::uint8_t> ids_;
  std::vector<std::size_t> quantizations_;
  std::array<std::optional<code_table>, 2> dc_;
  std::array<std::optional<code_table>, 2> ac_;
  std::array<std::optional<std::array<std::int32_t, block_size>>, 4> steps_;
};

}  // namespace

std::optional<frame> read_frame(std::span<const std::uint8_t> file, std::size_t most_pixels) {
  try {
    return reader(file, most_pixels).read();
  } catch (const other_kind&) {
    return std::nullopt;
  }
}

}  // namespace tenet::jpeg
