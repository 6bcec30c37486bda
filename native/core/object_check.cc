// The ELF64 reading of object_check.h. Every offset is checked against the object before it is followed, and every
// record is copied out, since nothing promises its alignment.
#include "object_check.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "errors.h"

#if defined(__linux__)
#include <elf.h>
#endif

namespace tenet {

#if defined(__linux__)

namespace {

#if defined(__aarch64__)
constexpr std::uint16_t host_machine = EM_AARCH64;
#else
constexpr std::uint16_t host_machine = EM_X86_64;
#endif

class elf_reader {
public:
  explicit elf_reader(std::string_view bytes) : bytes_(bytes) {}

  template <typename Record>
  [[nodiscard]] Record read(std::uint64_t offset) const {
    Record record;
    std::memcpy(&record, slice(offset, sizeof record).data(), sizeof record);
    return record;
  }

  [[nodiscard]] std::string_view slice(std::uint64_t offset, std::uint64_t size) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) fail("truncated, or an offset points outside it");
    return bytes_.substr(offset, size);
  }

private:
  std::string_view bytes_;
};

std::string name_at(std::string_view strings, std::uint64_t offset) {
  if (offset >= strings.size()) fail("a name lies outside its string table");
  const auto end = strings.find('\0', offset);
  if (end == std::string_view::npos) fail("a name does not end");
  return std::string(strings.substr(offset, end - offset));
}

void check_relocations(const elf_reader& reader, const std::vector<Elf64_Shdr>& sections, const Elf64_Shdr& table) {
  if (table.sh_entsize != sizeof(Elf64_Rela)) fail("relocations of an unexpected size");
  if (table.sh_link >= sections.size() || table.sh_info >= sections.size()) fail("relocations of no section");
  const auto& symbols = sections[table.sh_link];
  if (symbols.sh_type != SHT_SYMTAB) fail("relocations without symbols");
  const auto count = symbols.sh_size / sizeof(Elf64_Sym);
  const auto& target = sections[table.sh_info];
  for (std::uint64_t at = 0; at + sizeof(Elf64_Rela) <= table.sh_size; at += sizeof(Elf64_Rela)) {
    const auto entry = reader.read<Elf64_Rela>(table.sh_offset + at);
    if (ELF64_R_SYM(entry.r_info) >= count) fail("a relocation of no symbol");
    if (entry.r_offset > target.sh_size || target.sh_size - entry.r_offset < 4) fail("a relocation outside its section");
  }
}

void check_section(const elf_reader& reader, const std::vector<Elf64_Shdr>& sections, const Elf64_Shdr& section) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 31;
  if (section.sh_size > largest) fail("a section of " + std::to_string(section.sh_size) + " bytes");
  if (section.sh_type != SHT_NOBITS && section.sh_type != SHT_NULL) {
    static_cast<void>(reader.slice(section.sh_offset, section.sh_size));
  }
  const auto alignment = section.sh_addralign;
  if ((alignment & (alignment - 1)) != 0 || alignment > 4096) fail("a section aligned to " + std::to_string(alignment));
  if (section.sh_type == SHT_RELA) check_relocations(reader, sections, section);
  if (section.sh_type == SHT_REL) fail("relocations without addends");
  if ((section.sh_flags & SHF_COMPRESSED) != 0) fail("a compressed section");
}

bool is_defined(const Elf64_Sym& symbol) { return symbol.st_shndx != SHN_UNDEF && symbol.st_shndx < SHN_LORESERVE; }

bool defines_function(const Elf64_Sym& symbol) {
  return is_defined(symbol) && ELF64_ST_BIND(symbol.st_info) != STB_LOCAL && ELF64_ST_TYPE(symbol.st_info) == STT_FUNC;
}

/// The names of the global functions of one symbol table, after checking each of its symbols.
void read_symbols(const elf_reader& reader, const std::vector<Elf64_Shdr>& sections, const Elf64_Shdr& table,
                  std::vector<std::string>& names) {
  if (table.sh_entsize != sizeof(Elf64_Sym)) fail("symbols of an unexpected size");
  if (table.sh_link >= sections.size() || sections[table.sh_link].sh_type != SHT_STRTAB) fail("symbols without names");
  const auto strings = reader.slice(sections[table.sh_link].sh_offset, sections[table.sh_link].sh_size);
  for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.sh_size; at += sizeof(Elf64_Sym)) {
    const auto symbol = reader.read<Elf64_Sym>(table.sh_offset + at);
    auto name = name_at(strings, symbol.st_name);
    if (!is_defined(symbol)) continue;
    if (symbol.st_shndx >= sections.size()) fail("a symbol of no section");
    const auto& section = sections[symbol.st_shndx];
    if (symbol.st_value > section.sh_size || symbol.st_size > section.sh_size - symbol.st_value) {
      fail("symbol " + name + " lies outside its section");
    }
    if (defines_function(symbol)) names.push_back(std::move(name));
  }
}

#if defined(__x86_64__)
/// The four-byte distances: to a symbol, and to one that might have been elsewhere.
bool is_distance(std::uint64_t info) { return ELF64_R_TYPE(info) == R_X86_64_PC32 || ELF64_R_TYPE(info) == R_X86_64_PLT32; }
/// Tables for who catches what code throws: kernels throw nothing, and LLVM dies of damaged ones.
bool is_for_unwinding(const Elf64_Shdr& section) { return section.sh_type == SHT_X86_64_UNWIND; }
#else
bool is_distance(std::uint64_t) { return false; }
bool is_for_unwinding(const Elf64_Shdr&) { return false; }
#endif

