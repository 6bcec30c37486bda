// The state of training as a file: parameters, optimizer state, and how far it got. Written whole or not at all; read without trust.

import { existsSync } from 'node:fs'
import { loadCheckpoint, saveCheckpoint } from 'tenet/io'
import type { Plan } from './plan.js'

export interface Position {
  readonly epoch: number
  /** Batches done in this epoch. */
  readonly batch: number
  readonly losses: readonly number[]
  readonly accuracies: readonly number[]
}

export interface Resumed<T> extends Position {
  readonly trained: T
}

/** What must be equal for a run to go on from a checkpoint. The number of epochs decides the learning rate, so it is among them. */
const identity = ({ batch, learningRate, seed, epochs }: Plan, source: string): string =>
  JSON.stringify({ batch, learningRate, seed, epochs, source })

export const saveRun = (path: string, trained: unknown, position: Position, plan: Plan, source: string): Promise<void> =>
  saveCheckpoint(path, { run: identity(plan, source), position, trained })

/**
 * The unfinished run to go on with, or why there is none.
 * @param template a tree like the one that was saved
 */
export async function loadRun<T>(path: string, template: T, plan: Plan, source: string): Promise<Resumed<T> | string> {
  if (!existsSync(path)) return ''
  const start: Position = { epoch: 0, batch: 0, losses: [], accuracies: [] }
  const file = await loadCheckpoint(path, { run: '', position: start, trained: template })
  if (file._tag === 'Left') return `the checkpoint is left alone: ${file.left.message}`
  const { run, position, trained } = file.right
  return run === identity(plan, source) ? { trained, ...position } : `${path} is of a run with other options: starting anew`
}
