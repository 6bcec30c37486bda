// The work of one run: locks its folder, makes it what a run's folder is, runs the experiment in it, says what has become of it.

import { rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import { key } from '../../ops/random/index.js'
import { describeSystemError, IoError, systemCode } from '../../support/io-error.js'
import { writeAtomically } from '../../support/write-atomically.js'
import { environmentOf } from '../environment/environment.js'
import { decodeConfig, decodeStatus } from '../folder/decode.js'
import { fileNames, type RunConfig, type RunState } from '../folder/format.js'
import { acquire } from '../folder/lock.js'
import { toJson } from '../folder/plain-numbers.js'
import { readJson } from '../folder/read-run.js'
import { createRecorder, Interrupted, type Recorder } from '../folder/recorder.js'
import { canonical } from '../folder/run-id.js'
import { loadScript } from './load-script.js'
import type { Assignment, Ended } from './protocol.js'
import { report } from './report.js'
import { isPlain, wordsOf } from './words.js'

const writeJson = (folder: string, name: string, value: unknown): Promise<void> =>
  writeAtomically(join(folder, name), [new TextEncoder().encode(`${toJson(value, 2)}\n`)])

/** Makes the folder, and makes sure that it is this run's. */
async function prepare({ folder, experiment, options, seed, version, again }: Assignment): Promise<void> {
  const config: RunConfig = { experiment, options, seed, version }
  const before = await readJson(join(folder, fileNames.config), decodeConfig)
  if (!isLeft(before) && canonical(before.right.options, before.right.seed) !== canonical(options, seed))
    throw new IoError(folder, 'it is the folder of a run with other options; give --runs another folder')
  if (isLeft(before) && systemCode(before.left.cause) !== 'ENOENT') throw before.left
  if (again)
    for (const name of [fileNames.metrics, fileNames.checkpoints, fileNames.summary])
      rmSync(join(folder, name), { recursive: true, force: true })
  await writeJson(folder, fileNames.config, config)
  await writeJson(folder, fileNames.environment, environmentOf(process.env))
}

/** Runs the experiment in its folder. */
async function runIn(assignment: Assignment, signal: AbortSignal, recorder: Recorder): Promise<void> {
  const { experiment } = await loadScript(assignment.script)
  const { seed, folder } = assignment
  await experiment.run(assignment.options, { key: key(seed), seed, folder, signal, progress: report, ...recorder.context })
  // Whoever looks at the signal returns early.
  signal.throwIfAborted()
  await recorder.finish()
}

/** Where the disk is full the status cannot be written either; what has become of the run is said all the same. */
async function tryTo(write: Promise<void>): Promise<void> {
  try {
    await write
  } catch (error) {
    if (!(error instanceof IoError)) throw error
    console.error(error.message)
  }
}

async function runAndRecord(assignment: Assignment, signal: AbortSignal): Promise<Ended> {
  const { folder } = assignment
  const before = await readJson(join(folder, fileNames.status), decodeStatus)
  const started = isLeft(before) || assignment.again ? new Date().toISOString() : before.right.started
  const status = (state: RunState, seconds: number, error?: string): Promise<void> =>
    writeJson(folder, fileNames.status, { state, started, ended: state === 'running' ? null : new Date().toISOString(), seconds, error })
  await prepare(assignment)
  await status('running', 0)
  const recorder = createRecorder(folder, { signal })
  try {
    await runIn(assignment, signal, recorder)
    await status('finished', recorder.seconds())
    return { type: 'ended', state: 'finished' }
  } catch (error) {
    if (error instanceof Interrupted) {
      await tryTo(status('interrupted', recorder.seconds()))
      return { type: 'ended', state: 'interrupted' }
    }
    console.error(isPlain(error) ? wordsOf(error) : error)
    await tryTo(status('failed', recorder.seconds(), wordsOf(error)))
    return { type: 'ended', state: 'failed', error: wordsOf(error) }
  } finally {
    recorder.close()
  }
}

/** All of it, from the lock to its release. */
export async function work(assignment: Assignment, signal: AbortSignal): Promise<Ended> {
  const { folder } = assignment
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new IoError(folder, `cannot be made: ${describeSystemError(error)}`, { cause: error })
  }
  const lock = await acquire(join(folder, fileNames.lock))
  if (!('release' in lock)) throw new IoError(folder, `process ${lock.pid} is running it`)
  try {
    return await runAndRecord(assignment, signal)
  } finally {
    await lock.release()
  }
}