/// The number of the part that a section is, or nothing where it does not lie in memory.
using part_numbers = std::vector<std::optional<std::size_t>>;

/// Whether the sections that lie in memory are code and constants only; then they are the image's parts.
bool take_parts(const elf_reader& reader, const std::vector<Elf64_Shdr>& sections, code_image& image, part_numbers& numbers) {
  numbers.resize(sections.size());
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const auto& section = sections[i];
    if ((section.sh_flags & SHF_ALLOC) == 0 || is_for_unwinding(section)) continue;
    const bool filled = section.sh_type == SHT_PROGBITS;
    if ((!filled && section.sh_type != SHT_NOBITS) || (section.sh_flags & (SHF_WRITE | SHF_TLS)) != 0) return false;
    const auto alignment = std::max<std::uint64_t>(section.sh_addralign, 1);
    total += section.sh_size + alignment;
    if (total > code_image::most_bytes) return false;
    numbers[i] = image.parts.size();
    image.parts.push_back({filled ? reader.slice(section.sh_offset, section.sh_size) : std::string_view(), section.sh_size, alignment,
                           (section.sh_flags & SHF_EXECINSTR) != 0});
  }
  return true;
}

bool take_distances(const elf_reader& reader, const std::vector<Elf64_Shdr>& sections, const Elf64_Shdr& table, const part_numbers& numbers,
                    code_image& image) {
  const auto in = numbers[table.sh_info];
  if (!in) return true;
  const auto& symbols = sections[table.sh_link];
  for (std::uint64_t at = 0; at + sizeof(Elf64_Rela) <= table.sh_size; at += sizeof(Elf64_Rela)) {
    const auto entry = reader.read<Elf64_Rela>(table.sh_offset + at);
    const auto symbol = reader.read<Elf64_Sym>(symbols.sh_offset + ELF64_R_SYM(entry.r_info) * sizeof(Elf64_Sym));
    if (!is_distance(entry.r_info) || symbol.st_shndx >= sections.size() || !numbers[symbol.st_shndx]) return false;
    // Far from any sum that overflows.
    constexpr std::int64_t farthest = std::int64_t{1} << 31;
    if (entry.r_addend < -farthest || entry.r_addend > farthest) return false;
    image.distances.push_back({*in, entry.r_offset, *numbers[symbol.st_shndx], static_cast<std::int64_t>(symbol.st_value) + entry.r_addend});
  }
  return true;
}

bool take_functions(const elf_reader& reader, const std::vector<Elf64_Shdr>& sections, const Elf64_Shdr& table, const part_numbers& numbers,
                    code_image& image) {
  const auto strings = reader.slice(sections[table.sh_link].sh_offset, sections[table.sh_link].sh_size);
  for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.sh_size; at += sizeof(Elf64_Sym)) {
    const auto symbol = reader.read<Elf64_Sym>(table.sh_offset + at);
    const auto type = ELF64_ST_TYPE(symbol.st_info);
    if (type == STT_TLS || type == STT_GNU_IFUNC) return false;
    if (!defines_function(symbol)) continue;
    const auto in = numbers[symbol.st_shndx];
    if (!in) return false;
    image.functions.push_back({name_at(strings, symbol.st_name), *in, symbol.st_value});
  }
  return true;
}

/// @param sections checked ones
std::optional<code_image> image_of(const elf_reader& reader, const std::vector<Elf64_Shdr>& sections) {
  code_image image;
  part_numbers numbers;
  if (!take_parts(reader, sections, image, numbers)) return std::nullopt;
  for (const auto& section : sections) {
    if (section.sh_type == SHT_RELA && !take_distances(reader, sections, section, numbers, image)) return std::nullopt;
    if (section.sh_type == SHT_SYMTAB && !take_functions(reader, sections, section, numbers, image)) return std::nullopt;
  }
  return image;
}

}  // namespace

object_contents check_object(std::string_view object) {
  const elf_reader reader(object);
  const auto header = reader.read<Elf64_Ehdr>(0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) fail("not an ELF file");
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB) fail("not 64-bit little-endian");
  if (header.e_type != ET_REL) fail("not relocatable");
  if (header.e_machine != host_machine) fail("for another machine");
  if (header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shnum == 0) fail("without sections");
  if (header.e_shstrndx >= header.e_shnum) fail("without section names");

  std::vector<Elf64_Shdr> sections;
  for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
    sections.push_back(reader.read<Elf64_Shdr>(header.e_shoff + i * sizeof(Elf64_Shdr)));
  }
  if (sections[header.e_shstrndx].sh_type != SHT_STRTAB) fail("without section names");
  const auto section_names = reader.slice(sections[header.e_shstrndx].sh_offset, sections[header.e_shstrndx].sh_size);

  std::vector<std::string> names;
  for (const auto& section : sections) {
    static_cast<void>(name_at(section_names, section.sh_name));
    check_section(reader, sections, section);
    if (section.sh_type == SHT_SYMTAB) read_symbols(reader, sections, section, names);
  }
  return {std::move(names), image_of(reader, sections)};
}

#else

// Mach-O and COFF objects come from our own compiler and cache only, which checks a digest before it hands them over;
// their tables are not walked, so kernels are looked up when a program asks for them.
object_contents check_object(std::string_view object) {
  if (object.size() < 64) fail("truncated");
  return {};
}

#endif

}  // namespace tenet
