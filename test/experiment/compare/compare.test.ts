// `tenet compare` over folders: what it prints, what it writes, what it makes of folders that are not as they should be.

import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { compareCommand } from '../../../src/experiment/commands/compare.js'
import { main } from '../../../src/experiment/commands/main.js'
import { falling, makeRun } from './made-runs.js'

const root = mkdtempSync(join(tmpdir(), 'tenet-compare-'))
afterAll(() => rmSync(root, { recursive: true }))

interface Result {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command; the folder of the test is written as `…`. */
async function run(...args: readonly string[]): Promise<Result> {
  const said = ['', '']
  const stream = (i: number) =>
    new Writable({
      write(chunk, _encoding, done) {
        said[i] += String(chunk)
        done()
      },
    })
  const code = await main([compareCommand], ['compare', ...args], { stdout: stream(0), stderr: stream(1), env: {} })
  const [out = '', err = ''] = said.map(text => text.replaceAll(root, '…'))
  return { code, out, err }
}

const at = (...parts: readonly string[]): string => join(root, ...parts)

function makeStudy(name: string): string {
  for (const depth of [8, 20])
    for (const seed of [0, 1, 2])
      makeRun(at(name, `depth=${depth},seed=${seed}`), {
        options: { depth, shortcut: true, lr: 0.1 },
        seed,
        metrics: falling(depth / 100 + seed / 1000),
        ...(depth === 20 && seed === 2 ? { state: 'failed', error: 'NonFiniteError: a NaN\n    at line 3' } : {}),
      })
  return at(name)
}

describe('a study', () => {
  test('is a table over seeds', async () => {
    const { code, out, err } = await run(makeStudy('table'))
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toBe(`depth: 6 runs, 3 seeds, shortcut=true lr=0.1

depth    runs  loss               best  accuracy           best
8           3  0.0810 ± 0.0010 *  0.08  0.9190 ± 0.0010 *  0.92
20     2 of 3  0.2005 ± 0.0007     0.2  0.7995 ± 0.0007     0.8

* the best mean; ± one standard deviation over runs

1 run is not in the means:
  …/table/depth=20,seed=2  failed at step 4: NonFiniteError: a NaN

…/table/compare/report.html and 3 pictures beside it
`)
    expect(readdirSync(at('table', 'compare')).toSorted()).toEqual(
      ['accuracy.png', 'accuracy.svg', 'loss-bars.png', 'loss-bars.svg', 'loss.png', 'loss.svg', 'report.html'].toSorted(),
    )
    expect(readFileSync(at('table', 'compare', 'accuracy.svg'), 'utf8')).toContain('<title>depth: accuracy</title>')
    expect(await sharp(at('table', 'compare', 'accuracy.png')).metadata()).toMatchObject({ width: 1440, height: 800 })
  })

  test('comes out the same again, and what it has written is no run', async () => {
    const folder = makeStudy('again')
    const first = await run(folder)
    const bytes = (): readonly string[] =>
      readdirSync(join(folder, 'compare')).map(name => readFileSync(join(folder, 'compare', name), 'latin1'))
    const before = bytes()
    expect(await run(folder)).toEqual(first)
    expect(bytes()).toEqual(before)
  })

  test('shows the metrics and groups that are asked for, somewhere else', async () => {
    const folder = makeStudy('asked')
    const { out } = await run(
      folder,
      '--metric',
      'accuracy',
      '--by',
      'shortcut,lr',
      '--goal=accuracy=min',
      '--out',
      at('elsewhere', 'deep'),
    )
    expect(out.split('\n').slice(0, 4)).toEqual([
      'depth: 6 runs, 3 seeds',
      '',
      'shortcut  lr     runs  accuracy        best',
      'true      0.1  5 of 6  0.871 ± 0.065  0.498',
    ])
    expect(readdirSync(at('elsewhere', 'deep'))).toEqual(['accuracy.png', 'accuracy.svg', 'report.html'])
  })

  test('two experiments have a table each, and names of their own', async () => {
    const folder = at('two')
    makeRun(join(folder, 'a'), { experiment: 'first', metrics: falling(0.1), options: { x: 1 } })
    makeRun(join(folder, 'b'), { experiment: 'Second/…', metrics: falling(0.2), options: { y: 'a', constructor: 2 } })
    const { out, code } = await run(folder)
    expect(code).toBe(0)
    expect(out).toContain('Second/…: 1 run, 1 seed, y=a constructor=2\n')
    expect(out).toContain('first: 1 run, 1 seed, x=1\n')
    expect(readdirSync(join(folder, 'compare')).filter(name => name.endsWith('.svg'))).toEqual([
      'Second-accuracy.svg',
      'Second-loss.svg',
      'first-accuracy.svg',
      'first-loss.svg',
    ])
  })

  test('numbers that are not finite are counted, not averaged', async () => {
    const folder = at('diverging')
    for (const [seed, loss] of [0.5, Number.NaN, Number.POSITIVE_INFINITY].entries())
      makeRun(join(folder, `${seed}`), { seed, metrics: [{ loss: 1 }, { loss }] })
    const { out } = await run(folder)
    expect(out).toContain('   3  0.5 (2 not finite)   0.5\n')
    expect(readFileSync(join(folder, 'compare', 'report.html'), 'utf8')).toContain('0.5 (2 not finite)')
  })

  test('runs without a number, and one that has only begun', async () => {
    makeRun(at('silent', 'a'), { summary: null })
    makeRun(at('silent', 'b'), { state: 'interrupted', seed: 1 })
    const { out, code } = await run(at('silent'))
    expect(code).toBe(0)
    expect(out).toContain('no numbers were logged\n\n1 run is not in the means:\n  …/silent/b  interrupted\n')
    expect(readFileSync(at('silent', 'compare', 'report.html'), 'utf8')).toContain('No numbers were logged.')
  })

  test('values of the summary come before what was logged', async () => {
    makeRun(at('values', 'a'), { metrics: falling(0.1), summary: { values: { 'test error': 0.25, parameters: 1000 } } })
    const { out } = await run(at('values'))
    expect(out).toContain('runs  test error  best  loss  best  accuracy  best  parameters\n   1  0.25        0.25')
  })
})

describe('folders that are not as they should be', () => {
  test('empty, without runs, not there, a file', async () => {
    mkdirSync(at('empty'))
    mkdirSync(at('strange', 'sub'), { recursive: true })
    writeFileSync(at('strange', 'notes.txt'), 'hello')
    for (const name of ['empty', 'strange'])
      expect(await run(at(name))).toEqual({
        code: 1,
        out: '',
        err: `tenet compare: …/${name}: there are no runs in it; a run is a folder with a config.json, as tenet run makes them\n`,
      })
    expect((await run(at('nowhere'))).err).toBe('tenet compare: …/nowhere: cannot be read: no such file or folder (ENOENT)\n')
    expect((await run(at('strange', 'notes.txt'))).code).toBe(1)
  })

  test('a damaged run does not keep the others from being read; a half-written line is no damage', async () => {
    const folder = makeStudy('damaged')
    writeFileSync(join(folder, 'depth=8,seed=0', 'config.json'), '{"experiment": 3}')
    appendFileSync(join(folder, 'depth=8,seed=1', 'metrics.jsonl'), '{"step":5,"ti')
    const { code, out, err } = await run(folder)
    expect(code).toBe(1)
    expect(err).toMatch(/^1 run could not be read:\n {2}…\/damaged\/depth=8,seed=0\/config\.json: /)
    expect(out).toContain('\n8           2  0.0815')
    expect(readFileSync(join(folder, 'compare', 'report.html'), 'utf8')).toContain('1 run could not be read')
  })

  test('nothing but damaged runs', async () => {
    mkdirSync(at('ruins', 'a'), { recursive: true })
    writeFileSync(at('ruins', 'a', 'config.json'), 'no JSON')
    expect(await run(at('ruins'))).toMatchObject({ code: 1, out: '' })
  })

  test('a folder that cannot be made for what is written', async () => {
    const folder = makeStudy('blocked')
    writeFileSync(at('file'), '')
    expect((await run(folder, '--out', at('file', 'deep'))).err).toMatch(/^tenet compare: …\/file\/deep: cannot be made: /)
  })
})

test('arguments that are wrong are named', async () => {
  const folder = makeStudy('arguments')
  const wrong = async (...args: readonly string[]): Promise<string> => {
    const { code, err } = await run(...args)
    return `${code} ${err}`
  }
  expect(await wrong()).toBe('2 tenet compare: expected a folder of runs, as in tenet compare runs\n')
  expect(await wrong(folder, '--metric', 'los')).toBe("2 tenet compare: --metric: no run has 'los'; expected of loss, accuracy\n")
  expect(await wrong(folder, '--by', 'seed')).toBe("2 tenet compare: --by: no run has 'seed'; expected of depth, shortcut, lr\n")
  expect(await wrong(folder, '--goal', 'loss=small')).toBe("2 tenet compare: --goal must be <metric>=min, max or none; got 'loss=small'\n")
  expect(await wrong(folder, '--frob')).toMatch(/^2 tenet compare: Unknown option '--frob'/)
  expect(await wrong(folder, '--out', '')).toBe('2 tenet compare: folders, metrics and options must not be empty\n')
  expect(await run('--help')).toMatchObject({ code: 0, err: '' })
  expect((await run('--help')).out).toMatch(/^usage: tenet compare <folder>… \[options\]\n/)
})

test('names do not command the terminal, and may be in every script', async () => {
  const folder = at('names')
  const names = ['\u001b[31mred', '網路🧠', 'a\u202eb', 'مرحبا', 'with space,and comma']
  for (const [seed, net] of names.entries())
    makeRun(join(folder, `${seed}`), { options: { net }, metrics: [{ 'méthode\n2': seed }, { 'méthode\n2': 1 }] })
  const { out } = await run(folder)
  expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u)
  expect(out).toContain('\nred  ')
  expect(out).toContain('a\ufffdb')
  expect(out).toContain('網路🧠  ')
  // Wide letters take two places: the columns stand below each other.
  expect((await run(folder, '--metric', 'méthode\n2')).code).toBe(0)
})
