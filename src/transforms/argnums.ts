// Which arguments of a call are differentiated, and how the function is called when some of them are replaced.

import type { Tensor } from '../core/tensor.js'
import { ArgumentError } from '../support/errors.js'
import type { Flat } from '../support/tree.js'
import { checkDifferentiable } from './differentiable.js'
import { callFunction, flattenTensors, type TreeFunction } from './tree-function.js'

/** One position in an argument list, or several. */
export type Argnums = number | readonly number[]

/** The arguments at the positions `N`. */
export type ArgumentsAt<A extends readonly unknown[], N extends Argnums> = N extends number
  ? A[N]
  : { -readonly [I in keyof N]: N[I] extends number ? A[N[I]] : never }

/** What is differentiated by: its leaves, as those of a list with one tree for each position. */
export interface Selected extends Flat<Tensor> {
  /** Calls the function with the list in the place of the selected arguments. */
  readonly call: (f: TreeFunction, ...selected: readonly unknown[]) => unknown
  /** As the caller asked for it: the only element of a list, or the list. */
  readonly unlist: (list: unknown) => unknown
}

function checkPositions(operation: string, argnums: Argnums, count: number): readonly number[] {
  const positions = typeof argnums === 'number' ? [argnums] : argnums
  for (const position of positions)
    if (!Number.isInteger(position) || position < 0 || position >= count)
      throw new ArgumentError(
        `${operation}: argnums must be positions in the ${count === 1 ? 'one argument' : `${count} arguments`} given; got ${position}`,
      )
  if (new Set(positions).size !== positions.length) throw new ArgumentError(`${operation}: argnums must be distinct; got [${positions}]`)
  return positions
}

/** @throws ArgumentError when there is no such argument or it is a number; DTypeError naming the first leaf that is not float */
export function selectArguments(operation: string, argnums: Argnums, args: readonly unknown[]): Selected {
  const positions = checkPositions(operation, argnums, args.length)
  for (const position of positions)
    if (typeof args[position] === 'number')
      throw new ArgumentError(
        `${operation}: argument ${position} must be a tensor or a tree of tensors; got the number ${args[position]}, wrap it with tensor(…)`,
      )
  const { leaves, structure } = flattenTensors(positions.map(position => args[position]))
  checkDifferentiable(operation, leaves, structure, positions)
  return {
    leaves,
    structure,
    call(f, ...selected) {
      const all = [...args]
      for (const [i, position] of positions.entries()) all[position] = selected[i]
      return callFunction(operation, f, all)
    },
    // What is put together from the structure above is a list.
    unlist: list => (typeof argnums === 'number' ? (list as readonly unknown[])[0] : list),
  }
}
