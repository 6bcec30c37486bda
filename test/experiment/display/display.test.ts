// Displays, watched: what lines come when, and what a terminal shows of bars that are replaced while it is resized.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDisplay, type Job } from '../../../src/experiment/display/index.js'
import { asStream, remembering, Screen, stageClock } from './stage.js'

const jobsOf = (count: number): readonly Job[] => Array.from({ length: count }, (_, i) => ({ id: `id${i}`, title: `depth=${i}` }))

const first = (jobs: readonly Job[]): Job => jobs[0] ?? { id: '', title: '' }

describe('in lines', () => {
  const plain = (count: number, env: Readonly<Record<string, string>> = {}) => {
    const [clock, output, jobs] = [stageClock(), remembering(), jobsOf(count)]
    return { clock, output, jobs, display: createDisplay({ stream: asStream(output), jobs, env, clock }) }
  }

  test('one comes with every tenth', () => {
    const { clock, output, jobs, display } = plain(1)
    const job = first(jobs)
    for (let step = 0; step <= 100; step++) {
      display.update(job, { type: 'progress', step, total: 100, loss: 1 / (1 + step), accuracy: 'NaN' })
      clock.wait(500)
    }
    display.update(job, { type: 'output', line: 'saved \u001b[2J\u001b[31mit\u001b[0m \u0008.' })
    display.update(job, { type: 'output', line: ' 10 %\r 20 %\r\r' })
    display.finish(job, { state: 'finished', seconds: 50.5 })
    display.close()
    expect(output.writes.slice(0, 2)).toEqual([
      '10/100  10 %  2.0/s  0:45 left  loss 0.09091  accuracy NaN\n',
      '20/100  20 %  2.0/s  0:40 left  loss 0.04762  accuracy NaN\n',
    ])
    expect(output.writes.slice(-3)).toEqual(['saved it \ufffd.\n', ' 20 %\n', 'finished after 0:51  loss 0.009901  accuracy NaN\n'])
    expect(output.writes).toHaveLength(13)
  })

  test('short runs have one line each, long ones at least one a minute', () => {
    const { clock, output, jobs, display } = plain(100)
    for (const job of jobs.slice(0, 50)) {
      for (let step = 0; step <= 10; step++) display.update(job, { type: 'progress', step, total: 10 })
      clock.wait(20)
      display.finish(job, { state: 'finished', seconds: 0.02 })
    }
    expect(output.writes).toHaveLength(50)
    expect(output.writes.at(-1)).toBe('[depth=49] finished after 0.0 s  (50 of 100 finished)\n')
    const slow = jobs[60] ?? first(jobs)
    for (let step = 0; step < 200; step++) {
      display.update(slow, { type: 'progress', step, total: 1e6 })
      clock.wait(1000)
    }
    expect(output.writes.slice(50)).toHaveLength(3)
    // Nothing moves: nothing is said.
    for (let i = 0; i < 200; i++) {
      display.update(slow, { type: 'progress', step: 199, total: 1e6 })
      clock.wait(1000)
    }
    expect(output.writes.slice(50)).toHaveLength(4)
  })

  test('what failed says why, in one line', () => {
    const { output, jobs, display } = plain(2)
    display.finish(first(jobs), { state: 'failed', seconds: 3, error: 'NonFiniteError: loss is NaN\n    at line 3' })
    expect(output.writes).toEqual(['[depth=0] failed after 3.0 s: NonFiniteError: loss is NaN  (0 of 2 finished, 1 failed)\n'])
  })

  test.each([[{ NO_COLOR: '1' }], [{ CI: 'true' }], [{ TERM: 'dumb' }]])('also in a terminal, under %o', env => {
    const [clock, screen, jobs] = [stageClock(), new Screen(80, 24), jobsOf(1)]
    const display = createDisplay({ stream: asStream(screen), jobs, env, clock })
    display.finish(first(jobs), { state: 'finished', seconds: 1 })
    display.close()
    expect(screen.writes).toEqual(['finished after 1.0 s\n'])
  })

  test('what cannot be is no trouble', () => {
    const { output, jobs, display } = plain(1)
    for (const [step, total] of [
      [Number.NaN, 0],
      [5, 0],
      [-1, 10],
      [20, 10],
      [1, Number.POSITIVE_INFINITY],
    ] as const)
      display.update(first(jobs), { type: 'progress', step, total })
    display.finish({ id: 'unknown', title: 'never heard of' }, { state: 'interrupted', seconds: Number.NaN })
    display.close()
    display.close()
    display.update(first(jobs), { type: 'output', line: 'too late' })
    expect(output.writes).toEqual(['interrupted after –\n'])
  })

  test('what is no display is refused in words', () => {
    const make = (options: unknown) => () => createDisplay(options as Parameters<typeof createDisplay>[0])
    expect(make(null)).toThrow('createDisplay: options must be an object; expected one with stream, jobs, env, clock, got null')
    expect(make({ jobs: [] })).toThrow('createDisplay: stream must be one that can be written to; got undefined')
    expect(make({ stream: asStream(remembering()), jobs: [{ id: 3 }] })).toThrow(
      'createDisplay: jobs must be an array of objects with id and title; got',
    )
  })
})

