// Every function of data, metrics, models, optimizers, training and experiments against values of every kind, alone and in pairs: whatever happens, it is a result or
// an error in words, thrown or as a rejection.

import * as tenet from 'tenet'
import * as experiment from 'tenet/experiment'
import * as training from 'tenet/training'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { strangers } from './misuses.js'
import { outcomeOf, show } from './outcome.js'
import { type AnyFunction, functionsOf } from './recorded-calls.js'

const { data, metrics, models, optim } = tenet
const functions = functionsOf({ data, metrics, models, optim, training, experiment })
const ours = /^(ArgumentError|ShapeError|DTypeError|TraceError|LimitationError|NonFiniteError|IoError)$/

const before = tenet.currentDevice()
beforeAll(() => tenet.useDevice('reference'))
afterAll(() => tenet.useDevice(before))

/** What is wrong with a call, or null; a promise is waited for. */
async function complaintOf(run: AnyFunction, args: readonly unknown[]): Promise<string | null> {
  let promise: Promise<unknown> | null = null
  const { complaint } = outcomeOf((...given) => {
    const result = run(...given)
    if (result instanceof Promise) promise = result
    return result
  }, args)
  const rejection = await Promise.resolve(promise).then(
    () => null,
    (error: unknown) => error,
  )
  if (rejection === null) return complaint
  return rejection instanceof Error && ours.test(rejection.name) ? complaint : `rejects with ${String(rejection)}`
}

test('there are many', () => expect(functions.size).toBeGreaterThan(150))

describe.each([...functions])('%s', (name, run) => {
  test('wrong arguments', async () => {
    const wrong: (readonly unknown[])[] = [[], ...strangers.map(one => [one])]
    // Of pairs, a few kinds of second.
    for (const first of strangers) for (const second of [null, {}, Symbol('nonsense'), 2n, []]) wrong.push([first, second])
    const found: string[] = []
    for (const args of wrong) {
      const complaint = await complaintOf(run, args)
      if (complaint !== null) found.push(`${name}(${args.map(arg => show(arg)).join(', ')}) ${complaint}`)
    }
    expect(found.slice(0, 8)).toEqual([])
  })
})
