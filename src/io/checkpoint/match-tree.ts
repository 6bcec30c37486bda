// The plain values of a checkpoint, matched with those of a template: what is no tensor. A list without tensors is one value, whatever its length;
// records are matched key by key.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { flatten, isRecord } from '../../support/tree.js'
import { type Differences, type Mismatch, type RestoreOptions, renamed } from '../restore/differences.js'
import { hole } from './plain-tree.js'

const join = (path: string, key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`)

/** A tensor, or where one was. */
export const isHole = (value: unknown): value is Tensor | typeof hole => value === hole || isTensor(value)

const hasTensors = (node: unknown): boolean => flatten(node, isHole).leaves.length > 0

/** Plain values, the lists among them whole, with their paths. */
export function plainValues(tree: unknown): readonly (readonly [path: string, value: unknown])[] {
  const values: (readonly [string, unknown])[] = []
  const walk = (node: unknown, path: string): void => {
    if (isHole(node)) return
    if (isRecord(node)) for (const [key, child] of Object.entries(node)) walk(child, join(path, key))
    else if (Array.isArray(node) && hasTensors(node)) for (const [i, child] of node.entries()) walk(child, join(path, i))
    else values.push([path, node])
  }
  walk(tree, '')
  return values
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`)

/** Nothing may become something, and something nothing: a best score that there is not yet, say. */
const isAbsent = (value: unknown): boolean => value === null || value === undefined

export interface MatchedValues extends Omit<Differences, 'ambiguous'> {
  /** By path: the values that were found and fit. */
  readonly values: ReadonlyMap<string, unknown>
}

type Values = ReturnType<typeof plainValues>

export function matchValues(template: Values, given: Values, options: RestoreOptions): MatchedValues {
  const wanted = new Map(template)
  const found = new Map(given.map(([path, value]) => [renamed(path, options), value] as const))
  const values = new Map<string, unknown>()
  const missing: string[] = []
  const mismatched: Mismatch[] = []
  for (const [path, own] of wanted) {
    const value = found.get(path)
    if (!found.has(path)) {
      if (!isAbsent(own)) missing.push(path)
    } else if (kindOf(value) !== kindOf(own) && !isAbsent(value) && !isAbsent(own))
      mismatched.push({ path, expected: kindOf(own), got: kindOf(value) })
    else values.set(path, value)
  }
  const unexpected = [...found].filter(([path, value]) => !wanted.has(path) && !isAbsent(value)).map(([path]) => path)
  return { values, missing, mismatched, unexpected }
}

type ByPath = ReadonlyMap<string, unknown>

/** The template with tensors and values at their paths; where there is none, its own. */
export function refilled(template: unknown, tensors: ByPath, values: ByPath): unknown {
  const walk = (node: unknown, path: string): unknown => {
    if (isTensor(node)) return tensors.get(path) ?? node
    if (isRecord(node)) return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child, join(path, key))]))
    if (Array.isArray(node) && hasTensors(node)) return node.map((child, i) => walk(child, join(path, i)))
    return values.has(path) ? values.get(path) : node
  }
  return walk(template, '')
}
