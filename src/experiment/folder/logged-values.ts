// What scripts may log, as plain numbers: numbers and tensors of one element, lists and tensors of many.

import { isTensor } from '../../core/tensor.js'
import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'

/** A number, or the one of a tensor; `undefined` where it is none. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (!isTensor(value) || value.shape.length !== 0) return undefined
  const item: unknown = value.item()
  return typeof item === 'number' || typeof item === 'bigint' ? Number(item) : undefined
}

/** @throws ArgumentError unless it is a record of numbers by name */
export function numbersOf(operation: string, values: unknown): Readonly<Record<string, number>> {
  if (!isRecord(values)) throw new ArgumentError(`${operation}: expected an object of numbers; got ${show(values)}`)
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      // A step that is not given.
      if (value === undefined && name === 'step') return []
      if (name === '' || name === 'time' || name === 'type')
        throw new ArgumentError(`${operation}: a number cannot be called '${name}': it is used already`)
      const number = numberOf(value)
      if (number === undefined) throw new ArgumentError(`${operation}: ${name} must be a number, or a tensor of one; got ${show(value)}`)
      return [[name, number]]
    }),
  )
}

/** @throws ArgumentError unless it is a tensor of real numbers, or a list of numbers */
export function valuesOf(operation: string, values: unknown): ArrayLike<number> {
  const data: unknown = isTensor(values) ? values.dataSync() : values
  const isList = Array.isArray(data) || (ArrayBuffer.isView(data) && !(data instanceof DataView))
  if (!isList) throw new ArgumentError(`${operation}: values must be a tensor or a list of numbers; got ${show(values)}`)
  return Float64Array.from(data as ArrayLike<unknown>, value => {
    if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean')
      throw new ArgumentError(`${operation}: values must be real numbers; got ${show(value)}`)
    return Number(value)
  })
}

/** @throws ArgumentError unless it counts steps */
export function checkStep(operation: string, step: unknown): number {
  if (typeof step === 'number' && Number.isSafeInteger(step) && step >= 0) return step
  throw new ArgumentError(`${operation}: step must be a non-negative integer; got ${show(step)}`)
}
