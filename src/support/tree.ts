// Trees: nested records and arrays with leaves of one kind. Parameters, gradients, optimizer states and batches are trees.
// Invariant: records are visited in insertion order of their keys; a leaf's path (`features.0.weight`) is its name everywhere.

import { ShapeError } from './errors.js'

/** What is left of a tree when its leaves are taken out; `'*'` stands for a leaf. Other values (null, numbers, strings, functions) are static. */
export type Structure =
  | '*'
  | { readonly static: unknown }
  | { readonly list: readonly Structure[] }
  | { readonly record: ReadonlyArray<readonly [string, Structure]> }
  | Composite

/** A value that counts as several leaves: their names, and how it is put together again. */
export interface Composite {
  readonly parts: readonly string[]
  readonly join: (parts: readonly unknown[]) => unknown
}

export interface Flat<A> {
  readonly leaves: readonly A[]
  readonly structure: Structure
}

type IsLeaf<A> = (value: unknown) => value is A

/** Whether a value is an inner node with names: an object without a class. */
export const isRecord = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const deepest = 500

/** Takes a tree apart. @param apart the leaves that a leaf is made of, where it counts as several. @throws ShapeError when the tree has no end */
export function flatten<A>(
  tree: unknown,
  isLeaf: IsLeaf<A>,
  apart?: (leaf: A) => (Composite & { readonly leaves: readonly A[] }) | null,
): Flat<A> {
  const leaves: A[] = []
  const walk = (node: unknown, depth: number): Structure => {
    if (isLeaf(node)) {
      const composite = apart?.(node) ?? null
      if (composite !== null) {
        leaves.push(...composite.leaves)
        return { parts: composite.parts, join: composite.join }
      }
      leaves.push(node)
      return '*'
    }
    if (depth > deepest) throw new ShapeError(`tree: must not be nested deeper than ${deepest} levels, or hold itself`)
    // Spread, for `map` leaves out what was never set.
    if (Array.isArray(node)) return { list: [...node].map(child => walk(child, depth + 1)) }
    if (isRecord(node)) return { record: Object.entries(node).map(([key, child]) => [key, walk(child, depth + 1)] as const) }
    return { static: node }
  }
  const structure = walk(tree, 0)
  return { leaves, structure }
}

/** Whether a value describes a tree without its leaves. */
export function isStructure(value: unknown): value is Structure {
  if (value === '*') return true
  if (!isRecord(value)) return false
  const { list, record } = value
  if (list !== undefined) return Array.isArray(list) && [...list].every(isStructure)
  const isNamed = (pair: unknown): boolean => Array.isArray(pair) && typeof pair[0] === 'string' && isStructure(pair[1])
  return record === undefined ? 'static' in value : Array.isArray(record) && [...record].every(isNamed)
}

/** Puts a tree together again from as many leaves as its structure has. */
export function unflatten(structure: Structure, leaves: readonly unknown[]): unknown {
  let next = 0
  const build = (node: Structure): unknown => {
    if (node === '*') return leaves[next++]
    if ('static' in node) return node.static
    if ('list' in node) return node.list.map(build)
    if ('parts' in node) return node.join(node.parts.map(() => leaves[next++]))
    // Object.fromEntries would do, six times slower.
    const record: Record<string, unknown> = {}
    for (const [key, child] of node.record) {
      if (key === '__proto__')
        Object.defineProperty(record, key, { value: build(child), enumerable: true, configurable: true, writable: true })
      else record[key] = build(child)
    }
    return record
  }
  return build(structure)
}

/** The paths of the leaves, e.g. `conv1.weight`, `layers.0.bias`; a lone leaf has the path `''`. */
export function paths(structure: Structure): string[] {
  const out: string[] = []
  const walk = (node: Structure, path: string): void => {
    const at = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`)
    if (node === '*') out.push(path)
    else if ('parts' in node) out.push(...node.parts.map(at))
    else if ('list' in node) for (const [i, child] of node.list.entries()) walk(child, at(i))
    else if ('record' in node) for (const [key, child] of node.record) walk(child, at(key))
  }
  walk(structure, '')
  return out
}

const identities = new WeakMap<object, number>()
let nextIdentity = 0
/** Static values compare by value when they are primitive and by identity otherwise. */
function showStatic(value: unknown): string {
  if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
    let id = identities.get(value)
    if (id === undefined) {
      id = nextIdentity++
      identities.set(value, id)
    }
    return `#${id}`
  }
  return typeof value === 'string'
    ? JSON.stringify(value)
    : Object.is(value, -0)
      ? '-0'
      : typeof value === 'bigint'
        ? `${value}n`
        : String(value)
}

/** A string that is equal for equal structures only. */
export function showStructure(node: Structure): string {
  if (node === '*') return '*'
  if ('static' in node) return showStatic(node.static)
  if ('list' in node) return `[${node.list.map(showStructure).join(',')}]`
  if ('parts' in node) return `<${node.parts}>`
  return `{${node.record.map(([key, child]) => `${JSON.stringify(key)}:${showStructure(child)}`).join(',')}}`
}

/** @throws ShapeError naming the first path at which two structures differ. */
export function checkSameStructure(a: Structure, b: Structure, operation: string): void {
  if (showStructure(a) === showStructure(b)) return
  const [p, q] = [paths(a), paths(b)]
  const at = p.findIndex((path, i) => path !== q[i])
  const missing =
    at >= 0
      ? `first difference at '${p[at]}' against '${q[at] ?? 'nothing'}'`
      : `the second has '${q[p.length] ?? 'other static values'}' more`
  throw new ShapeError(`${operation}: trees must have the same structure; ${missing}`)
}
