// CPUs that this machine cannot run: kernels of every schedule compiled for 64-bit Arm with NEON, by what the addon compiles with. Their objects are
// whole, and what computes computes in vectors.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { emitKernel } from '../../src/compiler/emit/llvm.js'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import { currentPlatform } from '../../src/runtime/platform.js'
import { programs } from './every-schedule.js'

const cpus = [
  { name: 'cortex-a72', features: '+neon' },
  { name: 'cortex-a76', features: '+neon,+fullfp16,+dotprod' },
  { name: 'neoverse-v1', features: '+neon,+fullfp16,+bf16' },
] as const

const triple = 'aarch64-unknown-linux-gnu'
const native = new URL('../../native/', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'tenet-arm-'))
const compiler = join(folder, 'cross-compile')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Registers of 128 bits, moved or computed with. */
const vectors = /\b(ldr|str|ldp|stp|ldur|stur)\tq\d|\bf\w+\tv\d+\.(4s|2d)/
/** Each sum waits for the one before it, and there is none beside it. */
const oneByOne: readonly string[] = ['running sums', 'running sums, several in step']

/** The compiled kernel, as text and as an object file. */
function compiled(library: string, ir: string, cpu: (typeof cpus)[number]): { readonly assembly: string; readonly object: Buffer } {
  const path = join(folder, 'kernel.o')
  const assembly = execFileSync(compiler, [library, triple, cpu.name, cpu.features, path], {
    input: ir,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 2 ** 27,
  })
  return { assembly, object: readFileSync(path) }
}

const nothing = 'define void @f() {\n  ret void\n}'

/** A libLLVM that compiles for Arm, or why there is none. */
function armLibrary(): { readonly library: string } | { readonly reason: string } {
  const sources = ['test/cross-compile.cc', 'core/llvm_compile.cc', 'core/llvm_library.cc', 'core/platform.cc'].map(file =>
    join(native, file),
  )
  try {
    execFileSync(
      process.env.CXX ?? 'c++',
      ['-std=c++20', '-O0', '-DTENET_LLVM_TARGET="AArch64"', ...sources, '-o', compiler, '-ldl', '-pthread'],
      {
        stdio: 'pipe',
      },
    )
  } catch {
    return { reason: 'no C++ compiler' }
  }
  for (const library of currentPlatform().llvmCandidates)
    try {
      compiled(library, nothing, cpus[0])
      return { library }
    } catch {
      // Not there, or not for Arm: another may be.
    }
  return { reason: 'no libLLVM has the target AArch64' }
}

const found = armLibrary()

describe.skipIf('reason' in found)(`for Arm${'reason' in found ? ` (skipped: ${found.reason})` : ''}`, () => {
  const library = 'library' in found ? found.library : ''
  describe.each(cpus)('$name', cpu => {
    const target = cpuTarget(cpu.features, 2)
    test('has 32 registers of four float32', () => expect([target.vectorBytes, target.vectorRegisters]).toEqual([16, 32]))

    test.each(Object.entries(programs))('%s', (name, graph) => {
      const kernels = kernelsOf(compileProgram(graph, target).steps).map(kernel => compiled(library, emitKernel(kernel), cpu))
      for (const { object } of kernels) {
        expect(object.subarray(0, 4).toString('latin1')).toBe('\x7fELF')
        // e_machine: EM_AARCH64.
        expect(object.readUInt16LE(18)).toBe(183)
      }
      expect(kernels.some(({ assembly }) => vectors.test(assembly))).toBe(!oneByOne.includes(name))
    })
    test.each(['a product', 'a product in float64', 'a convolution', 'a depthwise convolution', 'a vector and a matrix'])(
      '%s multiplies and adds in vectors, in one rounding',
      name => {
        const graph = programs[name]
        if (graph === undefined) throw new Error(`there is no program ${name}`)
        const kernels = kernelsOf(compileProgram(graph, target).steps).map(kernel => compiled(library, emitKernel(kernel), cpu).assembly)
        expect(kernels.join('\n')).toMatch(/\bfmla\tv\d+\.(4s|2d)/)
        expect(kernels.join('\n')).not.toMatch(/\bbfm(mla|lal|dot)|\bbfdot/)
      },
    )
  })
})
