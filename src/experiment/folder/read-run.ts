// Runs read back from their folders: what tables, plots and reports are made of. Reading changes nothing, and works while a run goes on.

import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import { parseObject } from '../../io/untrusted/strict-json.js'
import type { Fields } from '../../io/untrusted/values.js'
import { describeSystemError, IoError, systemCode } from '../../support/io-error.js'
import { checkPath, readFileWith } from '../../support/read-file.js'
import { decodeConfig, decodeStatus, decodeSummary } from './decode.js'
import { fileNames, type Run, type RunStatus } from './format.js'
import { holderOf } from './lock.js'
import { readMetrics } from './metrics-file.js'

/** More than any of these files needs. */
const mostBytes = 2 ** 26

/** Decodes a file that holds one object. */
export const readJson = <A>(path: string, decode: (fields: Fields) => A): Promise<Either<IoError, A>> =>
  readFileWith(path, async ({ size, read }) => {
    if (size > mostBytes) return left(`it has ${size} bytes; at most ${mostBytes} are read`)
    const parsed = parseObject(await read(0, size))
    return isLeft(parsed) ? parsed : right(decode(parsed.right))
  })

/** The same, where there need not be such a file. */
async function readIfThere<A>(read: Promise<Either<IoError, A>>, otherwise: A): Promise<Either<IoError, A>> {
  const found = await read
  return isLeft(found) && systemCode(found.left.cause) === 'ENOENT' ? right(otherwise) : found
}

/** The names in a folder, in order; none where there is no such folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw new IoError(folder, `cannot be read: ${describeSystemError(error)}`, { cause: error })
  }
}

/** The status of a run, which is interrupted where it says that it is running and no process has its folder. */
export async function readStatus(folder: string): Promise<Either<IoError, RunStatus>> {
  const status = await readJson(join(folder, fileNames.status), decodeStatus)
  if (isLeft(status) || status.right.state !== 'running') return status
  const holder = await holderOf(join(folder, fileNames.lock))
  return holder === null ? right({ ...status.right, state: 'interrupted' }) : status
}

/**
 * All of a run: its configuration, environment, status, the numbers that it has logged, and what it has come to.
 * A last line of its metrics that was half written when the process died is passed over.
 * @returns Left when there is no run in the folder, or a file of it is damaged
 * @throws ArgumentError (as a rejection) when the path is none
 * @example
 * ```
 * const run = await readRun('runs/depth/depth=8,seed=0-1f3a9c2b')   // Either<IoError, Run>
 * ```
 */
export async function readRun(folder: string): Promise<Either<IoError, Run>> {
  checkPath(folder)
  const config = await readJson(join(folder, fileNames.config), decodeConfig)
  if (isLeft(config)) return config
  const environment = await readIfThere(
    readJson(join(folder, fileNames.environment), fields => fields),
    {},
  )
  if (isLeft(environment)) return environment
  const status = await readStatus(folder)
  if (isLeft(status)) return status
  const metrics = await readIfThere(
    readFileWith(join(folder, fileNames.metrics), async file => right(await readMetrics(file))),
    [],
  )
  if (isLeft(metrics)) return metrics
  const summary = await readIfThere(
    readJson(join(folder, fileNames.summary), fields => decodeSummary(fields)),
    null,
  )
  if (isLeft(summary)) return summary
  try {
    const pictures = (await namesIn(join(folder, fileNames.pictures))).flatMap(name => /^([^.].*)\.png$/.exec(name)?.[1] ?? [])
    return right({
      folder,
      id: basename(resolve(folder)),
      config: config.right,
      environment: environment.right,
      status: status.right,
      metrics: metrics.right,
      summary: summary.right,
      pictures,
    })
  } catch (error) {
    if (error instanceof IoError) return left(error)
    throw error
  }
}

/** Runs are at most so many folders below the one that is asked for: `runs/<experiment>/<id>`. */
const deepest = 4

/** The folders that hold runs, in the order of their names. Links are not followed, and a run's own folders not looked into. */
async function runFolders(folder: string, depth: number): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  if (entries.some(entry => entry.name === fileNames.config && entry.isFile())) return [folder]
  if (depth === deepest) return []
  const found: string[] = []
  for (const { name } of entries.filter(entry => entry.isDirectory()).toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    found.push(...(await runFolders(join(folder, name), depth + 1)))
  return found
}

export interface Runs {
  readonly runs: readonly Run[]
  /** What is wrong with those that could not be read. */
  readonly damaged: readonly IoError[]
}

/**
 * The runs in a folder and the folders in it, in the order of their names. One that is damaged does not keep the others from being read.
 * @param root `runs`, `runs/<experiment>`, or the folder of one run
 * @returns Left when there is no such folder, or it cannot be read
 * @throws ArgumentError (as a rejection) when the path is none
 * @example
 * ```
 * const found = await readRuns('runs')   // Either<IoError, { runs, damaged }>
 * ```
 */
export async function readRuns(root: string): Promise<Either<IoError, Runs>> {
  checkPath(root)
  try {
    const read = []
    for (const folder of await runFolders(root, 0)) read.push(await readRun(folder))
    return right({
      runs: read.flatMap(run => (isLeft(run) ? [] : [run.right])),
      damaged: read.flatMap(run => (isLeft(run) ? [run.left] : [])),
    })
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return left(new IoError(root, `cannot be read: ${describeSystemError(error)}`, { cause: error }))
  }
}
