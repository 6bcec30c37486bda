// The state of training as a file: parameters, optimizer state, and how far it got. Written whole or not at all; read without trust.

import { existsSync } from 'node:fs'
import { loadSafetensors, restore, saveSafetensors } from 'tenet/io'
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

export async function saveCheckpoint(path: string, trained: unknown, position: Position, plan: Plan, source: string): Promise<void> {
  const { epoch, batch, losses, accuracies } = position
  await saveSafetensors(path, trained, {
    metadata: {
      run: identity(plan, source),
      epoch: `${epoch}`,
      batch: `${batch}`,
      losses: losses.join(' '),
      accuracies: accuracies.join(' '),
    },
  })
}

const numbers = (text: string | undefined): number[] => (text === undefined || text === '' ? [] : text.split(' ').map(Number))

/**
 * The unfinished run to go on with, or why there is none.
 * @param template a tree like the one that was saved
 */
export async function loadCheckpoint<T>(path: string, template: T, plan: Plan, source: string): Promise<Resumed<T> | string> {
  if (!existsSync(path)) return ''
  const file = await loadSafetensors(path)
  if (file._tag === 'Left') return `the checkpoint is left alone: ${file.left.message}`
  const { tensors, metadata } = file.right
  if (metadata.run !== identity(plan, source)) return `${path} is of a run with other options: starting anew`
  const restored = restore(template, tensors)
  if (restored._tag === 'Left') return `${path} does not fit this network: ${restored.left.message}`
  const [epoch, batch] = [Number(metadata.epoch), Number(metadata.batch)]
  if (!Number.isSafeInteger(epoch) || !Number.isSafeInteger(batch) || epoch < 0 || batch < 0)
    return `${path} does not say how far it got: starting anew`
  return { trained: restored.right, epoch, batch, losses: numbers(metadata.losses), accuracies: numbers(metadata.accuracies) }
}
