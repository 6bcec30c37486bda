// Runs the examples in the doc comments of experiments: those that say values must give them, the others must come to their end, in a folder with a run to read.

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import * as tenet from 'tenet'
import * as experiments from 'tenet/experiment'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { goalOf } from '../../src/experiment/compare/goals.js'
import { createDisplay } from '../../src/experiment/display/index.js'
import { savePosition } from '../../src/experiment/folder/checkpoints.js'
import { bandOf } from '../../src/experiment/plot/band.js'
import { spreadOf } from '../../src/experiment/spread.js'
import { examplesOf, filesOf, namedIn, resultsOf } from '../doc-examples.js'
import { falling, makeRun } from './compare/made-runs.js'

const params = { weight: tenet.ones([2]) }
const series = [{ name: 'plain', runs: [{ x: [0, 1], y: [2, 1] }] }]
const scope = { ...experiments, ...experiments.plot, goalOf, bandOf, spreadOf, createDisplay, writeFile, params, series }
const examples = filesOf(['experiment']).flatMap(examplesOf)
const saysValues = (lines: readonly string[]): boolean => lines.some(line => /\S \/\/ /.test(line))

const home = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'tenet-examples-'))
const run = 'runs/depth/depth=8,seed=0-1f3a9c2b'
beforeAll(async () => {
  process.chdir(folder)
  makeRun(run, { options: { depth: 8 }, metrics: falling(0.3) })
  mkdirSync(join(run, 'checkpoints'))
  await savePosition(run, 'best', params, { metrics: 0, step: 3, seconds: 1 })
})
afterAll(() => {
  process.chdir(home)
  rmSync(folder, { recursive: true })
})

test('every public function has one', () => {
  const isFunction = (value: unknown): boolean => typeof value === 'function' && !/^class\b/.test(String(value))
  const named = [experiments, experiments.option, experiments.plot].flatMap(room => Object.entries(room))
  const missing = named.filter(([name, value]) => isFunction(value) && !examples.some(example => example.name === name))
  expect(missing.map(([name]) => name)).toEqual([])
})

describe('examples that say values', () => {
  test.each(examples.filter(({ lines }) => saysValues(lines)))('$name', ({ lines }) => {
    const { got, expected } = resultsOf(lines, scope)
    expect(got).toEqual(expected)
  })
})

describe('other examples', () => {
  test.each(examples.filter(({ lines }) => !saysValues(lines)))('$name', async ({ lines }) => {
    for (const value of Object.values(await namedIn(lines, scope))) expect(value).not.toMatchObject({ _tag: 'Left' })
  })

  test('readCheckpoint gives what was saved, toPng leaves a picture', async () => {
    const best = await experiments.readCheckpoint(run, params, 'best')
    if (isLeft(best)) throw best.left
    expect(best.right?.weight.toArray()).toEqual([1, 1])
    expect(readdirSync('.')).toContain('loss.png')
  })
})
