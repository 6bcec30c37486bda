// Machines that this one is not: kernels of every schedule, scheduled for other vectors and compiled for a CPU without AVX-512, run here, and
// their machine code stays within what that CPU has. The bits are those of this machine.

import { describe, expect, test } from 'vitest'
import { randomFrom } from '../../laws/arbitrary/random.js'
import { bitDifferenceOf, tensorOf } from '../../laws/predicate/compare-arrays.js'
import { emitKernel } from '../../src/compiler/emit/llvm.js'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { HostArray } from '../../src/core/array-type.js'
import type { Graph } from '../../src/core/graph.js'
import type { Addon } from '../../src/runtime/addon-types.js'
import { cpuCompiler } from '../../src/runtime/cpu/cpu-compiler.js'
import { noDiskCache } from '../../src/runtime/cpu/disk-cache.js'
import { machineCode } from '../../src/runtime/cpu/machine-code.js'
import { programCache } from '../../src/runtime/cpu/program-cache.js'
import { loadNative } from '../../src/runtime/native.js'
import { programs } from './every-schedule.js'
import { elementsFor } from './graph-elements.js'

const native = loadNative()
if (!native.ok) throw new Error(native.reason)
const { addon, host } = native

/** A CPU by LLVM's name and what it has; what it has not must be taken away, for LLVM begins with what the host has. */
const cpus = [
  { name: 'haswell', features: '+avx2,+fma,+f16c,-avx512f', vectorBytes: 32, foreign: /%zmm|%[xy]mm(1[6-9]|2\d|3[01])\b|%k[0-7]\b/ },
] as const

/** The addon of another machine: every function says for which CPU it is. */
function addonOf({ name, features }: (typeof cpus)[number]): Addon {
  const marked = (text: string): string =>
    text.replaceAll(' nounwind {', ` nounwind "target-cpu"="${name}" "target-features"="${features}" {`)
  // The addon's own methods cannot be hidden on a proxy of it; on one of nothing they can.
  return new Proxy({} as Addon, {
    get(_, key) {
      if (key === 'compile') return (texts: readonly string[], level: 1) => addon.compile(texts.map(marked), level)
      if (key === 'assembly') return (text: string, level: 1) => addon.assembly(marked(text), level)
      const method: unknown = Reflect.get(addon, key)
      return typeof method === 'function' ? method.bind(addon) : method
    },
  })
}

const results = (on: Addon, vectors: string, graph: Graph, inputs: readonly HostArray[]): HostArray[] => {
  const [target, code] = [cpuTarget(vectors, 2), machineCode(on, host, noDiskCache)]
  const compiler = cpuCompiler(on, target, code, programCache(noDiskCache, target, code))
  return compiler
    .compile(
      graph,
      [],
      '',
    )(inputs.map(tensorOf))
    .map(tensor => ({ shape: tensor.shape, dtype: tensor.dtype, data: tensor.dataSync() }))
}

describe.each(cpus)('on $name', cpu => {
  const other = addonOf(cpu)

  test.each(Object.entries(programs))('%s: the bits of this machine, in the registers of that one', (_, graph) => {
    const target = cpuTarget(cpu.features, 2)
    expect(target.vectorBytes).toBe(cpu.vectorBytes)
    const inputs = elementsFor(graph, randomFrom(1))
    const here = results(addon, host.features, graph, inputs)
    for (const [i, there] of results(other, cpu.features, graph, inputs).entries())
      expect(bitDifferenceOf(`output ${i}`, there, here[i] as HostArray)).toBeNull()
    for (const kernel of kernelsOf(compileProgram(graph, target).steps))
      expect(other.assembly(emitKernel(kernel), 1)).not.toMatch(cpu.foreign)
  })
})
