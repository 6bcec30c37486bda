// What becomes of the memory of each argument: whether it is given to the program, whether the plan would use it if it were, and why not.

import { type Computation, type Program, placed } from '../compiler/program/compile-program.js'
import { bytesOf } from '../core/array-type.js'
import type { Variable } from '../core/graph.js'
import { showBytes } from '../support/quantities.js'
import type { ArgumentReport, ValueReport } from './explanation.js'

/** Numbers of arguments: those that are given to the program, and all that could be. Complex tensors cannot, whose parts may be those of others. */
export interface Donated {
  readonly given: readonly number[]
  readonly possible: readonly number[]
  /** How many arguments there are; inputs after them are captured. */
  readonly count: number
}

export const nothingDonated: Donated = { given: [], possible: [], count: 0 }

/** What the program does with an input's memory; `null`: nothing. */
function useOf({ donations, memory }: Program, input: Variable, speak: (v: Variable) => ValueReport): string | null {
  const output = donations.find(donation => donation.input === input)?.output ?? null
  if (output !== null) {
    const { role, name } = speak(output)
    return `${role ?? name} in its memory`
  }
  return [...memory.within.values()].includes(input) ? 'temporaries in its memory' : null
}

/**
 * @param computation what the program was made of
 * @param speak names of inputs and outputs
 */
export function argumentReports(
  computation: Computation,
  program: Program,
  { given, possible, count }: Donated,
  speak: (v: Variable) => ValueReport,
): readonly ArgumentReport[] {
  const { inputs, outputs } = computation.graph
  /** The program if all were given to it that can be. */
  const other = possible.length === given.length ? program : placed(computation, possible)
  const results = program.stored
  const whyKept = (v: Variable, i: number): string => {
    if (outputs.includes(v)) return 'it is returned as it is'
    if (!possible.includes(i)) return 'it is a part of a complex tensor, which others may have, too'
    const alike = results.filter(result => bytesOf(result.type) === bytesOf(v.type))
    if (alike.length === 0) return `no result has ${showBytes(bytesOf(v.type))}`
    const taken = new Set(other.donations.map(({ output }) => output))
    return alike.every(result => taken.has(result))
      ? 'results of its size take the places of other arguments'
      : 'it is still read when results of its size are stored'
  }
  return inputs.slice(0, count).map((v, i): ArgumentReport => {
    const { role, name, type, bytes } = speak(v)
    const about = { name: role ?? name, type, bytes }
    if (given.includes(i)) {
      const use = useOf(program, v, speak)
      return {
        ...about,
        memory: 'donated',
        why: use ?? (outputs.includes(v) ? 'it is returned as it is' : `nothing in its memory: ${whyKept(v, i)}`),
      }
    }
    const use = useOf(other, v, speak)
    return use === null ? { ...about, memory: 'kept', why: whyKept(v, i) } : { ...about, memory: 'donatable', why: `there could be ${use}` }
  })
}
