// Every way there is to compute a graph on the CPU, and the one result that all must give: whatever is fused, batched, compiled or computed
// one by one, on however many threads and on whatever vectors, the bits are those of the lowerings one after the other.

import { expect } from 'vitest'
import { randomFrom } from '../../laws/arbitrary/random.js'
import { bitDifferenceOf, tensorOf } from '../../laws/predicate/compare-arrays.js'
import { evaluateLowering } from '../../laws/predicate/evaluate-lowering.js'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import type { CpuTarget } from '../../src/compiler/targets/cpu.js'
import type { HostArray } from '../../src/core/array-type.js'
import { checkGraph } from '../../src/core/checker.js'
import type { Graph, Variable } from '../../src/core/graph.js'
import { forceAll, useEvaluator } from '../../src/core/pending.js'
import { printGraph } from '../../src/core/printer.js'
import type { Tensor } from '../../src/core/tensor.js'
import { bind } from '../../src/core/trace.js'
import { cpuBackend } from '../../src/runtime/cpu/cpu-backend.js'
import { cpuCompiler } from '../../src/runtime/cpu/cpu-compiler.js'
import { noDiskCache } from '../../src/runtime/cpu/disk-cache.js'
import { machineCode } from '../../src/runtime/cpu/machine-code.js'
import { programCache } from '../../src/runtime/cpu/program-cache.js'
import { loadNative } from '../../src/runtime/native.js'
import { elementsFor } from './graph-elements.js'
import { interpretProgram } from './interpret-kernel.js'

const native = loadNative()
if (!native.ok) throw new Error(native.reason)
const { addon, host } = native
const backend = cpuBackend(addon, host)
useEvaluator(backend.evaluator)

const code = machineCode(addon, host, noDiskCache)
/** Machines with other registers, and other numbers of threads; narrower vectors than the host's run on it as well. */
const targets: Readonly<Record<string, CpuTarget>> = {
  'one thread': { vectorBytes: 32, vectorRegisters: 16, threads: 1 },
  'narrow vectors': { vectorBytes: 16, vectorRegisters: 16, threads: 8 },
  'wide vectors': { vectorBytes: 64, vectorRegisters: 32, threads: 3 },
}
const compilers = Object.entries(targets).map(([name, target]) => ({
  name,
  compiler: cpuCompiler(addon, target, code, programCache(noDiskCache, target, code)),
}))

/** What each operation means, one after the other. */
export function meaning(graph: Graph, inputs: readonly HostArray[]): HostArray[] {
  const values = new Map<Variable, HostArray>(graph.inputs.map((v, i) => [v, inputs[i] as HostArray]))
  const of = (v: Variable): HostArray => values.get(v) as HostArray
  for (const { primitive, inputs: operands, params, outputs } of graph.equations) {
    const types = outputs.map(v => v.type)
    const lowering = primitive.lower(
      operands.map(v => v.type),
      params,
      types,
    )
    for (const [i, { array }] of evaluateLowering(lowering, operands.map(of), types).entries()) values.set(outputs[i] as Variable, array)
  }
  return graph.outputs.map(of)
}

const elements = (tensor: Tensor): HostArray => ({ shape: tensor.shape, dtype: tensor.dtype, data: tensor.dataSync() })

/** Defers the operations; `visit` sees the results of each as it is made. */
function deferred(graph: Graph, inputs: readonly HostArray[], visit: (tensors: readonly Tensor[]) => void): Tensor[] {
  const tensors = new Map<Variable, Tensor>(graph.inputs.map((v, i) => [v, tensorOf(inputs[i] as HostArray)]))
  const of = (v: Variable): Tensor => tensors.get(v) as Tensor
  for (const { primitive, inputs: operands, params, outputs } of graph.equations) {
    const results = bind(primitive, operands.map(of), params)
    for (const [i, v] of outputs.entries()) tensors.set(v, results[i] as Tensor)
    visit(results)
  }
  return graph.outputs.map(of)
}

/** Every way to compute the graph: a name and the results. */
function ways(graph: Graph, inputs: readonly HostArray[], random: () => number): [name: string, results: readonly HostArray[]][] {
  const computed = new Set(graph.equations.flatMap(equation => equation.outputs))
  const outputs = graph.outputs.filter(v => computed.has(v))
  /** The results of so many calls with the same tensors: from the second on operands of products may be there already. */
  const calls = (compiler: typeof backend.compiler, count: number): readonly HostArray[][] => {
    const run = outputs.length === 0 ? () => [] : compiler.compile({ ...graph, outputs }, [])
    const given = inputs.map(tensorOf)
    return Array.from({ length: count }, () => {
      const results = run(given)
      return graph.outputs.map(v => {
        const result = results[outputs.indexOf(v)]
        return result === undefined ? (inputs[graph.inputs.indexOf(v)] as HostArray) : elements(result)
      })
    })
  }
  const compiled = (compiler: typeof backend.compiler): HostArray[] => calls(compiler, 1).flat()
  const together = deferred(graph, inputs, () => {})
  forceAll(together)
  const [one = [], , third = []] = calls(backend.compiler, 3)
  const threads = addon.threads()
  addon.setThreads(1)
  const alone = compiled(backend.compiler)
  addon.setThreads(threads)
  return [
    ['compiled', one],
    ['compiled, called a third time', third],
    ['compiled, on one thread', alone],
    ['deferred, read together', together.map(elements)],
    ['deferred, read one by one', deferred(graph, inputs, () => {}).map(elements)],
    ['deferred, some computed at once', deferred(graph, inputs, results => random() < 0.3 && forceAll(results)).map(elements)],
    ...compilers.map(({ name, compiler }): [string, HostArray[]] => [`compiled for ${name}`, compiled(compiler)]),
  ]
}

/** @param oracle without it the ways are only compared with each other: for graphs on which it would take too long */
export function sameBits(
  graph: Graph,
  seed: number,
  oracle: ((graph: Graph, inputs: readonly HostArray[]) => readonly HostArray[]) | null = meaning,
): void {
  checkGraph(graph, 'making it')
  const random = randomFrom(seed)
  const inputs = elementsFor(graph, random)
  const all = ways(graph, inputs, random)
  const expected = oracle?.(graph, inputs) ?? all[0]?.[1] ?? []
  if (oracle !== null)
    for (const [name, target] of Object.entries(targets))
      all.push([`interpreted for ${name}`, interpretProgram(compileProgram(graph, target), inputs)])
  for (const [name, results] of all)
    for (const [i, result] of results.entries()) {
      const violation = bitDifferenceOf(`output ${i}, ${name},`, result, expected[i] as HostArray)
      if (violation !== null) expect.fail(`${violation}\n${printGraph(graph)}`)
    }
}
