// What a run writes: pieces at once or not at all, and a run that goes on from its last checkpoint has what an uninterrupted one has.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { afterAll, expect, test } from 'vitest'
import type { RunContext } from '../../../src/experiment/experiment.js'
import { openAppend, type Write } from '../../../src/experiment/folder/append-file.js'
import { readCheckpoint } from '../../../src/experiment/folder/checkpoints.js'
import { parseMetrics } from '../../../src/experiment/folder/metrics-file.js'
import { createRecorder, type Recorder } from '../../../src/experiment/folder/recorder.js'

const root = mkdtempSync(join(tmpdir(), 'tenet-recorder-'))
afterAll(() => rmSync(root, { recursive: true }))

let made = 0
function folderOf(name: string): string {
  const folder = join(root, `${name} ${made++}`)
  mkdirSync(folder)
  return folder
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const never = new AbortController().signal

/** A disk with room for so many bytes more: what is beyond is not written. */
function smallDisk(room: number): Write {
  let left = room
  return (file, piece, offset, length, position) => {
    if (left === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
    const written = writeSync(file, piece, offset, Math.min(length, left), position)
    left -= written
    return written
  }
}

test('whatever room there is, a file holds whole pieces', () => {
  const pieces = ['one\n', 'twenty-two\n', 'three\n', '\n']
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), room => {
      const path = join(folderOf('full'), 'a')
      const file = openAppend(path, 0, smallDisk(room))
      let written = ''
      for (const piece of pieces)
        try {
          file.append(bytes(piece))
          written += piece
        } catch (error) {
          expect(error).toMatchObject({
            name: 'IoError',
            reason: 'cannot be written: no space left on the device (ENOSPC); what was there before is unchanged',
          })
          break
        }
      file.close()
      expect(readFileSync(path, 'utf8')).toBe(written)
      expect(written.length).toBeLessThanOrEqual(room)
    }),
    { numRuns: 50 },
  )
})

test('a file that is opened again keeps what it is told to', () => {
  const path = join(folderOf('again'), 'a')
  writeFileSync(path, 'one\ntwo\nhal')
  const file = openAppend(path, 4)
  file.append(bytes('three\n'))
  file.close()
  expect(readFileSync(path, 'utf8')).toBe('one\nthree\n')
  expect(() => openAppend(join(root, 'none', 'a'), 0)).toThrow('cannot be opened: no such file or folder (ENOENT)')
})

const linesOf = (folder: string): readonly object[] =>
  parseMetrics(readFileSync(join(folder, 'metrics.jsonl'))).map(({ time, ...numbers }) => numbers)

/** The loop of a script: it saves every third step, and breaks off before one. */
async function loop({ log, checkpoint, resume, summary }: Recorder['context'], end: number, breakAt?: number): Promise<void> {
  let state = (await resume({ step: 0, value: 1 })) ?? { step: 0, value: 1 }
  while (state.step < end) {
    if (state.step === breakAt) return
    log({ value: state.value, odd: state.step % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY })
    state = { step: state.step + 1, value: state.value * 0.5 }
    if (state.step % 3 === 0) await checkpoint(state)
  }
  await summary({ values: { end: state.value } })
}

test('wherever it was broken off, a run that goes on comes to the same', async () => {
  const whole = folderOf('whole')
  const uninterrupted = createRecorder(whole, { signal: never })
  await loop(uninterrupted.context, 8)
  await uninterrupted.finish()
  const summary = readFileSync(join(whole, 'summary.json'), 'utf8')
  expect(JSON.parse(summary)).toEqual({
    last: { value: 2 ** -7, odd: 'Infinity' },
    best: {
      value: { min: { value: 2 ** -7, step: 7 }, max: { value: 1, step: 0 } },
      odd: { min: { value: 'Infinity', step: 1 }, max: { value: 'Infinity', step: 1 } },
    },
    values: { end: 2 ** -8 },
  })
  for (let breakAt = 0; breakAt < 8; breakAt++) {
    const folder = folderOf('broken')
    const first = createRecorder(folder, { signal: never })
    await loop(first.context, 8, breakAt)
    first.close()
    const second = createRecorder(folder, { signal: never })
    await loop(second.context, 8)
    await second.finish()
    second.close()
    expect(linesOf(folder)).toEqual(linesOf(whole))
    expect(readFileSync(join(folder, 'summary.json'), 'utf8')).toBe(summary)
  }
})

