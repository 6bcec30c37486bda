// Machines that this one is not: kernels of every schedule, scheduled for other vectors and compiled for a CPU without AVX-512, run here, and
// their machine code stays within what that CPU has. The bits are those of this machine.

import { conv2d, cumsum, indexAdd, matmul, softmax, sort, type Tensor, take, transpose } from 'tenet'
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
import { elementsFor } from './graph-elements.js'
import { graphOf } from './schedule-cases.js'

const native = loadNative()
if (!native.ok) throw new Error(native.reason)
const { addon, host } = native

/** A CPU by LLVM's name and what it has; what it has not must be taken away, for LLVM begins with what the host has. */
const cpus = [
  { name: 'haswell', features: '+avx2,+fma,+f16c,-avx512f', vectorBytes: 32, foreign: /%zmm|%[xy]mm(1[6-9]|2\d|3[01])\b|%k[0-7]\b/ },
] as const

type Floats = Tensor<readonly number[], 'float32'>
type Image = Tensor<[number, number, number, number], 'float32'>

const conv = (x: Tensor, w: Tensor, groups: number): Tensor => conv2d(x as Image, w as Image, { padding: 1, groups })

const wave = (x: Floats): Tensor => x.exp().add(x.tanh()).mul(x.sigmoid())

const programs: Readonly<Record<string, Graph>> = {
  'a chain of elementwise operations': graphOf([[1003]], x => wave(x as Floats)),
  'halves and conversions': graphOf([[515]], x => x.cast('float16').mul(3).cast('bfloat16').exp().cast('float32')),
  'sums along rows and columns': graphOf([[37, 130]], x => [x.sum(1), x.sum(0), x.max()]),
  'softmax over rows': graphOf([[21, 67]], x => softmax(x as Tensor<readonly [number, number], 'float32'>, -1)),
  'a product': graphOf(
    [
      [45, 70],
      [70, 53],
    ],
    (a, b) => matmul(a, b).add(1),
  ),
  'a product in float64': graphOf(
    [
      [19, 33],
      [33, 21],
    ],
    (a, b) => matmul(a, b),
    'float64',
  ),
  'a vector and a matrix': graphOf(
    [
      [1, 200],
      [200, 90],
    ],
    (a, b) => matmul(a, b),
  ),
  'many small products': graphOf(
    [
      [9, 8, 12],
      [9, 12, 7],
    ],
    (a, b) => matmul(a, b),
  ),
  'a convolution': graphOf(
    [
      [2, 16, 12, 12],
      [24, 16, 3, 3],
    ],
    (x, w) => conv(x, w, 1),
  ),
  'a depthwise convolution': graphOf(
    [
      [2, 16, 12, 12],
      [16, 1, 3, 3],
    ],
    (x, w) => conv(x, w, 16),
  ),
  'a transposition': graphOf([[65, 33]], x => transpose(x, [1, 0])),
  'a gather and a scatter': graphOf([[40, 17]], x => {
    const rows = x.slice([0, 40], [0, 1]).reshape([40]).cast('float32').abs().mul(7).floor().clamp(0, 39).cast('int32')
    return [take(x, rows, 0), indexAdd(x, rows, x.mul(2))]
  }),
  sorting: graphOf([[7, 129]], x => sort(x, 1)),
  'running sums': graphOf([[5, 300]], x => cumsum(x, 1)),
}

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
  const compiler = cpuCompiler(on, target, code, programCache(noDiskCache, target, code.context))
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
