// How messages show a value of any kind, whatever it is: in one line, and without ever throwing themselves.

import { isComplexNumber } from './complex.js'
import { isRecord } from './tree.js'

const isTyped = (value: object): value is { readonly shape: readonly number[]; readonly dtype: string } =>
  'dtype' in value && typeof value.dtype === 'string' && 'shape' in value && Array.isArray(value.shape)

/** Lists longer or deeper than these are abridged. */
const longest = 16
const deepest = 3

function showList(list: readonly unknown[], depth: number): string {
  if (list.some(item => typeof item === 'object' && item !== null && isTyped(item))) return 'an array of tensors'
  if (depth === deepest) return '[…]'
  const items = Array.from(list.slice(0, longest), item => show(item, depth + 1))
  return `[${items.join(',')}${list.length > longest ? ',…' : ''}]`
}

/** Tensors by their type, strings quoted, lists of numbers item by item. */
export function show(value: unknown, depth = 0): string {
  switch (typeof value) {
    case 'string':
      return `'${value}'`
    case 'bigint':
      return `${value}n`
    case 'function':
      return 'a function'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return showList(value, depth)
      if (isTyped(value)) return `${value.dtype}[${value.shape.join(',')}]`
      if (isComplexNumber(value)) return `{ re: ${value.re}, im: ${value.im} }`
      if (isRecord(value)) return 'an object'
      return value.constructor?.name ?? 'an object'
    default:
      return String(value)
  }
}
