// Runs a program over symbolic memory, as the addon would over real one, and says what goes wrong: who reads bytes that others have overwritten since they were
// stored, or that nobody has stored; kernels of a stage that get in each other's way; arguments that are overwritten though nobody gave them, or too soon; results
// in one place. It believes nothing that the plan says but where things lie.

import { mayOverwrite } from '../../src/compiler/kernel/overwrite.js'
import type { Program } from '../../src/compiler/program/compile-program.js'
import { readBuffers, storedBuffers } from '../../src/compiler/program/rows.js'
import { type Block, type KernelStep, kernelsIn, type LoopStep, namedBy, type Step, type Window } from '../../src/compiler/program/steps.js'
import { bytesOf } from '../../src/core/array-type.js'
import type { Variable } from '../../src/core/graph.js'
import { overlap, type Place, SymbolicMemory, samePlace, showPlace } from './symbolic-memory.js'

/** What data decides: how many rounds a loop runs of which nobody knows, and which branch. */
export interface Decisions {
  readonly rounds: number
  readonly branch: number
}

/** A name for memory, and the marks that its elements have left there; none while they are to be stored. */
interface Name {
  readonly place: Place
  readonly marks: ReadonlySet<number>
  /** That of which it is a part: what is stored here is stored there. */
  readonly whole: number | null
}

/** Vectors may look so many bytes past the end of what lies in an arena. */
const slack = 64

const aligned = (bytes: number): number => Math.max(64, Math.ceil(bytes / 64) * 64)