test('a run that does not ask for its checkpoint begins from the beginning, with nothing of the old one', async () => {
  const folder = folderOf('afresh')
  const first = createRecorder(folder, { signal: never })
  await loop(first.context, 8)
  await first.context.picture('a', { width: 1, height: 1, channels: 1, data: Uint8Array.of(7) })
  first.close()
  const second = createRecorder(folder, { signal: never })
  second.context.log({ loss: 1 })
  expect(linesOf(folder)).toEqual([{ step: 0, loss: 1 }])
  expect(readdirSync(folder).filter(name => name !== 'metrics.jsonl' && !name.startsWith('events'))).toEqual([])
  await expect(second.context.resume({})).rejects.toThrow('resume: it must be called before anything is logged or saved')
  second.close()
})

test('on a full disk logging says so, and what was logged before is there', async () => {
  const folder = folderOf('disk')
  const { context, close } = createRecorder(folder, { signal: never, write: smallDisk(1000) })
  let logged = 0
  expect(() => {
    for (;;) {
      context.log({ loss: logged })
      logged++
    }
  }).toThrow(/no space left on the device \(ENOSPC\); what was there before is unchanged$/)
  close()
  expect(logged).toBeGreaterThan(3)
  expect(linesOf(folder).slice(0, logged)).toEqual(Array.from({ length: logged }, (_, step) => ({ step, loss: step })))
})

test('a run that is told to stop ends at its next checkpoint, which is saved', async () => {
  const folder = folderOf('stopped')
  const controller = new AbortController()
  const { context, close } = createRecorder(folder, { signal: controller.signal })
  await context.checkpoint({ step: 1 })
  controller.abort(new Error('stop'))
  await context.checkpoint({ step: 2 }, 'best')
  await expect(context.checkpoint({ step: 3 })).rejects.toThrow('stop')
  close()
  expect(await readCheckpoint(folder, { step: 0 })).toEqual({ _tag: 'Right', right: { step: 3 } })
  expect(await readCheckpoint(folder, { step: 0 }, 'best')).toEqual({ _tag: 'Right', right: { step: 2 } })
  expect(await readCheckpoint(folder, { step: 0 }, 'none')).toEqual({ _tag: 'Right', right: null })
  expect(isRight(await readCheckpoint(folder, { other: 0 }))).toBe(false)
})

test('whatever a script gives wrongly is refused in words', async () => {
  const { context, close } = createRecorder(folderOf('hostile'), { signal: never })
  const strangers = [
    undefined,
    null,
    true,
    'x',
    Symbol('s'),
    () => 0,
    [],
    [null],
    {},
    { a: 'b' },
    { a: null },
    { '': 1 },
    new Date(),
    2n,
    new DataView(new ArrayBuffer(8)),
  ]
  const run = context as unknown as Readonly<Record<keyof RunContext, (...args: readonly unknown[]) => unknown>>
  for (const name of ['log', 'histogram', 'picture', 'summary'] as const)
    for (const first of strangers)
      for (const second of strangers)
        for (const third of [undefined, null, -1, 0.5])
          try {
            await run[name](first, second, third)
          } catch (error) {
            expect(`${name} ${error instanceof Error ? error.name : String(error)}`).toBe(`${name} ArgumentError`)
          }
  for (const name of ['', '..', 'a/b', 3, null]) await expect(run.checkpoint({}, name)).rejects.toMatchObject({ name: 'ArgumentError' })
  expect(() => context.log({ time: 1 })).toThrow("log: a number cannot be called 'time': it is used already")
  expect(() => context.log({ loss: 1, step: 0.5 })).toThrow('log: step must be a non-negative integer; got 0.5')
  expect(() => context.log({ loss: '1' as unknown as number })).toThrow("log: loss must be a number, or a tensor of one; got '1'")
  await expect(context.summary({ confusion: { labels: ['a'], counts: [[1, 2]] } })).rejects.toThrow(
    'summary: confusion.counts[0] must be 1 numbers; got [1,2]',
  )
  close()
})
