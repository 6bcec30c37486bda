// `tenet run` as a user types it: scripts of every name and kind, what is wrong with options in a line, one run that fails among others, a full disk.

import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Workplace, walk, workplace } from './workplace.js'

// Each command starts several processes: minutes, where many share the machine.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

let place: Workplace
beforeAll(() => {
  place = workplace()
  place.write('walk.ts', walk)
})
afterAll(() => place.remove())

test('the help of a script is made of its options', async () => {
  const { code, stdout, stderr } = await place.tenet(['run', 'walk.ts', '--help'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toContain(`walk: a walk downhill

options of the experiment
  --rate     how far each step goes: a number from 0 to 1; default 0.1
  --steps    an integer, at least 1; default 10
  --breakAt  none, or an integer; default none
`)
})

test.each([
  [['--rate', '2'], '--rate must be a number from 0 to 1; got 2'],
  [['--stpes', '2'], 'there is no option --stpes; did you mean --steps?'],
  [['--jobs', '1,2'], '--jobs has one value; got 1,2'],
  [['--config', 'none.json'], '--config none.json: cannot be read: no such file or folder (ENOENT)'],
])('%j: one line, exit code 2', async (args, message) => {
  expect(await place.tenet(['run', 'walk.ts', ...args])).toEqual({ code: 2, stdout: '', stderr: `tenet run: ${message}\n` })
})

test('what is no script is said in a line', async () => {
  place.write('empty.mjs', '')
  place.write('broken.ts', 'export default (')
  expect(await place.tenet(['run', 'none.ts'])).toEqual({ code: 2, stdout: '', stderr: "tenet run: there is no script 'none.ts'\n" })
  expect((await place.tenet(['run', 'empty.mjs'])).stderr).toBe(
    'tenet run: empty.mjs must export an experiment: export default experiment({ options, run })\n',
  )
  const broken = await place.tenet(['run', 'broken.ts'])
  expect([broken.code, broken.stderr.split('\n')[0]]).toEqual([2, expect.stringMatching(/^tenet run: broken.ts cannot be loaded: .*/)])
})

test('scripts of every script and kind, options from a file and the environment, several at once with their share of the cores', async () => {
  const name = 'сценарий 漢字 é'
  const script = `import { experiment, option } from 'tenet/experiment'
import { helper } from './helper.mjs'
export default experiment({ options: { a: option.int(1), text: option.string('x') }, run: ({ a }, { log, seed }) => log({ sum: helper(a, seed) }) })
`
  place.write('helper.mjs', 'export const helper = (a, b) => a + b\n')
  place.write(`${name}.mjs`, script)
  place.write('options.json', JSON.stringify({ a: [10, 20], text: 'of, the file', seed: '0..1' }))
  const { code } = await place.tenet(['run', `${name}.mjs`, '--config', 'options.json', '--runs', 'каталог 1'], {
    TENET_RUN_A: '30',
    TENET_RUN_JOBS: '2',
  })
  expect(code).toBe(0)
  const runs = await place.runs(join('каталог 1', name))
  expect(runs.map(({ config, summary }) => [config.options, config.seed, summary?.last])).toEqual([
    [{ a: 30, text: 'of, the file' }, 0, { sum: 30 }],
    [{ a: 30, text: 'of, the file' }, 1, { sum: 31 }],
  ])
  const threads = `${Math.max(1, Math.floor(availableParallelism() / 2))}`
  expect(runs.map(({ environment }) => environment.variables)).toEqual(
    Array(2).fill(expect.objectContaining({ TENET_THREADS: threads, TENET_DEVICE: 'reference' })),
  )
})

test('a run that fails is reported with its options, the others go on, and only it is run again', async () => {
  const args = ['run', 'walk.ts', '--breakAt', '5,none', '--runs', 'failing']
  const { code, stdout, stderr } = await place.tenet(args)
  expect(code).toBe(1)
  expect(stdout).toMatch(/^2 runs: 1 finished, 1 failed; the same command goes on with 1 of them$/m)
  const [failed, finished] = (await place.runs('failing')).toSorted((a, b) => (a.status.state < b.status.state ? -1 : 1))
  expect([failed?.status.state, failed?.status.error, failed?.metrics.length]).toEqual(['failed', 'Error: broken as asked', 5])
  expect([finished?.status.state, finished?.metrics.length]).toEqual(['finished', 10])
  expect(stderr).toBe(`failed: breakAt=5 seed=0: Error: broken as asked\n  what it printed: failing/walk/${failed?.id}/output.log\n`)
  expect(readFileSync(join(failed?.folder ?? '', 'output.log'), 'utf8')).toContain('broken as asked')
})

test('on a full disk a run says so, and what it has logged before is there', async () => {
  place.write(
    'much.mjs',
    `import { experiment } from 'tenet/experiment'
export default experiment({ options: {}, run({ }, { log }) { for (let i = 0; ; i++) log({ loss: i }) } })
`,
  )
  // No file may be larger than 16 KiB; writing beyond is an error rather than a signal.
  const { code, stderr } = await place.start(['run', 'much.mjs', '--runs', 'small'], { shell: "ulimit -f 16; trap '' XFSZ;" }).result
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^failed: seed=0: IoError: \S+: cannot be written: the file would be too large \(EFBIG\); what was there before is unchanged$/m,
  )
  const [run] = await place.runs('small')
  expect(run?.status.state).toBe('failed')
  const steps = run?.metrics.map(({ step, loss }) => [step, loss]) ?? []
  expect(steps.length).toBeGreaterThan(50)
  expect(steps).toEqual(Array.from(steps, (_, i) => [i, i]))
})
