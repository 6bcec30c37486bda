// The options of the example, read from the command line. What is wrong is named, with what would be right.

import { parseArgs } from 'node:util'

export interface Options {
  readonly data: string | undefined
  readonly out: string
  /** Undefined: the example's choice. */
  readonly epochs: number | undefined
  readonly batch: number
  readonly learningRate: number
  readonly seed: number
  readonly device: 'cpu' | 'reference' | undefined
}

export const usage = `usage: npm start -- [options]
  --data FOLDER   MNIST in its IDX format, gzipped or not (default: ../shared/data/mnist if it is there, else drawn digits)
  --epochs N      times through the training digits (default 15; once through a part on the reference device)
  --batch N       digits a step (default 64)
  --lr RATE       learning rate (default 0.002)
  --seed N        seed of the weights, the order and the drawn digits (default 0)
  --out FOLDER    where the checkpoint and the picture go (default runs/lenet)
  --device NAME   cpu or reference (default: cpu where libLLVM is there)
Ctrl-C leaves a checkpoint; the same command goes on from it, to the same bits.`

/** A message for the user; the program ends with it. */
export class UsageError extends Error {}

function number(text: string, name: string, legal: (value: number) => boolean, what: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || !legal(value))
    throw new UsageError(`--${name} must be ${what}; got '${text}'\n\n${usage}`)
  return value
}

const positive = (value: number): boolean => Number.isInteger(value) && value > 0

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options | 'help' {
  const text = { type: 'string' } as const
  let values: { [name: string]: string | boolean | undefined }
  try {
    values = parseArgs({
      args: [...args],
      options: {
        data: text,
        out: text,
        epochs: text,
        batch: text,
        lr: text,
        seed: text,
        device: text,
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
  }
  if (values.help === true) return 'help'
  const option = (name: string, otherwise: string): string => {
    const value = values[name]
    return typeof value === 'string' ? value : otherwise
  }
  const device = option('device', '')
  if (device !== '' && device !== 'cpu' && device !== 'reference')
    throw new UsageError(`--device must be cpu or reference; got '${device}'\n\n${usage}`)
  const data = option('data', '')
  return {
    data: data === '' ? undefined : data,
    out: option('out', 'runs/lenet'),
    epochs: option('epochs', '') === '' ? undefined : number(option('epochs', ''), 'epochs', positive, 'a positive integer'),
    batch: number(option('batch', '64'), 'batch', positive, 'a positive integer'),
    learningRate: number(option('lr', '0.002'), 'lr', v => v > 0, 'a positive number'),
    seed: number(option('seed', '0'), 'seed', v => Number.isSafeInteger(v) && v >= 0, 'a non-negative integer'),
    device: device === '' ? undefined : device,
  }
}
