// Functions that are compiled for several generations of x86-64 and chosen when the addon is loaded. Elsewhere the compiler's default serves. Files
// that use it are compiled without contraction, so that every generation gives the same bits.
#pragma once

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__)
#define TENET_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define TENET_CLONES
#endif
