// What all pictures have in common, and how it is checked.

import { ArgumentError } from '../../support/errors.js'
import { checkChoice } from '../../support/options.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import { type ThemeName, themeNames } from './theme.js'

export interface PictureOptions {
  /** Written above it. Default: none. */
  readonly title?: string
  /** In pixels, from 200 to 4000. */
  readonly width?: number
  /** Colours: of paper by day, `light` (the default), of a dark screen, or `page`: variables that the page defines. */
  readonly theme?: ThemeName
}

export function checkPicture(operation: string, { title, width, theme }: Required<PictureOptions>): void {
  checkText(operation, 'title', title)
  checkPixels(operation, 'width', width)
  checkChoice(operation, 'theme', theme, themeNames)
}

export function checkPixels(operation: string, name: string, value: unknown): void {
  if (!(typeof value === 'number' && value >= 200 && value <= 4000))
    throw new ArgumentError(`${operation}: ${name} must be from 200 to 4000 pixels; got ${show(value)}`)
}

export function checkText(operation: string, name: string, value: unknown): asserts value is string {
  if (typeof value !== 'string') throw new ArgumentError(`${operation}: ${name} must be a string; got ${show(value)}`)
}

const isTyped = (value: unknown): value is ArrayLike<number> =>
  ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array)

/** @throws ArgumentError unless the value is an array of numbers, plain or typed; NaN and infinities are numbers */
export function checkNumbers(operation: string, name: string, value: unknown): asserts value is ArrayLike<number> {
  if (isTyped(value)) return
  if (!Array.isArray(value)) throw new ArgumentError(`${operation}: ${name} must be an array of numbers; got ${show(value)}`)
  const at = value.findIndex(item => typeof item !== 'number')
  if (at >= 0) throw new ArgumentError(`${operation}: ${name} must be an array of numbers; got ${show(value[at])} at ${at}`)
}

/** @throws ArgumentError unless the value is an array of objects with a name */
export function checkNamed(operation: string, name: string, value: unknown): asserts value is readonly { readonly name: string }[] {
  if (!Array.isArray(value)) throw new ArgumentError(`${operation}: ${name} must be an array; got ${show(value)}`)
  for (const item of Array.from(value as readonly unknown[])) {
    if (!isRecord(item)) throw new ArgumentError(`${operation}: each of ${name} must be an object; got ${show(item)}`)
    checkText(operation, `the name of each of ${name}`, item.name)
  }
}
