// Options from the command line, the environment and a file: which goes first, what is misspelt.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../../../src/experiment/commands/command.js'
import { readArguments } from '../../../src/experiment/options/arguments.js'
import * as option from '../../../src/experiment/options/constructors.js'
import { distance, nearest } from '../../../src/experiment/options/nearest.js'
import { settle, variableOf } from '../../../src/experiment/options/settings.js'

const schema = {
  depth: option.int(20, { min: 1 }),
  learningRate: option.float(0.1),
  shortcut: option.boolean(true),
  title: option.string(),
}

const args = (...words: readonly string[]) => Object.fromEntries(readArguments(words, schema))

test('the command line', () => {
  expect(args('--depth', '8,20', '--learningRate', '-1e-3', '--no-shortcut', '--title=--x=y')).toEqual({
    depth: '8,20',
    learningRate: '-1e-3',
    shortcut: 'false',
    title: '--x=y',
  })
  expect(args('--shortcut')).toEqual({ shortcut: 'true' })
  expect(args('--shortcut', '--depth=')).toEqual({ shortcut: 'true', depth: '' })
  expect(args('--shortcut', 'true,false')).toEqual({ shortcut: 'true,false' })
})

test.each([
  [['--dpeth', '8'], 'there is no option --dpeth; did you mean --depth?'],
  [['--learning-rate', '8'], 'there is no option --learning-rate; did you mean --learningRate?'],
  [['--no-depth'], 'there is no option --no-depth'],
  [['--nonsense', '8'], 'there is no option --nonsense'],
  [['--toString'], 'there is no option --toString'],
  [['--depth'], '--depth needs a value: an integer, at least 1'],
  [['--depth', '--shortcut'], '--depth needs a value: an integer, at least 1'],
  [['--depth', '8', '20'], "expected an option, as in --depth …; got '20'"],
  [['-depth', '8'], "expected an option, as in --depth …; got '-depth'"],
  [['--'], "expected an option, as in --depth …; got '--'"],
  [['--depth', '8', '--depth', '20'], '--depth is there twice; several values are written with commas: --depth a,b'],
  [['--no-shortcut=true'], "--no-shortcut has no value; got 'true'"],
])('%j is refused', (words, message) => {
  expect(() => readArguments(words, schema)).toThrow(new UsageError(message))
})

test('any words are options, or refused in words', () => {
  const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('--depth', '--no-shortcut', '--title=', '8', '--', '-'))
  fc.assert(
    fc.property(fc.array(word), words => {
      try {
        expect([...readArguments(words, schema).keys()].every(name => name in schema)).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError)
      }
    }),
  )
})

const file = { path: 'a.json', fields: { depth: [1, 2], learningRate: 0.3, title: 'of the file' } }
const env = { TENET_RUN_DEPTH: '3', TENET_RUN_LEARNING_RATE: '0.2', TENET_RUN_SHORTCUT: '', HOME: '/' }

test('the command line goes before the environment, that before the file, that before the default', () => {
  const settled = settle(schema, { texts: new Map([['depth', '4']]), env, file })
  expect(Object.fromEntries(settled)).toEqual({
    depth: { values: [4] },
    learningRate: { values: [0.2] },
    shortcut: { values: [true] },
    title: { values: ['of the file'] },
  })
})

test.each([
  [{ env: { TENET_RUN_DEPHT: '1' } }, 'there is no option for the variable TENET_RUN_DEPHT; did you mean TENET_RUN_DEPTH?'],
  [{ env: { TENET_RUN_DEPTH: 'deep' } }, 'TENET_RUN_DEPTH must be an integer, at least 1; got "deep"'],
  [{ file: { path: 'a.json', fields: { titel: 'a' } } }, "a.json: there is no option 'titel'; did you mean 'title'?"],
  [{ file: { path: 'a.json', fields: { depth: true } } }, 'a.json: depth must be an integer, at least 1; got true'],
  [{ texts: new Map([['depth', '0']]) }, '--depth must be an integer, at least 1; got 0'],
  [{}, '--title must be given: a text'],
])('%j is refused', (sources, message) => {
  expect(() => settle(schema, { texts: new Map(), env: {}, file: null, ...sources })).toThrow(new UsageError(message))
})

test('the names of variables', () => {
  expect(['depth', 'batchSize', 'conv2dWidth', 'größe'].map(variableOf)).toEqual([
    'TENET_RUN_DEPTH',
    'TENET_RUN_BATCH_SIZE',
    'TENET_RUN_CONV2D_WIDTH',
    'TENET_RUN_GRÖSSE',
  ])
})

test('the distance of names is a metric of single letters', () => {
  expect([distance('', 'abc'), distance('kitten', 'sitting'), distance('ca', 'ac'), distance('漢字', '字')]).toEqual([3, 3, 1, 1])
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(distance(a, a)).toBe(0)
      expect(distance(a, b)).toBe(distance(b, a))
      expect(distance(a, b)).toBeGreaterThanOrEqual(Math.abs([...a].length - [...b].length))
    }),
  )
  expect(nearest('zzzzzz', ['depth', 'width'])).toBeUndefined()
})
