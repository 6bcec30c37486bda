// The event files of a run: one for each time that it was begun or gone on with. They are read in the order of their names, which hold the time; each says
// from which step on what the ones before it hold no longer counts.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { startRecord, type Tagged, valuesRecord, versionRecord } from '../tensorboard/events.js'
import { openAppend, type Write } from './append-file.js'

export interface EventFile {
  /** @throws IoError when it cannot be written; then nothing has changed */
  readonly append: (time: number, step: number, values: readonly Tagged[]) => void
  readonly flush: () => void
  readonly close: () => void
}

/** The name that TensorBoard looks for, and the seconds in it. */
const nameForm = /^events\.out\.tfevents\.(\d+)\.tenet$/

/** The event files in a folder. */
export const eventFiles = (folder: string): readonly string[] => readdirSync(folder).filter(name => nameForm.test(name))

/**
 * A new event file, behind those that there are.
 * @param time seconds since 1970
 * @param step from which on the files before it no longer count
 */
export function openEventFile(folder: string, time: number, step: number, write?: Write): EventFile {
  const before = eventFiles(folder).map(name => Number(nameForm.exec(name)?.[1]))
  const seconds = Math.max(Math.floor(time), ...before.map(each => each + 1))
  const file = openAppend(join(folder, `events.out.tfevents.${String(seconds).padStart(10, '0')}.tenet`), 0, write)
  file.append(versionRecord(time))
  if (before.length > 0) file.append(startRecord(time, step))
  return {
    append: (at, step, values) => file.append(valuesRecord(at, step, values)),
    flush: file.flush,
    close: file.close,
  }
}
