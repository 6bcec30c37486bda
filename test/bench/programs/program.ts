// A program of ours as it is measured: a call as a loop makes it, and what ends the loop, when the last result must be there.

import type { Tensor } from 'tenet'
import { contentOf } from '../../../src/core/tensor.js'

/** The arguments of a row. */
export type Sizes = Readonly<Record<string, number | string>>

export function sizeOf(sizes: Sizes, name: string): number {
  const size = sizes[name]
  if (typeof size !== 'number') throw new Error(`the row has no size ${name}`)
  return size
}

const dtypes = ['float64', 'float16', 'bfloat16'] as const

export const dtypeOf = ({ dtype }: Sizes): 'float32' | (typeof dtypes)[number] => dtypes.find(known => known === dtype) ?? 'float32'

export interface Program {
  /** Calls and finishes so often; what the last call gave is awaited. */
  readonly run: (calls: number) => Promise<void>
}

/** @param call one round of the loop @param finish waits for what the last call returned */
export const program = <R>(call: () => R, finish: (last: R) => unknown): Program => ({
  async run(calls) {
    let last = call()
    for (let i = 1; i < calls; i++) last = call()
    await finish(last)
  },
})

/** Waits for a result as it is, in memory that is not JavaScript's: to read it would be to copy it. */
export async function waitFor(result: Tensor): Promise<void> {
  const content = contentOf(result)
  if (content.kind === 'held') await content.buffer.settled()
}