describe('in a terminal', () => {
  const live = (count: number, columns: number, rows = 24) => {
    const [clock, screen, jobs] = [stageClock(), new Screen(columns, rows), jobsOf(count)]
    return { clock, screen, jobs, display: createDisplay({ stream: asStream(screen), jobs, env: {}, clock }) }
  }

  test('bars run, and what jobs print and come to stays above them', async () => {
    const { clock, screen, jobs, display } = live(3, 100)
    const [a = first(jobs), b = first(jobs)] = jobs
    display.update(a, { type: 'progress', step: 100, total: 400, loss: 0.5 })
    display.update(b, { type: 'output', line: 'reading data' })
    clock.wait(10_000)
    display.update(a, { type: 'progress', step: 200, total: 400, loss: 0.25 })
    clock.wait(100)
    expect(await screen.lines()).toEqual([
      '[depth=1] reading data',
      'depth=0  ━━━━━━━━━━──────────  50 %  0:20 left  9.9/s  loss 0.25',
      'depth=1  begun 0:10 ago',
      'all      ━━━╸────────────────  16 %  1:41 left  0 of 3 finished',
    ])
    display.finish(a, { state: 'finished', seconds: 20 })
    clock.wait(100)
    expect(await screen.lines()).toEqual([
      '[depth=1] reading data',
      '✓ depth=0  finished after 0:20  loss 0.25',
      'depth=1  begun 0:10 ago',
      'all      ━━━━━━╸─────────────  33 %  0:27 left  1 of 3 finished',
    ])
    display.close()
    expect(await screen.lines()).toEqual(['[depth=1] reading data', '✓ depth=0  finished after 0:20  loss 0.25'])
    expect(screen.writes[0]).toBe('\u001b[?25l')
    expect(screen.writes.at(-1)).toBe('\u001b[?25h')
  })

  test('one write is one frame, at most ten in a second, none when nothing has changed', () => {
    const { clock, screen, jobs, display } = live(1, 80)
    const before = screen.writes.length
    for (let i = 0; i < 1000; i++) {
      display.update(first(jobs), { type: 'progress', step: i, total: 1000 })
      clock.wait(1)
    }
    expect(screen.writes.length - before).toBeLessThanOrEqual(10)
    // Lines that are replaced are written over: cleared is only what is behind them.
    for (const write of screen.writes.slice(before)) expect(write.indexOf('\u001b[J')).toBeGreaterThan(write.lastIndexOf('depth'))
    display.finish(first(jobs), { state: 'finished', seconds: 1 })
    clock.wait(100)
    const after = screen.writes.length
    clock.wait(60_000)
    expect(screen.writes.length).toBe(after)
    display.close()
  })

  test('many jobs are shown as far as there are rows', async () => {
    const { clock, screen, jobs, display } = live(500, 60, 10)
    for (const job of jobs.slice(0, 50)) display.update(job, { type: 'progress', step: 1, total: 2 })
    clock.wait(100)
    const lines = await screen.lines()
    expect(lines).toHaveLength(8)
    expect(lines.slice(-2)[0]).toBe('… and 44 more that run')
    display.close()
  })

  const action = fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: fc.constant('progress' as const), job: fc.nat({ max: 4 }), step: fc.nat({ max: 12 }) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('output' as const), job: fc.nat({ max: 4 }), words: fc.nat({ max: 30 }) }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('finish' as const), job: fc.nat({ max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('resize' as const), columns: fc.integer({ min: 12, max: 140 }) }) },
    { weight: 6, arbitrary: fc.record({ type: fc.constant('wait' as const), time: fc.nat({ max: 3000 }) }) },
  )

  test('whatever happens, and however it is resized, nothing is lost, doubled or left behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), fc.integer({ min: 20, max: 120 }), async (actions, columns) => {
        const { clock, screen, jobs, display } = live(5, columns, 40)
        const staying: string[] = []
        const [running, over] = [new Set<Job>(), new Set<Job>()]
        for (const each of actions) {
          const job = 'job' in each ? (jobs[each.job] ?? first(jobs)) : first(jobs)
          if (each.type === 'wait') clock.wait(each.time)
          else if (each.type === 'resize') {
            // What is about to be written is written before: a terminal is resized between two frames.
            clock.wait(100)
            await screen.resize(each.columns)
          } else if (over.has(job)) continue
          else if (each.type === 'progress') {
            running.add(job)
            display.update(job, { type: 'progress', step: each.step, total: 12, loss: 1 / (1 + each.step) })
          } else if (each.type === 'output') {
            running.add(job)
            const line = `w${'ord '.repeat(each.words)}.`
            staying.push(`[${job.title}] ${line}`)
            display.update(job, { type: 'output', line })
          } else {
            running.delete(job)
            over.add(job)
            staying.push(`✗ ${job.title}  failed after 1.0 s`)
            display.finish(job, { state: 'failed', seconds: 1 })
          }
        }
        clock.wait(100)
        const lines = await screen.lines()
        const starts = lines.map(line => line.slice(0, 4))
        expect(lines.filter((_, i) => starts[i] === '[dep' || starts[i] === '✗ de')).toEqual(staying)
        expect(lines.slice(staying.length).map(line => line.slice(0, 7).trimEnd())).toEqual(
          over.size === 5 ? [] : [...[...running].map(({ title }) => title), expect.stringMatching(/^all/)],
        )
        display.close()
        expect(await screen.lines()).toEqual(staying)
      }),
      { numRuns: 60 },
    )
  })
})
