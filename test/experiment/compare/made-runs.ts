// Folders of runs, made for tests: what `tenet run` leaves, in as few lines as there is to say.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface MadeRun {
  readonly experiment?: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly seed?: number
  readonly state?: 'finished' | 'failed' | 'interrupted'
  readonly error?: string
  /** One line for each step, from 1. */
  readonly metrics?: readonly Readonly<Record<string, number>>[]
  /** `null`: none was written. */
  readonly summary?: Readonly<Record<string, unknown>> | null
  readonly pictures?: Readonly<Record<string, Uint8Array>>
}

/** NaN and the infinities are texts in JSON. */
const json = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner))

/** What a run that has finished would say of its numbers. */
function summaryOf(metrics: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, unknown>> {
  const last: Record<string, number> = {}
  const best: Record<string, { min: { value: number; step: number }; max: { value: number; step: number } } | null> = {}
  for (const [i, line] of metrics.entries())
    for (const [name, value] of Object.entries(line)) {
      last[name] = value
      const [so, at] = [best[name] ?? null, { value, step: i + 1 }]
      if (Number.isNaN(value)) best[name] = so
      else
        best[name] =
          so === null ? { min: at, max: at } : { min: value < so.min.value ? at : so.min, max: value > so.max.value ? at : so.max }
    }
  return { last, best }
}

export function makeRun(folder: string, run: MadeRun): void {
  const { experiment = 'depth', options = {}, seed = 0, state = 'finished', error, metrics = [], summary, pictures = {} } = run
  mkdirSync(join(folder, 'pictures'), { recursive: true })
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content)
  write('config.json', json({ experiment, options, seed, version: { commit: '0123456789abcdef', dirty: false } }))
  write('environment.json', json({ node: 'v20.20.2', device: { kind: 'cpu', cores: 2 } }))
  write(
    'status.json',
    json({
      state,
      started: '2026-01-02T03:04:05.678Z',
      ended: '2026-01-02T03:05:05.678Z',
      seconds: 60,
      ...(error === undefined ? {} : { error }),
    }),
  )
  write('metrics.jsonl', metrics.map((line, i) => `${json({ step: i + 1, time: 1000 + i, ...line })}\n`).join(''))
  if (summary !== null && state === 'finished') write('summary.json', json({ ...summaryOf(metrics), ...summary }))
  for (const [name, bytes] of Object.entries(pictures)) write(join('pictures', `${name}.png`), bytes)
}

/** A curve that falls to about the value. */
export const falling = (to: number, steps = 4): readonly Readonly<Record<string, number>>[] =>
  Array.from({ length: steps }, (_, i) => ({ loss: to + 1 / (i + 1) - 1 / steps, accuracy: 1 - to - 0.1 * (steps - 1 - i) }))
