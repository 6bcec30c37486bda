// The function that a user gives as a body, as a closed graph: traced once, at arguments of the types given. What it closes over are further
// inputs. And the checks of what it returns, in words that name the leaf.

import { type ArrayType, sameType, showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { withTrace } from '../../core/trace.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { type Flat, paths, type Structure, showStructure } from '../../support/tree.js'
import { graphTrace, type TracedGraph } from '../graph/graph-trace.js'
import { callOnLeaves, checkFunction, nameLeaf, type TreeFunction } from '../tree-function.js'

export interface TracedBody extends TracedGraph {
  readonly structure: Structure
  /** One for each leaf of the result. */
  readonly types: readonly ArrayType[]
}

/** @param args the structure of the argument list, whose leaves are of these types */
export function traceBody(operation: string, f: TreeFunction, args: Structure, types: readonly ArrayType[]): TracedBody {
  checkFunction(operation, f)
  const trace = graphTrace(operation, 'everything')
  const result = withTrace(trace, () => callOnLeaves(operation, f, args, types.map(trace.input)))
  const { graph, captured } = trace.finish(result.leaves)
  return { graph, captured, structure: result.structure, types: graph.outputs.map(({ type }) => type) }
}

export interface Typed {
  readonly structure: Structure
  readonly types: readonly ArrayType[]
  /** What messages call the tree. */
  readonly name: string
}

export const typed = ({ leaves, structure }: Flat<Tensor>, name: string): Typed => ({
  structure,
  types: leaves.map(({ shape, dtype }) => ({ shape, dtype })),
  name,
})

/**
 * @param rule what must be so, e.g. `the carry must keep its type`
 * @throws ShapeError, DTypeError naming the first leaf at which the trees differ
 */
export function checkSameTrees(operation: string, rule: string, expected: Typed, got: Typed): void {
  const [wanted, found] = [paths(expected.structure), paths(got.structure)]
  const show = (path: string | undefined, { name }: Typed): string =>
    path === undefined ? `nothing more in ${name}` : nameLeaf(path, name)
  for (let i = 0; i < Math.max(wanted.length, found.length); i++) {
    if (wanted[i] !== found[i])
      throw new ShapeError(`${operation}: ${rule}; expected ${show(wanted[i], expected)}, got ${show(found[i], got)}`)
    const [a, b] = [expected.types[i], got.types[i]]
    if (a === undefined || b === undefined || sameType(a, b)) continue
    const message =
      `${operation}: ${rule}; expected ${showType(a)} (${show(wanted[i], expected)}), got ${showType(b)} (${show(found[i], got)})` +
      (a.dtype === b.dtype ? '' : '; convert one with cast')
    throw a.dtype === b.dtype ? new ShapeError(message) : new DTypeError(message)
  }
  if (showStructure(expected.structure) !== showStructure(got.structure))
    throw new ArgumentError(
      `${operation}: ${rule}; what is no tensor (numbers, strings, the names and kinds of nodes) differs between ${expected.name} and ${got.name}`,
    )
}
