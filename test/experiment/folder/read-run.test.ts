// Runs read back from their folders: whole ones, half-written ones, damaged ones.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { afterAll, expect, test } from 'vitest'
import { readRun, readRuns } from '../../../src/experiment/folder/read-run.js'

const root = mkdtempSync(join(tmpdir(), 'tenet-runs-'))
afterAll(() => rmSync(root, { recursive: true }))

const config = {
  experiment: 'depth',
  options: { depth: 8, widths: [1, 2], patience: null },
  seed: 3,
  version: { commit: 'abc', dirty: true },
}
const status = { state: 'finished', started: '2026-01-02T03:04:05.678Z', ended: '2026-01-02T03:05:05.678Z', seconds: 60 }
const whole: Readonly<Record<string, unknown>> = {
  'config.json': config,
  'environment.json': { node: 'v20' },
  'status.json': status,
  'summary.json': {
    last: { loss: 'NaN', accuracy: 0.5 },
    best: { loss: null, accuracy: { min: { value: 0.25, step: 0 }, max: { value: 0.5, step: 1 } } },
    values: { parameters: 10 },
    confusion: {
      labels: ['a', 'b'],
      counts: [
        [1, 2],
        [3, 4],
      ],
    },
    predictions: [{ expected: 'a', predicted: 'b', confidence: 0.7, text: 'words' }],
  },
}
const lines = '{"step":0,"time":1,"loss":"NaN","accuracy":0.25}\n{"step":1,"time":2.5,"loss":"-Infinity","accuracy":0.5}\n'

function make(name: string, files: Readonly<Record<string, unknown>>): string {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content))
  return folder
}

const messageOf = async (folder: string): Promise<string> => {
  const run = await readRun(folder)
  return isLeft(run) ? run.left.message.replace(folder, '…') : 'read'
}

test('all of it comes back', async () => {
  const folder = make('whole/a', { ...whole, 'metrics.jsonl': lines })
  mkdirSync(join(folder, 'pictures'))
  writeFileSync(join(folder, 'pictures', 'Übersicht 1.png'), '')
  writeFileSync(join(folder, 'pictures', '.half.png.1.tmp'), '')
  const run = await readRun(folder)
  expect(run).toMatchObject({
    right: {
      folder,
      id: 'a',
      config,
      environment: { node: 'v20' },
      status,
      metrics: [
        { step: 0, time: 1, loss: Number.NaN, accuracy: 0.25 },
        { step: 1, time: 2.5, loss: Number.NEGATIVE_INFINITY, accuracy: 0.5 },
      ],
      summary: {
        last: { loss: Number.NaN, accuracy: 0.5 },
        confusion: {
          counts: [
            [1, 2],
            [3, 4],
          ],
        },
      },
      pictures: ['Übersicht 1'],
    },
  })
})

test('wherever the last line was broken off, the lines before it are read', async () => {
  for (let length = 0; length <= lines.length; length++) {
    const folder = make('broken-off', { ...whole, 'metrics.jsonl': lines.slice(0, length) })
    const run = await readRun(folder)
    expect(isRight(run) && run.right.metrics.length).toBe(length === lines.length ? 2 : length > lines.indexOf('\n') ? 1 : 0)
  }
})

test('what has only begun is a run; one that says it runs, without a process, was interrupted', async () => {
  const started = { 'config.json': config, 'status.json': { ...status, state: 'running', ended: null } }
  expect(await readRun(make('begun', started))).toMatchObject({
    right: { status: { state: 'interrupted' }, metrics: [], summary: null, environment: {}, pictures: [] },
  })
  const lock = { pid: process.pid, began: 'another boot', host: 'elsewhere', parent: { pid: 1, began: '', host: 'elsewhere' } }
  expect(await readRun(make('held', { ...started, lock }))).toMatchObject({ right: { status: { state: 'running' } } })
})

test('damaged files are refused with their paths', async () => {
  const text = (file: string, content: unknown) => messageOf(make('damaged', { ...whole, 'metrics.jsonl': lines, [file]: content }))
  expect(await text('config.json', '{"experiment":')).toBe('…/config.json: it is not JSON')
  expect(await text('config.json', '[]')).toBe('…/config.json: it must be a JSON object; got []')
  expect(await text('config.json', { ...config, seed: -1 })).toBe('…/config.json: seed must be a non-negative integer; got -1')
  expect(await text('config.json', { ...config, options: { a: {} } })).toBe('…/config.json: options.a must be plain; got {}')
  expect(await text('status.json', { ...status, state: 'done' })).toBe(
    '…/status.json: state must be running, finished, failed, interrupted; got "done"',
  )
  expect(await text('status.json', { ...status, started: 'now' })).toBe('…/status.json: started must be a date and time; got "now"')
  expect(await text('metrics.jsonl', `${lines}half a line\n{"step":2,"time":3}\n`)).toBe('…/metrics.jsonl: line 3: it is not JSON')
  expect(await text('metrics.jsonl', '{"step":0.5,"time":3}\n')).toBe('…/metrics.jsonl: line 1: step must be an integer; got 0.5')
  expect(await text('metrics.jsonl', '{"step":0,"time":3,"loss":"low"}\n')).toBe(
    '…/metrics.jsonl: line 1: a line.loss must be a number; got "low"',
  )
  expect(await text('summary.json', { last: {}, best: {}, confusion: { labels: ['a'], counts: [[1, 2]] } })).toBe(
    '…/summary.json: confusion.counts[0] must be 1 numbers; got [1,2]',
  )
  expect(await messageOf(join(root, 'nowhere'))).toBe('…/config.json: cannot be read: no such file or folder (ENOENT)')
})

test('runs are found below a folder, damaged ones apart, links not followed', async () => {
  make('many/x/b', whole)
  make('many/x/a', whole)
  make('many/y/c', { ...whole, 'status.json': '' })
  make('many/y/c/checkpoints', { 'config.json': config })
  symlinkSync(join(root, 'many'), join(root, 'many/loop'))
  const found = await readRuns(join(root, 'many'))
  expect(isRight(found) && found.right.runs.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(isRight(found) && found.right.damaged.map(({ path }) => path)).toEqual([join(root, 'many/y/c/status.json')])
  expect(await readRuns(join(root, 'many/x/a'))).toMatchObject({ right: { runs: [{ id: 'a' }] } })
  expect(await readRuns(join(root, 'none'))).toMatchObject({ left: { reason: 'cannot be read: no such file or folder (ENOENT)' } })
})

test.each([undefined, null, '', 3, {}, Symbol('s')])('%s is no path', async path => {
  await expect(readRun(path as string)).rejects.toThrow('a path must be a string that is not empty')
  await expect(readRuns(path as string)).rejects.toThrow('a path must be a string that is not empty')
})
