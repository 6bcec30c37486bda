// The kinds of option: `option.int`, `float`, `boolean`, `string`, `choice`, `path`, `list`, `optional`. The default comes first and may be left out: then a
// value must be given. Types follow: what is made here is what `run` gets.

import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { show } from '../../support/show.js'
import { type Described, isOption, limitsOf, makeOption, type NumberLimits, type Option, type OptionValue } from './option.js'
import { readNumber, splitAtCommas, unescaped } from './text.js'

function withLimits(words: string, min: number, max: number): string {
  if (min === Number.NEGATIVE_INFINITY) return max === Number.POSITIVE_INFINITY ? words : `${words}, at most ${max}`
  return max === Number.POSITIVE_INFINITY ? `${words}, at least ${min}` : `${words} from ${min} to ${max}`
}

/**
 * An integer that JavaScript counts exactly.
 * @param preset its value unless given; `undefined`: it must be given
 * @param limits min, max, description
 * @throws ArgumentError when the default is none, or out of the limits
 * @example
 * ```
 * option.int(20, { min: 1, description: 'layers' })   // --depth 8
 * ```
 */
export function int(preset?: number, limits?: NumberLimits): Option<number> {
  const { min, max, description } = limitsOf('int', limits)
  const accepts = (value: unknown): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
  const rules = { kind: 'int', expected: withLimits('an integer', min, max), accepts, read: readNumber, bounds: { min, max } } as const
  return makeOption(rules, preset, description)
}

/**
 * A finite number.
 * @param preset its value unless given; `undefined`: it must be given
 * @param limits min, max, description
 * @throws ArgumentError when the default is none, or out of the limits
 * @example
 * ```
 * option.float(0.1, { min: 0 })   // --lr 3e-4
 * ```
 */
export function float(preset?: number, limits?: NumberLimits): Option<number> {
  const { min, max, description } = limitsOf('float', limits)
  const accepts = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max
  const rules = { kind: 'float', expected: withLimits('a number', min, max), accepts, read: readNumber, bounds: { min, max } } as const
  return makeOption(rules, preset, description)
}

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
const isString = (value: unknown): value is string => typeof value === 'string'

const descriptionOf = (kind: string, described: Described | undefined): string =>
  optionsOf<Described>(`option.${kind}`, described, { description: '' }).description

/**
 * True or false.
 * @example
 * ```
 * option.boolean(true)   // --shortcut, --no-shortcut, --shortcut true,false
 * ```
 */
export function boolean(preset?: boolean, described?: Described): Option<boolean> {
  const read = (text: string): boolean | undefined => (text === 'true' ? true : text === 'false' ? false : undefined)
  return makeOption({ kind: 'boolean', expected: 'true or false', accepts: isBoolean, read }, preset, descriptionOf('boolean', described))
}

/**
 * Any text.
 * @example
 * ```
 * option.string('once upon a time', { description: 'how texts begin' })
 * ```
 */
export function string(preset?: string, described?: Described): Option<string> {
  return makeOption({ kind: 'string', expected: 'a text', accepts: isString, read: unescaped }, preset, descriptionOf('string', described))
}

/**
 * The path of a file or folder: a text that is not empty. Relative to the folder that the command runs in.
 * @example
 * ```
 * option.path('data/cifar-10', { description: 'the folder with the data' })
 * ```
 */
export function path(preset?: string, described?: Described): Option<string> {
  const accepts = (value: unknown): value is string => isString(value) && value !== '' && !value.includes('\0')
  return makeOption({ kind: 'path', expected: 'a path', accepts, read: unescaped }, preset, descriptionOf('path', described))
}

/**
 * One of some texts.
 * @param preset its value unless given; `undefined`: it must be given
 * @throws ArgumentError when there are no choices, one is there twice, or the default is none of them
 * @example
 * ```
 * option.choice('adam', ['adam', 'sgd', 'lion'])   // 'adam' | 'sgd' | 'lion'
 * ```
 */
export function choice<const C extends readonly string[]>(
  preset: NoInfer<C[number]> | undefined,
  choices: C,
  described?: Described,
): Option<C[number]> {
  if (!Array.isArray(choices) || choices.length === 0 || !choices.every(isString) || new Set(choices).size !== choices.length)
    throw new ArgumentError(`option.choice: the choices must be a list of different strings; got ${show(choices)}`)
  const accepts = (value: unknown): value is C[number] => isString(value) && choices.includes(value)
  const expected = choices.length === 1 ? `'${choices[0]}'` : `one of ${choices.join(', ')}`
  return makeOption({ kind: 'choice', expected, accepts, read: unescaped }, preset, descriptionOf('choice', described))
}

/**
 * A list of values of another option, written in brackets.
 * @param item the option that its values are of
 * @throws ArgumentError when item is no option, or the default is no list of its values
 * @example
 * ```
 * option.list(option.int(), [64, 64])   // --widths [32,64]     of two lists: --widths [32,64],[64,128]
 * ```
 */
export function list<T extends OptionValue>(item: Option<T>, preset?: readonly NoInfer<T>[], described?: Described): Option<readonly T[]> {
  if (!isOption(item)) throw new ArgumentError(`option.list: items must be an option; got ${show(item)}`)
  const accepts = (value: unknown): value is readonly T[] => Array.isArray(value) && [...value].every(item.accepts)
  const read = (text: string): OptionValue | undefined => {
    const inner = /^\[(.*)\]$/s.exec(text)?.[1]
    if (inner === undefined) return undefined
    const items = inner.trim() === '' ? [] : splitAtCommas(inner).map(each => item.read(each.trim()))
    return items.some(each => each === undefined) ? undefined : items.flatMap(each => (each === undefined ? [] : [each]))
  }
  const expected = `a list in brackets, each ${item.expected}`
  return makeOption({ kind: 'list', expected, accepts, read }, preset, descriptionOf('list', described))
}

/**
 * A value of another option, or `null`, which is written `none`, and which it is unless given.
 * @throws ArgumentError when item is no option
 * @example
 * ```
 * option.optional(option.int())   // number | null; --patience 3, --patience none
 * ```
 */
export function optional<T extends OptionValue>(
  item: Option<T>,
  preset: NoInfer<T> | null = null,
  described?: Described,
): Option<T | null> {
  if (!isOption(item)) throw new ArgumentError(`option.optional: the value must be an option; got ${show(item)}`)
  const accepts = (value: unknown): value is T | null => value === null || item.accepts(value)
  const read = (text: string): OptionValue | undefined => (text === 'none' ? null : item.read(text))
  const rules = { kind: 'optional', expected: `none, or ${item.expected}`, accepts, read } as const
  return makeOption(item.bounds === null ? rules : { ...rules, bounds: item.bounds }, preset, descriptionOf('optional', described))
}
