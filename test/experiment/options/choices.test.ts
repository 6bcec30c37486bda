// What options take, as text and as JSON: whatever is written is read back, ranges hold their ends, and what is wrong is said.

import fc from 'fast-check'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { choicesOfJson, readChoices, writeValue } from '../../../src/experiment/options/choices.js'
import * as option from '../../../src/experiment/options/constructors.js'
import type { Option, OptionValue } from '../../../src/experiment/options/option.js'

const valuesOf = (of: Option, text: string): unknown => {
  const found = readChoices(of, text)
  return isLeft(found) ? found.left : found.right
}

/** Options with values that they take. Texts in lists begin and end with no space: commas may be followed by some. */
const line = fc.string({ unit: 'grapheme' })
/** JSON has no -0. */
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0)
const trimmed = line.map(text => text.trim())
const samples: readonly (readonly [string, Option, fc.Arbitrary<OptionValue>])[] = [
  ['int', option.int(0), fc.maxSafeInteger()],
  ['float', option.float(0), double],
  ['boolean', option.boolean(true), fc.boolean()],
  ['string', option.string(''), line],
  ['path', option.path('a'), line.filter(text => text !== '' && !text.includes('\0'))],
  ['choice', option.choice('a,b', ['a,b', '[c', 'ü \\']), fc.constantFrom('a,b', '[c', 'ü \\')],
  ['list', option.list(option.int(0)), fc.array(fc.maxSafeInteger())],
  ['texts', option.list(option.string('')), fc.array(trimmed.filter(text => text !== ''))],
  ['lists', option.list(option.list(option.float())), fc.array(fc.array(double), { minLength: 1 })],
  ['optional', option.optional(option.int()), fc.option(fc.maxSafeInteger())],
]

describe.each(samples)('%s', (_name, of, arbitrary) => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 4 }), values => {
        const distinct = [...new Map(values.map(value => [JSON.stringify(value), value])).values()]
        expect(valuesOf(of, values.map(writeValue).join(','))).toEqual({ values: distinct })
      }),
    )
  })

  test('as JSON, too: a value, and a list of values', () => {
    fc.assert(
      fc.property(arbitrary, value => {
        expect(choicesOfJson(of, JSON.parse(JSON.stringify(value)))).toMatchObject({ right: { values: [value] } })
      }),
    )
  })

  test('any text is values that it takes, or a reason', () => {
    fc.assert(
      fc.property(
        fc.oneof(line, fc.string({ unit: fc.constantFrom('0', '1', '.', ':', ',', '[', ']', 'e', '-', 'l', 'o', 'g', '\\', 'n') })),
        text => {
          const found = readChoices(of, text)
          if (isLeft(found)) expect(found.left).toMatch(/\S.{7,}/s)
          else if ('values' in found.right) expect(found.right.values.every(of.accepts)).toBe(true)
          else expect([found.right.range.low, found.right.range.high].every(of.accepts)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('so is any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const found = choicesOfJson(of, value)
        expect(isRight(found) || found.left.length > 5).toBe(true)
      }),
    )
  })
})

test('ranges', () => {
  const int = option.int(0, { min: -5, max: 200 })
  const float = option.float(0)
  expect(valuesOf(int, '0..3,7')).toEqual({ values: [0, 1, 2, 3, 7] })
  expect(valuesOf(int, '-2..1')).toEqual({ range: { low: -2, high: 1, scale: 'linear', integer: true } })
  expect(valuesOf(int, '1..100:log:3')).toEqual({ values: [1, 10, 100] })
  expect(valuesOf(int, '1..3:5')).toEqual({ values: [1, 2, 3] })
  expect(valuesOf(option.optional(int), '0..1,none')).toEqual({ values: [0, 1, null] })
  expect(valuesOf(float, '0..1:5')).toEqual({ values: [0, 0.25, 0.5, 0.75, 1] })
  expect(valuesOf(float, '0..0.3:4')).toEqual({ values: [0, 0.1, 0.2, 0.3] })
  expect(valuesOf(float, '1e-4..1e-1:log:4')).toEqual({ values: [0.0001, 0.001, 0.01, 0.1] })
  expect(valuesOf(float, '1e-4..1e-1:log')).toEqual({ range: { low: 1e-4, high: 0.1, scale: 'log', integer: false } })
  expect(valuesOf(float, '-1..1')).toEqual({ range: { low: -1, high: 1, scale: 'linear', integer: false } })
  expect(valuesOf(option.string(''), '0..3')).toEqual({ values: ['0..3'] })
})

test('what is wrong', () => {
  const int = option.int(1, { min: 1, max: 100 })
  expect(valuesOf(int, '8,x')).toBe('must be an integer from 1 to 100; got "x"')
  expect(valuesOf(int, '0.5')).toBe('must be an integer from 1 to 100; got 0.5')
  expect(valuesOf(int, '')).toBe('must be an integer from 1 to 100; got ""')
  expect(valuesOf(int, '1..200')).toBe('must be an integer from 1 to 100; got 200')
  expect(valuesOf(int, '9..3')).toBe('a range goes from its lower end to its higher one; got 9..3')
  expect(valuesOf(option.float(0), '0..1:log')).toBe('a range of logarithms begins above 0; got 0..1:log')
  expect(valuesOf(option.float(0), '0..1,3')).toBe(
    'a range must say how many of its values to take, as in 0..1:5, or be drawn from by --sample',
  )
  expect(valuesOf(option.float(0), '0..1:0')).toBe('a range has 1 to 10000 values; got 0..1:0')
  expect(valuesOf(option.float(0), '1e999')).toBe('must be a number; got null')
  expect(valuesOf(option.boolean(true), 'yes')).toBe('must be true or false; got "yes"')
  expect(valuesOf(option.choice('a', ['a', 'b']), 'c')).toBe('must be one of a, b; got "c"')
  expect(valuesOf(option.list(option.int()), '1,2')).toBe('must be a list in brackets, each an integer, as in [32,64]; got "1"')
  expect(choicesOfJson(int, [])).toMatchObject({ left: 'has no values: the list is empty' })
  expect(choicesOfJson(int, { a: 1 })).toMatchObject({ left: 'must be an integer from 1 to 100; got {"a":1}' })
  expect(choicesOfJson(int, [3, '4'])).toMatchObject({ left: 'must be an integer from 1 to 100, or a list of such; got "4" in the list' })
})
