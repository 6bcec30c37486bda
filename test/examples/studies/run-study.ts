// An experiment run in this process, with options that its command line would take, and all that it reports.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isTensor, random } from 'tenet'
import type { GivenSummary, RunContext, Schema } from 'tenet/experiment'

export interface Outcome {
  readonly logged: readonly Readonly<Record<string, number>>[]
  readonly summary: GivenSummary
  readonly pictures: readonly string[]
  readonly progress: readonly number[]
  /** How often a state was saved, and the last of them. */
  readonly states: readonly unknown[]
}

/** An experiment, whatever its options. */
export interface AnyStudy {
  readonly options: Schema
  readonly run: (options: never, context: RunContext) => Promise<void> | void
}

/** @param from a state that the run goes on from */
export async function runStudy(study: AnyStudy, given: Readonly<Record<string, unknown>>, from: unknown = null): Promise<Outcome> {
  const options = Object.fromEntries(Object.entries(study.options).map(([name, { preset }]) => [name, preset as unknown]))
  for (const [name, value] of Object.entries(given)) {
    const option = study.options[name]
    if (option?.accepts(value) !== true) throw new Error(`${name}: expected ${option?.expected ?? 'another option'}; got ${String(value)}`)
    options[name] = value
  }
  const folder = await mkdtemp(join(tmpdir(), 'tenet-study-'))
  const [logged, pictures, progress, states]: [Record<string, number>[], string[], number[], unknown[]] = [[], [], [], []]
  let summary: GivenSummary = {}
  const context: RunContext = {
    key: random.key(0),
    seed: 0,
    folder,
    signal: new AbortController().signal,
    log: row =>
      logged.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(isTensor(value) ? value.item() : value)]))),
    histogram: () => undefined,
    progress: ({ step, total }) => progress.push(step / total),
    checkpoint: async state => void states.push(state),
    resume: async <T>() => from as T | null,
    picture: async name => void pictures.push(name),
    summary: async more => {
      summary = { ...summary, ...more }
    },
  }
  try {
    await study.run(options as never, context)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { logged, summary, pictures, progress, states }
}
