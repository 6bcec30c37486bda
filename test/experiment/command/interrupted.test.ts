// Sweeps that are killed, stopped, or lose a run, and go on: nothing finished is run again, what was half finished goes on from its last checkpoint, and
// the numbers are those of a sweep that was never interrupted.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { essence, type Workplace, walk, workplace } from './workplace.js'

// Each command starts several processes: minutes, where many share the machine.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

const steps = 200
const sweep = ['--seed', '0..1', '--steps', `${steps}`]
let place: Workplace
let untouched: unknown

beforeAll(async () => {
  place = workplace()
  place.write('walk.ts', walk)
  const { code, stdout } = await place.tenet(['run', 'walk.ts', ...sweep, '--runs', 'whole'])
  expect([code, stdout.split('\n').at(-2)]).toEqual([0, '2 runs: 2 finished'])
  untouched = essence(await place.runs('whole'))
})
afterAll(() => place.remove())

const inFolder = (runs: string, id: string, file: string): string => join(place.folder, runs, 'walk', id, file)
const states = async (runs: string): Promise<readonly string[]> => (await place.runs(runs)).map(({ status }) => status.state)
/** How often a run says that it begins, and that it goes on. */
const beginnings = (output: string): readonly number[] =>
  [/from the beginning/g, /going on(?! with)/g].map(pattern => output.match(pattern)?.length ?? 0)

test('killed in the middle of its second run, with all its processes', async () => {
  const first = place.start(['run', 'walk.ts', ...sweep, '--runs', 'killed'])
  await first.says(/^\[seed=1\] on the way/m)
  process.kill(-(first.process.pid ?? 0), 'SIGKILL')
  const { code, stdout: before } = await first.result
  expect(code).toBeNull()
  expect(beginnings(before)).toEqual([2, 0])
  const second = await place.tenet(['run', 'walk.ts', ...sweep, '--runs', 'killed'])
  expect(second.code).toBe(0)
  expect(second.stdout).toMatch(/^1 run of 2 finished before/)
  expect(beginnings(second.stdout)).toEqual([0, 1])
  expect(essence(await place.runs('killed'))).toEqual(untouched)
  const third = await place.tenet(['run', 'walk.ts', ...sweep, '--runs', 'killed'])
  expect(third).toEqual({ code: 0, stdout: '2 runs of 2 finished before (--again runs them once more)\n', stderr: '' })
})

test('where only the command is killed, its runs end with it, and the next command waits for that', async () => {
  const first = place.start(['run', 'walk.ts', ...sweep, '--runs', 'orphaned', '--jobs', '2'])
  await first.says(/on the way/)
  process.kill(first.process.pid ?? 0, 'SIGKILL')
  const second = await place.tenet(['run', 'walk.ts', ...sweep, '--runs', 'orphaned', '--jobs', '2'])
  expect(second).toMatchObject({ code: 0, stderr: '' })
  expect(essence(await place.runs('orphaned'))).toEqual(untouched)
})

test('SIGINT lets runs save and end', async () => {
  const first = place.start(['run', 'walk.ts', ...sweep, '--runs', 'stopped', '--jobs', '2'])
  await first.says(/on the way/)
  // A terminal sends it to all processes.
  process.kill(-(first.process.pid ?? 0), 'SIGINT')
  const { code, stdout, stderr } = await first.result
  expect(code).toBe(130)
  expect(stderr).toBe('stopping: runs have 10 s to save; once more to stop at once\n')
  expect(stdout).toMatch(/^2 runs: 0 finished; the same command goes on with 2 of them$/m)
  expect(new Set(await states('stopped'))).toEqual(new Set(['interrupted']))
  expect((await place.tenet(['run', 'walk.ts', ...sweep, '--runs', 'stopped'])).code).toBe(0)
  expect(essence(await place.runs('stopped'))).toEqual(untouched)
})

test('a second command for the same runs is refused; a run whose process dies is reported, the others go on, and it goes on where it was', async () => {
  const first = place.start(['run', 'walk.ts', '--seed', '0..1', '--steps', '2000', '--runs', 'died'])
  await first.says(/^\[seed=0\] on the way/m)
  const [id = ''] = readdirSync(join(place.folder, 'died/walk'))
  const { pid } = JSON.parse(readFileSync(inFolder('died', id, 'lock'), 'utf8'))
  expect(await place.tenet(['run', 'walk.ts', '--seed', '0', '--steps', '2000', '--runs', 'died'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `tenet run: died/walk/${id}: process ${pid} is running it; wait until it ends, or give --runs another folder\n`,
  })
  process.kill(pid, 'SIGKILL')
  const { code, stdout, stderr } = await first.result
  expect(code).toBe(1)
  expect(stderr).toBe(`failed: seed=0: its process was killed by SIGKILL\n  what it printed: died/walk/${id}/output.log\n`)
  expect(stdout).toMatch(/^2 runs: 1 finished, 1 failed; the same command goes on with 1 of them$/m)
  const second = await place.tenet(['run', 'walk.ts', '--seed', '0..1', '--steps', '2000', '--runs', 'died'])
  expect([second.code, ...beginnings(second.stdout)]).toEqual([0, 0, 1])
  expect(readFileSync(inFolder('died', id, 'output.log'), 'utf8')).toBe('from the beginning\non the way\ngoing on\n')
  expect((await place.runs('died')).map(({ status, metrics }) => [status.state, metrics.length, metrics.at(-1)?.step])).toEqual([
    ['finished', 2000, 1999],
    ['finished', 2000, 1999],
  ])
})

test('a signal that comes before a run listens to signals interrupts it', async () => {
  place.write(
    'early.ts',
    `import { experiment } from 'tenet/experiment'
export default experiment({ options: {}, run: () => {
  process.removeAllListeners('SIGTERM')
  process.kill(process.pid, 'SIGTERM')
  return new Promise(() => setInterval(() => undefined, 1000))
} })
`,
  )
  const { code, stdout, stderr } = await place.tenet(['run', 'early.ts', '--runs', 'early'])
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout).toMatch(/^1 run: 0 finished; the same command goes on with 1 of them$/m)
})
