// Compiles textual LLVM IR for another machine, as the addon does for this one: what cannot be run here can still be read. For tests.
//
//   cross-compile LIBLLVM TRIPLE CPU FEATURES OBJECT < ir > assembly
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>

#include "../core/llvm_compile.h"

int main(int count, char** arguments) {
  if (count != 6) {
    std::cerr << "usage: cross-compile LIBLLVM TRIPLE CPU FEATURES OBJECT < ir > assembly\n";
    return 2;
  }
  try {
    const tenet::llvm_library llvm(arguments[1], tenet::machine_name{arguments[2], arguments[3], arguments[4]});
    tenet::target_machines machines(llvm);
    const std::string ir{std::istreambuf_iterator<char>(std::cin), {}};
    std::ofstream(arguments[5], std::ios::binary) << tenet::compile_object(machines, ir, 1);
    std::cout << tenet::compile_assembly(machines, ir, 1);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
