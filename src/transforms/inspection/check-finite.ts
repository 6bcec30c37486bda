// Finding where a NaN or an infinity comes from: a trace that lets every operation through, notes it with the user's line, and asks at the end of
// each result how bad it is. One callback with all the answers finds the first operation that made its operands worse. Under jit the answers
// are computed by the program itself; in the body of a loop, in every round. Nothing is noted and nothing costs where nobody checks.

import type { ArrayType } from '../../core/array-type.js'
import { callOf } from '../../core/calls.js'
import { evaluateGraph } from '../../core/evaluate-graph.js'
import { type Graph, holdsGraphs, mapSubgraphs } from '../../core/graph.js'
import type { Params, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { currentTrace, type Trace, withTrace } from '../../core/trace.js'
import { InternalError, userLine } from '../../support/errors.js'
import { paths } from '../../support/tree.js'
import { askForLines, graphTrace, isPlain, lineOf } from '../graph/graph-trace.js'
import { callFunction, flattenTensors, nameArgument, type TreeFunction } from '../tree-function.js'
import { bindJudgement, isMeant, type Note } from './judge-finite.js'

/** Loops and branches of which every round, and the branch taken, can say afterwards what it saw. */
const canBeLookedInto: ReadonlySet<string> = new Set(['scan', 'cond'])

interface Notebook {
  /** Lets an operation through and notes it. */
  readonly bind: (
    primitive: Primitive,
    inputs: readonly Tensor[],
    params: Params,
    types: readonly ArrayType[],
    line: string | undefined,
  ) => readonly Tensor[]
  /** Has what has been noted so far judged. */
  readonly close: (args: ReadonlyMap<string, Tensor>) => void
}

/** @param opens where nobody outside differentiates or batches them, calls are what they call, and loops can be looked into */
function notebook(trace: Trace, opens: boolean): Notebook {
  let notes: Note[] = []
  const close: Notebook['close'] = args => {
    withTrace(trace, () => bindJudgement(args, notes))
    notes = []
  }
  const bind: Notebook['bind'] = (primitive, inputs, params, types, line) => {
    const call = opens ? callOf(params) : undefined
    if (call !== undefined)
      return evaluateGraph(call, inputs, (inner, operands, own, results, equation) =>
        bind(inner, operands, own, results, lineOf(equation) ?? line),
      )
    if (opens && canBeLookedInto.has(primitive.name) && holdsGraphs(params)) {
      // What came before is judged before.
      close(new Map())
      return trace.bind(
        primitive,
        inputs,
        mapSubgraphs(params, body => checked(body, line)),
        types,
      )
    }
    const outputs = trace.bind(primitive, inputs, params, types)
    notes.push({ name: primitive.name, meant: isMeant(params), line, inputs, outputs })
    return outputs
  }
  return { bind, close }
}

/** The graph, which checks itself. */
function checked(graph: Graph, line: string | undefined): Graph {
  const trace = graphTrace('checkFinite', 'everything')
  const traced = withTrace(trace, () => {
    const notes = notebook(trace, true)
    const inputs = graph.inputs.map(({ type }) => trace.input(type))
    const outputs = evaluateGraph(graph, inputs, (primitive, operands, params, types, equation) =>
      notes.bind(primitive, operands, params, types, lineOf(equation) ?? line),
    )
    notes.close(new Map())
    return trace.finish(outputs)
  })
  if (traced.captured.length > 0) throw new InternalError('checkFinite: the body of a loop is not closed')
  return traced.graph
}

/**
 * The same function, which throws where a NaN or an infinity is made: it names the first operation whose result has one although its operands
 * have none (or a NaN, although they have infinities only), and the user's line that called for it. Infinities that are written down (masks) or
 * come in with the arguments are no error. Works in any nesting: `checkFinite(grad(f))` checks derivatives too, whose operations have the line
 * at which the derivative was called for; scans and branches are looked into, whileLoop is judged by what it returns; under jit the check is part
 * of the program, and throws after a run of it.
 * @param f of trees of tensors
 * @throws NonFiniteError naming the operation and the line; or the argument that holds a NaN already
 * @example
 * ```
 * const safe = checkFinite((x: Tensor<[2]>) => x.div(x.sum()))
 * safe(tensor([1, 3])).toArray() // [0.25, 0.75]
 * let message = ''
 * try { safe(tensor([1, -1])) } catch (error) { message = error.message.split('\n')[0] }
 * message // "checkFinite: div made an infinity: float32[2] from float32[2], float32[2]"
 * ```
 */
export function checkFinite<F extends TreeFunction>(f: F): F {
  const call = (...args: readonly unknown[]): unknown => {
    const parent = currentTrace()
    const notes = notebook(parent, isPlain())
    const trace: Trace = {
      name: 'checkFinite',
      parent,
      bind: (primitive, inputs, params, types) => notes.bind(primitive, inputs, params, types, userLine()),
    }
    askForLines(trace)
    const result = withTrace(trace, () => callFunction('checkFinite', f, args))
    const { leaves, structure } = flattenTensors(args)
    const names = paths(structure).map(nameArgument)
    notes.close(new Map(leaves.map((leaf, i) => [names[i] ?? '', leaf])))
    return result
  }
  // It takes and returns what f does.
  return call as unknown as F
}
