// Trees as JSON, with marks where tensors were: numbers, strings, booleans, null and lists are what they are in JSON; whatever JSON lacks is a
// record of one field that says what it is. Decoding gives back exactly what was encoded, NaN, -0 and bigints too.

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { isTensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import { parseStrictJson } from '../untrusted/strict-json.js'
import { isFields, showName, showValue } from '../untrusted/values.js'

/** Stands for a tensor in a decoded tree. */
export const hole: unique symbol = Symbol('tensor')

/** @param around the lists and records that the node is in */
function encodeNode(operation: string, node: unknown, path: string, around: readonly unknown[]): unknown {
  const at = (key: string | number): string => (path === '' ? `${key}` : `${path}.${key}`)
  const inside = (child: unknown, key: string | number): unknown => encodeNode(operation, child, at(key), [...around, node])
  if (around.includes(node))
    throw new ArgumentError(
      `${operation}: a tree must end; got one that contains itself: at ${showName(path)} stands ${Array.isArray(node) ? 'a list' : 'a record'} that it is in`,
    )
  if (isTensor(node)) return { tensor: null }
  if (node === null || typeof node === 'boolean' || typeof node === 'string') return node
  if (typeof node === 'number')
    return Number.isFinite(node) && !Object.is(node, -0) ? node : { number: Object.is(node, -0) ? '-0' : `${node}` }
  if (typeof node === 'bigint') return { bigint: `${node}` }
  if (node === undefined) return { undefined: null }
  if (Array.isArray(node)) return Array.from(node, inside)
  if (isRecord(node)) return { record: Object.entries(node).map(([key, child]) => [key, inside(child, key)]) }
  throw new ArgumentError(
    `${operation}: leaves must be tensors, numbers, bigints, strings, booleans or null; got ${show(node)} at ${showName(path)}`,
  )
}

/** @throws ArgumentError naming the first leaf that would be lost */
export const encodeTree = (operation: string, tree: unknown): string => JSON.stringify(encodeNode(operation, tree, '', []))

const numbers: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
])

class Undecodable extends Error {}

const isEntry = (entry: unknown): entry is readonly [string, unknown] =>
  Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string'

function decodeRecord(entries: unknown): unknown {
  if (!Array.isArray(entries) || !entries.every(isEntry))
    throw new Undecodable(`a record must be a list of entries; got ${showValue(entries)}`)
  const keys = new Set(entries.map(([key]) => key))
  if (keys.size !== entries.length) throw new Undecodable('a record has a key twice')
  return Object.fromEntries(entries.map(([key, value]) => [key, decodeNode(value)]))
}

function decodeNode(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(decodeNode)
  if (!isFields(node)) return node
  const [entry, ...more] = Object.entries(node)
  if (entry === undefined || more.length > 0) throw new Undecodable(`expected one field; got ${showValue(node)}`)
  const [kind, value] = entry
  switch (kind) {
    case 'tensor':
      return hole
    case 'record':
      return decodeRecord(value)
    case 'undefined':
      return undefined
    case 'number': {
      const number = numbers.get(value)
      if (number === undefined) throw new Undecodable(`expected NaN, Infinity, -Infinity or -0; got ${showValue(value)}`)
      return number
    }
    case 'bigint':
      if (typeof value !== 'string' || !/^-?\d{1,1000}$/.test(value)) throw new Undecodable(`expected an integer; got ${showValue(value)}`)
      return BigInt(value)
    default:
      throw new Undecodable(`expected a tensor, record, number or bigint; got ${showName(kind)}`)
  }
}

/** The tree, with `hole` where tensors go. */
export function decodeTree(text: string): Either<string, unknown> {
  const parsed = parseStrictJson(text)
  if (parsed._tag === 'Left') return parsed
  try {
    return right(decodeNode(parsed.right))
  } catch (error) {
    if (error instanceof Undecodable) return left(error.message)
    throw error
  }
}
