// How an operation of theirs is called in ours: the functions it takes, and how its arguments become theirs.

import * as tenet from 'tenet'

/** A call of theirs, by position and by name. */
export interface Call {
  readonly arguments: readonly unknown[]
  readonly keywords: Readonly<Record<string, unknown>>
}

/** The arguments of a call by their names; those that were not given are missing. */
export type Given = Readonly<Record<string, unknown>>

/** An operation that there is: one function of ours, or several together. */
export interface Row {
  readonly ours: readonly string[]
  readonly run: (call: Call) => unknown
  /** By how much results may differ, relative to the largest, where it is more than usual. */
  readonly tolerance?: number
  /** Where derivatives are taken in another sense, why: then only values are compared. */
  readonly valuesOnly?: string
}

/** Every name of theirs: what it is in ours, or the reason why there is nothing. */
export type Table = Readonly<Record<string, Row | string>>

/** A call that an operation of ours does not take, for a reason. */
export class LeftOut extends Error {}

/** Says nothing about the result, or what is the default here. */
const ignored = new Set(['device', 'requires_grad', 'layout', 'out_int32'])

function bind(parameters: readonly string[], call: Call): Given {
  if (call.arguments.length > parameters.length) throw new LeftOut(`${call.arguments.length} arguments by position`)
  const given: Record<string, unknown> = {}
  for (const [i, value] of call.arguments.entries()) given[parameters[i] ?? ''] = value
  for (const [name, value] of Object.entries(call.keywords)) {
    if (parameters.includes(name)) given[name] = value
    else if (!ignored.has(name) && value !== null) throw new LeftOut(`the option ${name}`)
  }
  // `None` is what is not given.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
}

/** @param ours names as users write them, separated by spaces @param signature names of parameters, in order */
export const row = (ours: string, signature: string, run: (given: Given) => unknown): Row => ({
  ours: ours.split(' '),
  run: call => run(bind(signature.split(' '), call)),
})

/** The function of a name, from the package: `linalg.qr` is that of a namespace. `undefined` where there is none. */
export function lookup(name: string): ((...args: readonly unknown[]) => unknown) | undefined {
  let value: unknown = tenet
  for (const part of name.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined
  return typeof value === 'function' ? (value as (...args: readonly unknown[]) => unknown) : undefined
}

/** Calls a function of ours by its name. */
export function ours(name: string, ...args: readonly unknown[]): tenet.Tensor {
  const f = lookup(name)
  if (f === undefined) throw new Error(`there is no ${name}`)
  // What comes back is looked at by whoever compares it.
  return f(...args) as tenet.Tensor
}

/** The arguments as what they must be for a row to go on. */
export const tensorOf = (value: unknown): tenet.Tensor => {
  if (tenet.isTensor(value)) return value
  throw new LeftOut('an argument that is a number')
}
export const numberOf = (value: unknown, otherwise: number): number => {
  if (value === undefined) return otherwise
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value
  if (tenet.isTensor(value) && value.shape.length === 0) return Number(value.item())
  throw new LeftOut('an argument that is no number')
}
export const numbersOf = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value]
  if (Array.isArray(value)) return value.map(one => numberOf(one, Number.NaN))
  if (tenet.isTensor(value)) return [...value.dataSync()].map(Number)
  throw new LeftOut('an argument that is no list of numbers')
}
export const tensorsOf = (value: unknown): readonly tenet.Tensor[] => (Array.isArray(value) ? value.map(tensorOf) : [tensorOf(value)])

/** An axis of a tensor; scalars have none here, where theirs have one. */
export function axisOf(x: tenet.Tensor, dim: unknown, otherwise?: number): number | undefined {
  if (dim === undefined) return otherwise
  if (x.shape.length === 0) throw new LeftOut('an axis of a scalar')
  return numberOf(dim, 0)
}

/** Several axes, for reductions; an empty list is all of them. */
export function axesOf(x: tenet.Tensor, dim: unknown): readonly number[] | number | undefined {
  if (dim === undefined || x.shape.length === 0 || (Array.isArray(dim) && dim.length === 0)) return undefined
  return Array.isArray(dim) ? numbersOf(dim) : numberOf(dim, 0)
}
