// What a run is given to log, save and show with, against values of every kind, alone and in pairs: whatever happens, it is done, or refused in words, and what was
// logged before is still there.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createRecorder } from '../../src/experiment/folder/recorder.js'
import { report } from '../../src/experiment/job/report.js'
import { strangers } from './misuses.js'
import { show } from './outcome.js'
import type { AnyFunction } from './recorded-calls.js'

const folder = mkdtempSync(join(tmpdir(), 'tenet-hostile-run-'))
const recorder = createRecorder(folder, { signal: new AbortController().signal })
afterAll(() => {
  recorder.close()
  rmSync(folder, { recursive: true })
})
const ours = /^(ArgumentError|ShapeError|DTypeError|TraceError|LimitationError|IoError|RestoreError)$/
const functions = Object.entries({ ...recorder.context, progress: report }) as unknown as readonly (readonly [string, AnyFunction])[]

/** What is thrown or rejected with that is not an error of ours. */
async function foreign(run: AnyFunction, args: readonly unknown[]): Promise<string | null> {
  try {
    await run(...args)
    return null
  } catch (error) {
    return error instanceof Error && ours.test(error.name) && error.message.length > 8 ? null : String(error)
  }
}

describe.each(functions)('%s', (name, run) => {
  test('wrong arguments', async () => {
    recorder.context.log({ first: 1 })
    const found: string[] = []
    const wrong: (readonly unknown[])[] = [[], ...strangers.map(one => [one])]
    for (const first of strangers) for (const second of [null, {}, Symbol('nonsense'), 2n, [], { loss: null }]) wrong.push([first, second])
    for (const second of strangers) wrong.push(['a', second], ['a', [1, 2], second], [{ step: second, total: 2, loss: 1 }])
    for (const args of wrong) {
      const complaint = await foreign(run, args)
      if (complaint !== null) found.push(`${name}(${args.map(arg => show(arg)).join(', ')}): ${complaint}`)
    }
    expect(found.slice(0, 12)).toEqual([])
    const lines = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines.some(line => JSON.parse(line).first === 1)).toBe(true)
  })
})
