// How much to learn: all of it fifteen times, or, on the reference device, a part once: it is hundreds of times slower.

import type { Device } from 'tenet'
import { take } from 'tenet/data'
import type { Examples } from './digits.js'
import type { Options } from './options.js'

/** The options with nothing left open. */
export interface Plan extends Options {
  readonly epochs: number
}

const fewTraining = 640
const fewHeldOut = 200

export function planFor(options: Options, examples: Examples, device: Device): { readonly plan: Plan; readonly examples: Examples } {
  if (options.epochs !== undefined) return { plan: { ...options, epochs: options.epochs }, examples }
  if (device !== 'reference') return { plan: { ...options, epochs: 15 }, examples }
  const [training, heldOut] = [Math.min(fewTraining, examples.training.length), Math.min(fewHeldOut, examples.heldOut.length)]
  console.log(`the reference device is slow: ${training} digits once, ${heldOut} held out; --epochs for all of them`)
  return {
    plan: { ...options, epochs: 1 },
    examples: { ...examples, training: take(examples.training, training), heldOut: take(examples.heldOut, heldOut) },
  }
}