/** @returns the bytes that the arena must have. @throws when anything is read that is not what was stored there */
export function simulateMemory(program: Program, decisions: Decisions): number {
  const { inputs, stored, temporaries, pointers, memory, donations } = program
  const variables: readonly Variable[] = [...inputs, ...stored, ...temporaries, ...pointers]
  const fail = (what: string): never => {
    throw new Error(what)
  }
  let writes = 0
  let most = 0
  let depth = 0
  /** In how many blocks a temporary's own block is: each has an arena of its own. */
  const depths = new Map<number, number>()
  const firstPointer = variables.length - pointers.length

  // Where everything lies.
  const arena = new SymbolicMemory('arena', Math.max(0, memory.arenaBytes - slack))
  const own = new Map<Variable, SymbolicMemory>()
  for (const [i, v] of inputs.entries()) own.set(v, new SymbolicMemory(`input ${i}`, bytesOf(v.type)))
  for (const [i, v] of stored.entries()) own.set(v, new SymbolicMemory(`result ${i}`, bytesOf(v.type)))
  for (const { input, output } of donations) {
    const given = own.get(input) ?? fail('what is donated is no input')
    if (output !== null) own.set(output, given)
  }
  const homes = stored.map(v => own.get(v))
  if (new Set(homes).size < homes.length) fail('two results lie in one place')
  const placeOf = (v: Variable, i: number): Place => {
    const host = memory.within.get(v)
    const home = own.get(v) ?? (host === undefined ? arena : own.get(host)) ?? fail(`${i} lies in what is no memory`)
    const from = own.has(v) ? 0 : (memory.offsets.get(v) ?? 0)
    return { memory: home, from, to: from + bytesOf(v.type) }
  }
  const names: Name[] = variables.map((v, i) => ({ place: placeOf(v, i), marks: new Set(), whole: null }))
  const nameOf = (slot: number): Name => names[slot] ?? fail(`no slot ${slot}`)
  const say = (slot: number): string => `${slot} (${showPlace(nameOf(slot).place)})`

  const visit = (slot: number): void => {
    const { place } = nameOf(slot)
    if (place.from < 0 || place.to > place.memory.bytes) fail(`${say(slot)} reaches past ${place.memory.bytes} bytes`)
    if (place.memory === arena && slot < firstPointer)
      most = Math.max(most, aligned(Math.max(place.to, place.from + 1)) + slack * (1 + (depths.get(slot) ?? 0)))
  }
  const isThere = (slot: number): boolean => {
    const { place, marks } = nameOf(slot)
    return [...place.memory.marksIn(place.from, place.to)].every(mark => mark !== null && marks.has(mark))
  }
  const read = (slot: number, who: string): void => {
    visit(slot)
    if (!isThere(slot)) fail(`${who} reads ${say(slot)}, where something else is`)
  }
  /** Elements of the name are, or are among, those with these marks. */
  const adopt = (slot: number, marks: ReadonlySet<number>): void => {
    const name = nameOf(slot)
    names[slot] = { ...name, marks }
    for (let at = name.whole; at !== null; at = nameOf(at).whole) {
      const whole = nameOf(at)
      names[at] = { ...whole, marks: new Set([...whole.marks, ...marks]) }
    }
  }
  const write = (slot: number, who: string): void => {
    visit(slot)
    const { place, marks } = nameOf(slot)
    if (marks.size > 0 && !isThere(slot)) fail(`${who} goes on with ${say(slot)}, where something else is`)
    const mark = ++writes
    place.memory.write(place.from, place.to, mark)
    adopt(slot, new Set([mark]))
  }
  /** Memory that is nobody's: what a block has for itself. */
  const clear = (v: Variable): void => {
    const slot = slotOf.get(v) ?? fail('memory without a slot')
    const { place, whole } = nameOf(slot)
    place.memory.write(place.from, place.to, null)
    names[slot] = { place, marks: new Set(), whole }
    depths.set(slot, depth)
  }
  const slotOf = new Map(variables.map((v, i) => [v, i]))

  const kernels = (all: readonly KernelStep<number>[]): void => {
    const roles = all.map(({ kernel, args }) => {
      const [reads, stores] = [readBuffers(kernel.body), storedBuffers(kernel.body)]
      const slots = (buffers: ReadonlySet<number>): readonly number[] => [...new Set(args.filter((_, i) => buffers.has(i)))]
      return { kernel, args, reads: slots(reads), stores: slots(stores) }
    })
    for (const { args } of all) args.forEach(visit)
    for (const { kernel, reads, stores } of roles)
      for (const slot of reads) if (!stores.includes(slot) || nameOf(slot).marks.size > 0) read(slot, kernel.name)
    const touch = (a: number, b: number): boolean => overlap(nameOf(a).place, nameOf(b).place)
    for (const one of roles)
      for (const slot of one.stores) {
        for (const other of roles)
          if (other !== one)
            for (const touched of [...other.reads, ...other.stores])
              if (touch(slot, touched)) fail(`${one.kernel.name} stores ${say(slot)} while ${other.kernel.name} uses ${say(touched)}`)
        for (const touched of new Set([...one.reads, ...one.stores])) {
          if (touched === slot || !touch(slot, touched)) continue
          const pair = [one.args.indexOf(touched), one.args.indexOf(slot)] as const
          const told = one.kernel.overlaps.some(([from, to]) => from === pair[0] && to === pair[1])
          if (!told || !samePlace(nameOf(slot).place, nameOf(touched).place) || !mayOverwrite(one.kernel, ...pair))
            fail(`${one.kernel.name} stores ${say(slot)} over ${say(touched)}, which it still uses`)
        }
      }
    for (const { kernel, stores } of roles) for (const slot of stores) write(slot, kernel.name)
  }

  const inside = (block: Block<number>): void => {
    depth++
    block.temporaries.forEach(clear)
    run(block.steps)
    depth--
  }

  const showWindow = ({ slice, of, start, stride }: Window<number>, round: number): void => {
    const { place } = nameOf(of)
    const from = place.from + start + round * stride
    const to = from + bytesOf(variables[slice]?.type ?? fail(`no slot ${slice}`))
    if (from < place.from || to > place.to) fail(`a window of ${say(of)} at [${from}, ${to})`)
    const [there, known] = [place.memory.marksIn(from, to), nameOf(of).marks]
    const marks = new Set([...there].filter(mark => mark !== null && known.has(mark)) as number[])
    names[slice] = { place: { ...place, from, to }, marks: marks.size === there.size ? marks : new Set(), whole: of }
  }

  const loop = ({ rounds, carries, windows, body }: LoopStep<number>): void => {
    const times = 'times' in rounds ? rounds.times : decisions.rounds
    // A known number of rounds ends in the results.
    let intoResult = !('times' in rounds) || times % 2 === 1
    const goTo = (): void => {
      for (const { next, result, spare } of carries)
        names[next] = { place: nameOf(intoResult ? result : spare).place, marks: new Set(), whole: null }
    }
    for (const { initial, current } of carries) names[current] = { ...nameOf(initial), whole: null }
    goTo()
    const test = (): void => {
      if (!('condition' in rounds)) return
      inside(rounds.condition)
      read(rounds.holds, 'while')
    }
    for (let round = 0; round < times; round++) {
      for (const window of windows) showWindow(window, round)
      test()
      inside(body)
      for (const { current, next } of carries) names[current] = nameOf(next)
      intoResult = !intoResult
      goTo()
    }
    test()
    for (const { current, result } of carries) {
      read(current, 'a loop')
      if (samePlace(nameOf(current).place, nameOf(result).place)) adopt(result, nameOf(current).marks)
      else {
        adopt(result, new Set())
        write(result, 'a loop')
      }
    }
  }

  const run = (steps: readonly Step<number>[]): void => {
    for (const step of steps) {
      if (step.op === 'kernel' || step.op === 'stage') kernels(kernelsIn(step))
      else if (step.op === 'copy') {
        read(step.from, 'a copy')
        if (overlap(nameOf(step.from).place, nameOf(step.to).place)) fail(`a copy of ${say(step.from)} to ${say(step.to)}`)
        write(step.to, 'a copy')
      } else if (step.op === 'branch') {
        read(step.index, 'a branch')
        inside(step.branches[Math.min(decisions.branch, step.branches.length - 1)] ?? fail('no branch'))
      } else {
        for (const { initial } of step.carries) read(initial, 'a loop')
        loop(step)
        namedBy(step)
          .filter(slot => slot < firstPointer)
          .forEach(visit)
      }
    }
  }

  for (const slot of inputs.keys()) write(slot, 'the caller')
  run(program.steps)
  const given = new Set(donations.map(({ input }) => input))
  for (const [i, v] of inputs.entries()) if (!given.has(v)) read(i, 'the caller')
  for (const { from, index } of program.outputs) {
    if (from === 'input' && given.has(inputs[index] ?? fail('no input'))) fail(`input ${index} is returned though it was given away`)
    read(from === 'input' ? index : inputs.length + index, 'the caller')
  }
  return most
}
