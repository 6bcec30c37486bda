// How the arguments of two calls differ, as far as a compiled function cares: leaf by leaf, each with what it was and what it is.

import { showType } from '../../core/array-type.js'
import { sameShape } from '../../support/shape.js'
import { show } from '../../support/show.js'
import { nameArgument } from '../tree-function.js'
import type { Pattern } from './jit-key.js'

/** One reason why a program does not fit a call. */
export interface ArgumentChange {
  /** Where: `0.conv1.weight` is in the first argument; empty for the list of arguments itself. */
  readonly path: string
  /** What differs of a tensor; the value of what is no tensor; the tree, where one has other parts or another kind of value; or the backend. */
  readonly what: 'shape' | 'dtype' | 'shape and dtype' | 'value' | 'tree' | 'backend'
  readonly before: string
  readonly after: string
}

const describe = (pattern: Pattern): string => {
  switch (pattern.kind) {
    case 'tensor':
      return showType(pattern)
    case 'list':
      return `a list of ${pattern.items.length}`
    case 'record':
      return pattern.names.length === 0 ? 'an empty record' : `a record of ${pattern.names.join(', ')}`
    case 'static':
      return Object.is(pattern.value, -0) ? '-0' : show(pattern.value)
  }
}

/** How two patterns that are no lists or records of the same parts differ. */
function difference(a: Pattern, b: Pattern): ArgumentChange['what'] | null {
  if (a.kind === 'tensor' && b.kind === 'tensor') {
    const shapes = sameShape(a.shape, b.shape)
    if (a.dtype === b.dtype) return shapes ? null : 'shape'
    return shapes ? 'dtype' : 'shape and dtype'
  }
  if (a.kind === 'static' && b.kind === 'static') return Object.is(a.value, b.value) ? null : 'value'
  return 'tree'
}

const partsOf = (pattern: Pattern): readonly (readonly [string | number, Pattern])[] => {
  switch (pattern.kind) {
    case 'list':
      return pattern.items.map((item, i) => [i, item] as const)
    case 'record':
      return pattern.values.map((value, i) => [pattern.names[i] ?? i, value] as const)
    default:
      return []
  }
}

const sameParts = (a: Pattern, b: Pattern): boolean =>
  (a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) ||
  (a.kind === 'record' && b.kind === 'record' && a.names.length === b.names.length && a.names.every((name, i) => name === b.names[i]))

/** All differences, in the order of the leaves; none where the patterns match the same calls. */
export function changesBetween(a: Pattern, b: Pattern, path = ''): readonly ArgumentChange[] {
  if (sameParts(a, b)) {
    const others = partsOf(b)
    return partsOf(a).flatMap(([key, part], i) => {
      const other = others[i]?.[1]
      return other === undefined ? [] : changesBetween(part, other, path === '' ? String(key) : `${path}.${key}`)
    })
  }
  const what = difference(a, b)
  if (what === null) return []
  const [before, after] = [describe(a), describe(b)]
  return [{ path, what, before, after: before === after ? 'another' : after }]
}

/** `argument 1: 14, then 15` */
export const showChange = ({ path, what, before, after }: ArgumentChange): string =>
  what === 'backend' ? 'another backend' : `${nameArgument(path)}: ${before}, then ${after}`
