// Which axis of each leaf is mapped: `in` and `out` of vmap are prefixes of the argument and result trees, where a number or null
// stands for every tensor below it.

import { showType } from '../core/array-type.js'
import type { BatchAxis } from '../core/primitive.js'
import type { Tensor } from '../core/tensor.js'
import { ShapeError } from '../support/errors.js'
import { paths, type Structure } from '../support/tree.js'
import { nameLeaf } from './tree-function.js'

/** An axis for every tensor of a tree, or a tree of such; `null` means not mapped. */
export type AxisTree = number | null | readonly AxisTree[] | { readonly [name: string]: AxisTree }

/** How messages name the leaves of an argument list. */
export function nameArguments(structure: Structure): string[] {
  return paths(structure).map(path => {
    const [position = '', ...rest] = path.split('.')
    return nameLeaf(rest.join('.'), `argument ${position}`)
  })
}

const isList = (axes: AxisTree): axes is readonly AxisTree[] => Array.isArray(axes)

/**
 * The axis of each leaf, as written.
 * @param option `in` or `out`, for messages
 * @throws ShapeError when the axes are not a prefix of the tree
 */
export function spreadAxes(option: string, axes: AxisTree, structure: Structure, whole: string): BatchAxis[] {
  const out: BatchAxis[] = []
  const walk = (node: Structure, axis: AxisTree, at: string): void => {
    const fail = (expected: string): never => {
      throw new ShapeError(
        `vmap: ${option} must be a prefix of the tree it belongs to; expected ${expected} for ${at}, got ${JSON.stringify(axis)}`,
      )
    }
    const below = (key: string | number) => (at === whole ? `'${key}' of ${whole}` : at.replace("' of", `.${key}' of`))
    if (node === '*') {
      if (axis !== null && !Number.isInteger(axis)) fail('an axis or null')
      out.push(axis as BatchAxis)
    } else if (axis === null || typeof axis === 'number') {
      for (const child of childrenOf(node)) walk(child, axis, at)
    } else if ('list' in node) {
      if (!isList(axis) || axis.length !== node.list.length) fail(`a list of ${node.list.length} axes, one axis or null`)
      else for (const [i, child] of node.list.entries()) walk(child, axis[i] ?? null, below(i))
    } else if ('record' in node) {
      const names = node.record.map(([name]) => name)
      if (isList(axis) || names.some(name => !Object.hasOwn(axis, name)) || Object.keys(axis).length !== names.length)
        fail(`a record of axes with the names ${names.join(', ')}, one axis or null`)
      else for (const [name, child] of node.record) walk(child, axis[name] ?? null, below(name))
    }
  }
  walk(structure, axes, whole)
  return out
}

function childrenOf(node: Exclude<Structure, '*'>): readonly Structure[] {
  if ('list' in node) return node.list
  return 'record' in node ? node.record.map(([, child]) => child) : []
}

/** The axis counted from the front of a tensor of this rank. @throws ShapeError when there is none such */
export function normalizeBatchAxis(option: string, axis: number, rank: number, name: string, shown: Tensor): number {
  if (axis < -rank || axis >= rank)
    throw new ShapeError(`vmap: ${option} of ${name} must be an axis from ${-rank} to ${rank - 1}; got ${axis} for ${showType(shown)}`)
  return axis < 0 ? axis + rank : axis
}
