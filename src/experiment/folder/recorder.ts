// What a run writes while it runs: numbers, pictures, checkpoints, its summary. Nothing is touched before the first of these calls, which decides: `resume`
// goes on from the last checkpoint, anything else begins from the beginning.

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import { encodePng } from '../../io/png.js'
import { ArgumentError } from '../../support/errors.js'
import { IoError } from '../../support/io-error.js'
import { Malformed } from '../../support/read-file.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import { writeAtomically } from '../../support/write-atomically.js'
import { type GivenSummary, isFolderName, type RunContext } from '../experiment.js'
import type { Tagged } from '../tensorboard/events.js'
import { histogramOf } from '../tensorboard/histogram.js'
import { type AppendFile, openAppend, type Write } from './append-file.js'
import { lastName, loadPosition, type Position, savePosition } from './checkpoints.js'
import { decodeSummary } from './decode.js'
import { type EventFile, eventFiles, openEventFile } from './event-file.js'
import { fileNames } from './format.js'
import { checkStep, numbersOf, valuesOf } from './logged-values.js'
import { parseMetrics } from './metrics-file.js'
import { toJson } from './plain-numbers.js'
import { summarize } from './summarize.js'

/** A run was told to stop, and has saved what it needs to go on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

export interface Recorder {
  readonly context: Pick<RunContext, 'log' | 'histogram' | 'checkpoint' | 'resume' | 'picture' | 'summary'>
  /** Seconds that it has run, over all times that it was gone on with. */
  readonly seconds: () => number
  /** Writes the summary, and closes the files. */
  readonly finish: () => Promise<void>
  readonly close: () => void
}

export interface RecorderOptions {
  /** When it is aborted, the next checkpoint saves and then throws its reason. */
  readonly signal: AbortSignal
  /** How files are written; the file system's way unless given. */
  readonly write?: Write
}

interface Files {
  readonly metrics: AppendFile
  readonly events: EventFile
}

/** Seconds since 1970. */
const now = (): number => Date.now() / 1000

/** What the run has written before and does not go on from. */
function clear(folder: string): void {
  for (const name of [fileNames.metrics, fileNames.summary, fileNames.checkpoints, fileNames.pictures, ...eventFiles(folder)])
    rmSync(join(folder, name), { recursive: true, force: true })
}

const beginning: Position = { metrics: 0, step: -1, seconds: 0 }

/** Numbers of steps, states and pictures of a run whose folder is there and belongs to this process. */
export function createRecorder(folder: string, { signal, write }: RecorderOptions): Recorder {
  const started = performance.now()
  const metricsPath = join(folder, fileNames.metrics)
  let files: Files | null = null
  let [step, secondsBefore] = [-1, 0]
  let given: GivenSummary = {}
  // One checkpoint after the other, in the order in which they were asked for.
  let saved: Promise<unknown> = Promise.resolve()

  const seconds = (): number => secondsBefore + (performance.now() - started) / 1000

  function begin(from: Position): Files {
    if (from === beginning) clear(folder)
    const metrics = openAppend(metricsPath, from.metrics, write)
    files = { metrics, events: openEventFile(folder, now(), from.step + 1, write) }
    ;[step, secondsBefore] = [from.step, from.seconds]
    return files
  }
  const open = (): Files => files ?? begin(beginning)

  const writeSummary = (): Promise<void> => {
    open()
    const summary = { ...summarize(parseMetrics(readFileSync(metricsPath))), ...given }
    return writeAtomically(join(folder, fileNames.summary), [new TextEncoder().encode(`${toJson(summary, 2)}\n`)])
  }

  function append(at: number, time: number, values: readonly Tagged[]): void {
    open().events.append(time, at, values)
    step = at
  }

  return {
    context: {
      log(logged) {
        const { step: given, ...numbers } = numbersOf('log', logged)
        const at = given === undefined ? step + 1 : checkStep('log', given)
        const time = now()
        open().metrics.append(new TextEncoder().encode(`${toJson({ step: at, time, ...numbers })}\n`))
        append(
          at,
          time,
          Object.entries(numbers).map(([tag, scalar]) => ({ tag, scalar })),
        )
      },
      histogram(name, values, at = Math.max(step, 0)) {
        if (typeof name !== 'string' || name === '') throw new ArgumentError(`histogram: the name must be a text; got ${show(name)}`)
        const histogram = histogramOf(valuesOf('histogram', values))
        if (histogram !== null) open().events.append(now(), checkStep('histogram', at), [{ tag: name, histogram }])
      },
      checkpoint(state, name = lastName) {
        const { metrics, events } = open()
        const position = { metrics: metrics.length(), step, seconds: seconds() }
        const save = async (): Promise<void> => {
          metrics.flush()
          events.flush()
          await mkdir(join(folder, fileNames.checkpoints), { recursive: true })
          await savePosition(folder, name, state, position)
          if (name === lastName) signal.throwIfAborted()
        }
        const saving = saved.then(save, save)
        saved = saving.catch(() => undefined)
        return saving
      },
      async resume(template) {
        if (files !== null) throw new ArgumentError('resume: it must be called before anything is logged or saved')
        const found = await loadPosition(folder, lastName, template)
        if (isLeft(found)) throw found.left
        if (found.right === null) {
          open()
          return null
        }
        const { state, run } = found.right
        const length = existsSync(metricsPath) ? readFileSync(metricsPath).length : 0
        if (length < run.metrics)
          throw new IoError(
            metricsPath,
            `it is shorter than when the checkpoint was saved; expected ${run.metrics} bytes or more, got ${length}`,
          )
        begin(run)
        return state
      },
      async picture(name, picture, at = Math.max(step, 0)) {
        if (!isFolderName(name)) throw new ArgumentError(`picture: the name must be one that a file can have; got ${show(name)}`)
        if (!isRecord(picture) || !(picture.data instanceof Uint8Array))
          throw new ArgumentError(`picture: expected { width, height, channels, data }, data a Uint8Array; got ${show(picture)}`)
        const png = encodePng(picture)
        const { events } = open()
        await mkdir(join(folder, fileNames.pictures), { recursive: true })
        await writeAtomically(join(folder, fileNames.pictures, `${name}.png`), [png])
        const { width, height, channels } = picture
        events.append(now(), checkStep('picture', at), [{ tag: name, image: { width, height, channels, png } }])
      },
      async summary(more) {
        if (!isRecord(more)) throw new ArgumentError(`summary: expected { values, confusion, predictions }; got ${show(more)}`)
        const unknown = Object.keys(more).find(name => !['values', 'confusion', 'predictions'].includes(name))
        if (unknown !== undefined)
          throw new ArgumentError(`summary: there is no part '${unknown}'; expected values, confusion, predictions`)
        try {
          const { last, best, ...parts } = decodeSummary({ last: {}, best: {}, ...more })
          given = { ...given, ...parts }
        } catch (error) {
          if (error instanceof Malformed) throw new ArgumentError(`summary: ${error.message}`)
          throw error
        }
        await writeSummary()
      },
    },
    seconds,
    async finish() {
      await saved
      await writeSummary()
      files?.metrics.flush()
      files?.events.flush()
    },
    close() {
      files?.metrics.close()
      files?.events.close()
    },
  }
}
