// What arguments are, where a function would otherwise trip over them: lists, text, records.

import { ArgumentError } from './errors.js'
import { show } from './show.js'
import { isRecord } from './tree.js'

/** @throws ArgumentError unless it is a list, or an array of numbers */
export function checkList(operation: string, name: string, value: unknown): void {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)) return
  throw new ArgumentError(`${operation}: ${name} must be a list; got ${show(value)}`)
}

/** @throws ArgumentError unless it can be gone through one by one */
export function checkIterable(operation: string, name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value && typeof value[Symbol.iterator] === 'function') return
  throw new ArgumentError(`${operation}: ${name} must be a list or another iterable; got ${show(value)}`)
}

/** @throws ArgumentError unless it is a string */
export function checkText(operation: string, name: string, value: unknown): void {
  if (typeof value !== 'string') throw new ArgumentError(`${operation}: ${name} must be a string; got ${show(value)}`)
}

/** @throws ArgumentError unless it is a plain object */
export function checkRecord(operation: string, name: string, value: unknown): void {
  if (!isRecord(value)) throw new ArgumentError(`${operation}: ${name} must be an object; got ${show(value)}`)
}

/** @throws ArgumentError unless it is an object that has methods of these names */
export function checkMethods(operation: string, what: string, value: unknown, names: readonly string[]): void {
  const has = (name: string): boolean => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function'
  if (typeof value === 'object' && value !== null && names.every(has)) return
  throw new ArgumentError(`${operation}: expected ${what}, with ${names.join(' and ')}; got ${show(value)}`)
}
