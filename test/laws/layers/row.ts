// A row of the table of layers, and what many rows say.

import * as laws from 'tenet/laws'

export type Rows = Readonly<Record<string, readonly [laws.LayerLike, laws.LayerOptions]>>

export const sameShape = (input: laws.Sizes): laws.Sizes => input
export const none = (): Readonly<Record<string, laws.Sizes>> => ({})
export const every = [laws.batchPermutationEquivariant]
/** For layers that share their code with another of the table: every law, once. */
export const few = { batch: [2], check: { numRuns: 1 } }
