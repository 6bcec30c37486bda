// Every public function of arrays, linear algebra, Fourier transforms, signals, random numbers, trees and transforms against every misuse. The examples in the doc
// comments are calls as they should be; each of their arguments is replaced by values of every kind, left out, or followed by more.
// Whatever happens, it is a result or an error in words.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tenet from 'tenet'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { misspelt, misuses, misusesOfNothing } from './misuses.js'
import { outcomeOf, show } from './outcome.js'
import { type AnyFunction, type Call, functionsOf, recordedCalls } from './recorded-calls.js'

const rooms = ['ops', 'transforms', 'explain']
const namespaces = ['fft', 'linalg', 'random', 'signal', 'tree', 'debug']
/** Rooms that other files of this folder see to. */
const elsewhere = ['data', 'io', 'metrics', 'models', 'nn', 'optim']
const functions = functionsOf(
  Object.fromEntries(Object.entries(tenet).filter(([name, value]) => namespaces.includes(name) || typeof value === 'function')),
)
const calls = recordedCalls(tenet, rooms)

/** One call for each number of arguments: more would find the same. */
function callsOf(name: string): readonly Call[] {
  const lengths = new Map(calls.filter(call => call.name === name).map(call => [call.args.length, call]))
  return [...lengths.values()]
}

const complaints = (name: string, run: AnyFunction, all: Iterable<readonly unknown[]>): readonly string[] =>
  [...all].flatMap(args => {
    const { complaint } = outcomeOf(run, args)
    return complaint === null ? [] : [`${name}(${args.map(arg => show(arg)).join(', ')}) ${complaint}`]
  })

// Files are written, if at all, where nobody looks for them.
const home = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'tenet-hostile-'))
beforeAll(() => {
  process.chdir(folder)
  tenet.useDevice('reference')
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

test('no namespace is left out', () => {
  const all = Object.entries(tenet).filter(([, value]) => typeof value === 'object')
  expect(all.map(([name]) => name).filter(name => !namespaces.includes(name) && !elsewhere.includes(name))).toEqual(['checkpointPolicies'])
})

test('examples call nearly all functions, others are called by whatever there is', () => {
  const called = new Set(calls.map(call => call.name))
  const share = [...functions.keys()].filter(name => called.has(name)).length / functions.size
  expect(functions.size).toBeGreaterThan(300)
  expect(share).toBeGreaterThan(0.95)
})

describe.each([...functions])('%s', (name, run) => {
  test('wrong arguments', () => {
    const known = callsOf(name)
    const wrong = known.length === 0 ? [...misusesOfNothing()] : known.flatMap(({ args }) => [...misuses(args)])
    // The first of many alike.
    expect(complaints(name, run, wrong).slice(0, 8)).toEqual([])
  })

  test('misspelt options', () => {
    for (const { args } of callsOf(name))
      for (const wrong of misspelt(args)) {
        // What takes no options at all takes no notice of an object too many.
        if (!outcomeOf(run, [...wrong.slice(0, -1), null]).message.includes('options must be an object')) continue
        expect(outcomeOf(run, wrong).message).toMatch(/there is no option 'misspelt'; expected \w+/)
      }
  })
})
