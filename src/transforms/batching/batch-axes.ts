// Which axis of each leaf is mapped: `in` and `out` of vmap are prefixes of the argument and result trees, where a number or null
// stands for every tensor below it.

import { type ArrayType, showType } from '../../core/array-type.js'
import type { BatchAxis } from '../../core/primitive.js'
import { ShapeError } from '../../support/errors.js'
import type { Structure } from '../../support/tree.js'

/** An axis for every tensor of a tree, or a tree of such; `null` means not mapped. */
export type AxisTree = number | null | readonly AxisTree[] | { readonly [name: string]: AxisTree }

const isList = (axes: AxisTree): axes is readonly AxisTree[] => Array.isArray(axes)

function childrenOf(node: Exclude<Structure, '*'>): readonly Structure[] {
  if ('list' in node) return node.list
  if ('parts' in node) return node.parts.map(() => '*')
  return 'record' in node ? node.record.map(([, child]) => child) : []
}

/**
 * The axis of each leaf, as written.
 * @param option `in` or `out`, for messages
 * @param name how messages name the part of the tree at a path
 * @throws ShapeError when the axes are not a prefix of the tree
 */
export function spreadAxes(option: string, axes: AxisTree, structure: Structure, name: (path: string) => string): BatchAxis[] {
  const out: BatchAxis[] = []
  const walk = (node: Structure, axis: AxisTree, path: string): void => {
    const fail = (expected: string): never => {
      const got = JSON.stringify(axis)
      throw new ShapeError(`vmap: ${option} must be a prefix of the tree it belongs to; expected ${expected} for ${name(path)}, got ${got}`)
    }
    const below = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`)
    if (node === '*') {
      out.push(axis === null || (typeof axis === 'number' && Number.isInteger(axis)) ? axis : fail('an axis or null'))
    } else if (axis === null || typeof axis === 'number' || 'parts' in node) {
      for (const child of childrenOf(node)) walk(child, axis, path)
    } else if ('list' in node) {
      if (!isList(axis) || axis.length !== node.list.length) fail(`a list of ${node.list.length}, one axis or null`)
      else for (const [i, child] of node.list.entries()) walk(child, axis[i] ?? null, below(i))
    } else if ('record' in node) {
      const names = node.record.map(([key]) => key)
      if (isList(axis) || Object.keys(axis).length !== names.length || names.some(key => !Object.hasOwn(axis, key)))
        fail(`a record of ${names.join(', ')}, one axis or null`)
      else for (const [key, child] of node.record) walk(child, axis[key] ?? null, below(key))
    }
  }
  walk(structure, axes, '')
  return out
}

/** The axis counted from the front, of a tensor with `rank` axes. @throws ShapeError when there is none such */
export function normalizeBatchAxis(option: string, axis: number, rank: number, name: string, type: ArrayType): number {
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis
  const expected = rank === 0 ? 'null, for it has no axes' : `an axis from ${-rank} to ${rank - 1}`
  throw new ShapeError(`vmap: ${option} of ${name} must be ${expected}; got ${axis} for ${showType(type)}`)
}
