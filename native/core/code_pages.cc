// All parts that are run lie one after the other, then, from the next page on, all that are read.
#include "code_pages.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include "errors.h"
#include "platform.h"

namespace tenet {

namespace {

std::size_t round_up(std::size_t place, std::size_t alignment) { return (place + alignment - 1) & ~(alignment - 1); }

/// Where each part of each image begins.
using places = std::vector<std::vector<std::size_t>>;

/// Places the parts of one kind from `end` on; the end of the last.
std::size_t place_parts(std::span<const code_image> images, bool executable, std::size_t end, places& starts) {
  for (std::size_t i = 0; i < images.size(); ++i) {
    for (std::size_t j = 0; j < images[i].parts.size(); ++j) {
      const auto& part = images[i].parts[j];
      if (part.executable != executable) continue;
      starts[i][j] = round_up(end, part.alignment);
      end = starts[i][j] + part.size;
      if (end > code_image::most_bytes) fail("link: code of more than " + std::to_string(code_image::most_bytes) + " bytes");
    }
  }
  return round_up(end, platform::page_bytes);
}

void write_image(const code_image& image, const std::vector<std::size_t>& starts, std::byte* pages) {
  for (std::size_t j = 0; j < image.parts.size(); ++j) {
    const auto& bytes = image.parts[j].bytes;
    if (!bytes.empty()) std::memcpy(pages + starts[j], bytes.data(), bytes.size());
  }
  for (const auto& [in, offset, to, addend] : image.distances) {
    const std::size_t place = starts[in] + offset;
    const auto value = static_cast<std::int64_t>(starts[to]) + addend - static_cast<std::int64_t>(place);
    if (value < INT32_MIN || value > INT32_MAX) fail("link: a distance of " + std::to_string(value) + " bytes");
    const auto short_value = static_cast<std::int32_t>(value);
    std::memcpy(pages + place, &short_value, sizeof short_value);
  }
}

}  // namespace

code_pages::code_pages(std::span<const code_image> images) {
  places starts;
  for (const auto& image : images) starts.emplace_back(image.parts.size());
  const std::size_t run = place_parts(images, true, 0, starts);
  bytes_ = place_parts(images, false, run, starts);
  if (bytes_ == 0) return;
  pages_ = static_cast<std::byte*>(platform::map_pages(bytes_));
  if (pages_ == nullptr) fail("link: no memory for " + std::to_string(bytes_) + " bytes of code");
  try {
    for (std::size_t i = 0; i < images.size(); ++i) {
      write_image(images[i], starts[i], pages_);
      for (const auto& [name, in, offset] : images[i].functions) {
        if (!functions_.emplace(name, pages_ + starts[i][in] + offset).second) fail("link: two objects define the function '" + name + "'");
      }
    }
    if (!platform::protect_pages(pages_, run, platform::page_use::run) ||
        !platform::protect_pages(pages_ + run, bytes_ - run, platform::page_use::read)) {
      fail("link: the system does not let code run that has been made in memory");
    }
  } catch (...) {
    platform::unmap_pages(pages_, bytes_);
    throw;
  }
}

code_pages::~code_pages() {
  if (pages_ != nullptr) platform::unmap_pages(pages_, bytes_);
}

void* code_pages::find(const std::string& name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? nullptr : found->second;
}

}  // namespace tenet
