// The rules of customVjp as functions of leaves: what users return is checked against what it belongs to.

import { type ArrayType, sameType, showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { full } from '../../primitives/structure/broadcast.js'
import { isFloat } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { paths, type Structure, unflatten } from '../../support/tree.js'
import { conjugated } from '../cotangents.js'
import { callFunction, describe, flattenTensors, matchingLeaves, nameLeaf, type TreeFunction, typesOf } from '../tree-function.js'
import type { Called } from './call.js'

/** A cotangent for each float argument, from what was kept and the cotangents of the float outputs. */
export type Backward = (residuals: readonly Tensor[], cotangents: readonly Tensor[]) => readonly Tensor[]

/** The outputs, what is kept, and the backward rule for it. */
export type Forward = (primals: readonly Tensor[]) => {
  readonly outputs: readonly Tensor[]
  readonly residuals: readonly Tensor[]
  readonly backward: Backward
}

/** The cotangents of the float leaves of one argument. @throws ShapeError naming the leaf that does not fit */
function cotangentsOf(given: unknown, structure: Structure, types: readonly ArrayType[], name: string): readonly Tensor[] {
  const floats = types.filter(type => isFloat(type.dtype))
  if (given === null) return floats.map(type => full(0, type))
  const flat = flattenTensors(given)
  const [expected, got] = [paths(structure), paths(flat.structure)]
  const at = expected.findIndex((path, i) => path !== got[i])
  if (at >= 0 || got.length > expected.length) {
    const [missing, surplus] = [expected[at], got[at < 0 ? expected.length : at]]
    const show = (path: string | undefined): string =>
      path === undefined ? 'nothing more' : path === '' ? 'a single tensor' : `leaf '${path}'`
    throw new ShapeError(
      `customVjp: the backward rule must return for ${name} a tree like it, or null; expected ${show(missing)}, got ${show(surplus)}`,
    )
  }
  const leaves = conjugated(flat.structure, flat.leaves)
  return types.flatMap((type, i) => {
    const leaf = leaves[i]
    if (!isFloat(type.dtype) || leaf === undefined) return []
    if (!sameType(type, leaf))
      throw new ShapeError(
        `customVjp: the backward rule must return cotangents of the types of the arguments; expected ${showType(type)} for ` +
          `${nameLeaf(expected[i] ?? '', name)}, got ${showType(leaf)}`,
      )
    return [leaf]
  })
}

/** The forward rule, and the backward rule that goes with each of its results. */
export const leafForward =
  ([forward, backward]: readonly [forward: TreeFunction, backward: TreeFunction], called: Called): Forward =>
  primals => {
    const args = unflatten(called.arguments, primals) as readonly unknown[]
    const pair = callFunction('customVjp', forward, args)
    if (!Array.isArray(pair) || pair.length !== 2)
      throw new ArgumentError(`customVjp: the forward rule must return [value, residuals]; got ${describe(pair)}`)
    const [value, kept]: readonly unknown[] = pair
    const outputs = matchingLeaves('customVjp', 'values of the forward rule', value, called.result, called.outputTypes)
    const residuals = flattenTensors(kept)
    const trees = args.map(arg => {
      const { leaves, structure } = flattenTensors(arg)
      return { types: typesOf(leaves), structure }
    })
    return {
      outputs,
      residuals: residuals.leaves,
      backward(leaves, cotangents) {
        let next = 0
        const all = called.outputTypes.map(type => (isFloat(type.dtype) ? (cotangents[next++] as Tensor) : full(0, type)))
        const results = callFunction('customVjp', backward, [
          unflatten(residuals.structure, leaves),
          unflatten(called.result, conjugated(called.result, all)),
        ])
        if (!Array.isArray(results) || results.length !== trees.length)
          throw new ArgumentError(
            `customVjp: the backward rule must return a list with a cotangent for each argument; expected ${trees.length}, got ${describe(results)}`,
          )
        return trees.flatMap(({ types, structure }, i) => cotangentsOf(results[i], structure, types, `argument ${i}`))
      },
    }
  }
