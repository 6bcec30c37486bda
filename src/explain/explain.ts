// explain(f)(…args): what becomes of a function, without running it.

import { inspect } from 'node:util'
import { withoutEffects } from '../core/effects.js'
import { printGraph } from '../core/printer.js'
import { isTensor } from '../core/tensor.js'
import { currentDevice, currentInspection } from '../runtime/devices.js'
import { ArgumentError } from '../support/errors.js'
import { flatten, paths } from '../support/tree.js'
import { writeAtomically } from '../support/write-atomically.js'
import { donationsOf, traceFunction } from '../transforms/index.js'
import { compilationOf } from './compilation.js'
import type { Report } from './explanation.js'
import { page } from './html/page.js'
import { reporter } from './names.js'
import { type Details, reportText } from './text.js'

/** What there is to say of a function: as data, as text, as a page. */
export interface Explanation extends Report {
  /**
   * As text for a terminal: summary, passes, kernels and their equations, memory plan.
   * @param details what to add: `graph` in full, `code` the loops of each kernel, `llvm` their LLVM IR, `assembly` their machine code
   */
  readonly toString: (details?: Details) => string
  /**
   * As one HTML page that needs nothing else.
   * @param details what to add: LLVM IR and assembly; the loops are always there
   */
  readonly toHtml: (details?: Details) => string
  /**
   * Writes the page to a file, wholly or not at all.
   * @throws IoError (as a rejection) when it cannot be written
   */
  readonly writeHtml: (path: string, details?: Details) => Promise<void>
}

/** `0.conv1.weight` of the arguments is `arg0.conv1.weight`. */
const argumentName = (path: string): string => `arg${path}`
const resultName = (path: string): string => (path === '' ? 'result' : `result.${path}`)

/**
 * Explains what becomes of a function at some arguments, without running it: the graph it traces to, what each pass changes, which equations
 * are fused into which kernels, where temporaries lie in memory, and estimates of arithmetic, bytes and time.
 * @param f a function as `jit` takes it, jitted or not
 * @returns a function of the same arguments, which gives the explanation: `console.log` prints it, `toString({ llvm: true })` says more,
 * `writeHtml(path)` draws it
 * @throws ArgumentError when the function is async; TraceError when it reads elements of its arguments
 * @example
 * ```
 * const f = (x: Tensor<[3]>) => x.mul(2).add(1).sum()
 * explain(f)(zeros([3])).graph.equations.length // 7
 * ```
 */
export const explain =
  <A extends readonly unknown[]>(f: (...args: A) => unknown): ((...args: A) => Explanation) =>
  (...args) => {
    if (typeof f !== 'function') throw new ArgumentError(`explain: expected a function; got ${typeof f}`)
    const { graph, captured, structure } = traceFunction('explain', f, args)
    const inputs = [...paths(flatten(args, isTensor).structure).map(argumentName), ...captured.map((_, i) => `captured${i}`)]
    const outputs = paths(structure).map(resultName)
    const speak = reporter(graph, [], inputs, outputs)
    const inspection = currentInspection()
    const { graph: computed } = withoutEffects(graph)
    const seen = computed.outputs.slice(graph.outputs.length).map((_, i) => `seen ${i}`)
    const donated = { ...donationsOf(f, args), count: graph.inputs.length - captured.length }
    const report: Report = {
      name: f.name === '' ? 'function' : f.name,
      device: currentDevice(),
      graph,
      text: printGraph(graph),
      inputs: graph.inputs.map(speak),
      outputs: graph.outputs.map(speak),
      compilation: inspection === null ? null : compilationOf(computed, inspection, inputs, [...outputs, ...seen], donated),
    }
    const asText = (details?: Details): string => reportText(report, details)
    const asHtml = (details?: Details): string => page(report, details)
    const explanation: Explanation = {
      ...report,
      toString: asText,
      toHtml: asHtml,
      writeHtml: (path, details) => writeAtomically(path, [new TextEncoder().encode(asHtml(details))]),
    }
    // What `console.log` shows.
    return Object.freeze(Object.defineProperty(explanation, inspect.custom, { value: () => asText() }))
  }
