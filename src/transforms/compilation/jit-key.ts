// What a compiled function is specialized to: the tree structure of its arguments, the shape and dtype of each tensor, and every other
// value in the trees (by value if primitive, else by identity). Matching and taking apart are one walk, for it is all that a repeated call does.

import { isComplex, partsOf } from '../../core/complex.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import type { DTypeName } from '../../support/dtype.js'
import { type Dims, sameShape } from '../../support/shape.js'
import { isRecord } from '../../support/tree.js'

export type Pattern =
  | { readonly kind: 'tensor'; readonly shape: Dims; readonly dtype: DTypeName }
  | { readonly kind: 'list'; readonly items: readonly Pattern[] }
  | { readonly kind: 'record'; readonly names: readonly string[]; readonly values: readonly Pattern[] }
  | { readonly kind: 'static'; readonly value: unknown }

/** The pattern that a tree matches. */
export function patternOf(tree: unknown): Pattern {
  if (isTensor(tree)) return { kind: 'tensor', shape: tree.shape, dtype: tree.dtype }
  if (Array.isArray(tree)) return { kind: 'list', items: tree.map(patternOf) }
  if (isRecord(tree)) return { kind: 'record', names: Object.keys(tree), values: Object.values(tree).map(patternOf) }
  return { kind: 'static', value: tree }
}

/** Whether the tree has the pattern; its tensors are appended to `leaves` up to the first difference. */
export function matches(pattern: Pattern, tree: unknown, leaves: Tensor[]): boolean {
  switch (pattern.kind) {
    case 'tensor':
      if (!isTensor(tree) || tree.dtype !== pattern.dtype || !sameShape(tree.shape, pattern.shape)) return false
      if (isComplex(tree)) leaves.push(...partsOf(tree))
      else leaves.push(tree)
      return true
    case 'list': {
      const { items } = pattern
      if (!Array.isArray(tree) || tree.length !== items.length) return false
      for (let i = 0; i < items.length; i++) if (!matches(items[i] as Pattern, tree[i], leaves)) return false
      return true
    }
    case 'record': {
      if (!isRecord(tree)) return false
      const { names, values } = pattern
      let i = 0
      for (const name in tree) {
        if (name !== names[i] || !matches(values[i] as Pattern, tree[name], leaves)) return false
        i++
      }
      return i === names.length
    }
    case 'static':
      return Object.is(tree, pattern.value)
  }
}
