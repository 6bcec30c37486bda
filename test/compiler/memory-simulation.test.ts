// Whatever the program, what its steps read is what was stored for them: nothing is overwritten too soon, wherever temporaries, results and arguments lie.
// And whoever says so notices when it is not so.

import fc from 'fast-check'
import { exp, matmul, type Tensor } from 'tenet'
import { describe, expect, test } from 'vitest'
import { compileProgram, type Program } from '../../src/compiler/program/compile-program.js'
import { readBuffers, storedBuffers } from '../../src/compiler/program/rows.js'
import { kernelsIn } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import { bytesOf } from '../../src/core/array-type.js'
import type { Graph, Variable } from '../../src/core/graph.js'
import { printGraph } from '../../src/core/printer.js'
import { carried, chosen, counted, mapped } from './random-control.js'
import { graphOf } from './random-graphs.js'
import { large, recipe } from './random-recipes.js'
import { graphOf as graphOfTensors } from './schedule-cases.js'
import { simulateMemory } from './simulate-memory.js'

const target = cpuTarget('+avx2', 2)

/** All decisions that matter: each branch, and loops that do not run, run once, end in either place. */
const decisions = [
  { rounds: 2, branch: 0 },
  { rounds: 3, branch: 1 },
  { rounds: 1, branch: 0 },
  { rounds: 0, branch: 1 },
]

/** @throws unless every run is right, and the arena is as large as the largest of them needs it */
function check(program: Program): void {
  const needed = Math.max(...decisions.map(decision => simulateMemory(program, decision)))
  expect(program.memory.arenaBytes).toBe(needed)
}

const numbers = fc.array(fc.nat({ max: 5 }), { maxLength: 4 })

function checkDonating(graph: Graph, given: readonly number[]): void {
  const donated = [...new Set(given)].filter(i => i < graph.inputs.length)
  try {
    check(compileProgram(graph, target, donated))
  } catch (error) {
    expect.fail(`${error}\ndonated ${donated}\n${printGraph(graph)}`)
  }
}

const kinds = [
  (body: Graph, n: number) => mapped(body, n, n % 2 === 0, 1 + (n >> 1)),
  (body: Graph, n: number) => carried(body, n),
  (body: Graph, n: number) => counted(body, n),
  (body: Graph, n: number) => mapped(chosen(body, n - 1), 2, false, 2),
  (body: Graph, n: number) => mapped(counted(body, n), 3, true, 1),
  (body: Graph, n: number) => carried(carried(body, 2), n),
] as const

/** Small ones, and such as have results of megabytes, in which temporaries may lie. */
const sizes = { small: { shapes: undefined, most: 4000 }, large: { shapes: large, most: 2 ** 20 } }

describe.each(Object.entries(sizes))('programs on symbolic memory, %s', (_, { shapes, most }) => {
  test('read what was stored for them, whatever is donated', () => {
    fc.assert(
      fc.property(recipe(20, shapes), numbers, (made, given) => checkDonating(graphOf(made, most), given)),
      { numRuns: 100 },
    )
  })

  test('and so do their loops and branches', () => {
    fc.assert(
      fc.property(recipe(12, shapes), numbers, fc.constantFrom(...kinds), fc.integer({ min: 0, max: 3 }), (made, given, kind, n) =>
        checkDonating(kind(graphOf(made, most), n), given),
      ),
      { numRuns: 60 },
    )
  })
})

type Square = Tensor<[40, 40], 'float32'>

/** Four products, each of the one before: three temporaries, two of which are there at a time; the second is a result, too. */
const chain = compileProgram(
  graphOfTensors([[40, 40]], y => {
    const z = y as Square
    const [a, b] = [matmul(z, z), matmul(z, exp(z))]
    const c = matmul(a, b)
    const d = matmul(c, a)
    return [matmul(c, d), matmul(d, z)]
  }),
  target,
)
const [x] = chain.inputs
const [first, second] = chain.stored
const run = (program: Program) => () => simulateMemory(program, { rounds: 1, branch: 0 })

/** The program with temporaries elsewhere. */
const moved = (program: Program, place: (v: Variable, offset: number) => number): Program => ({
  ...program,
  memory: { ...program.memory, offsets: new Map([...program.memory.offsets].map(([v, offset]) => [v, place(v, offset)])) },
})

describe('a mistake is noticed', () => {
  test('there is none to begin with', () => expect(run(chain)).not.toThrow())

  test('temporaries in one place', () => {
    expect(run(moved(chain, () => 0))).toThrow(/stores \d+ \(arena \[0, 6400\)\) (over|while)|where something else is/)
  })

  test('a step that is missing, too late, or too early', () => {
    for (const [i, step] of chain.steps.entries()) {
      const others = chain.steps.filter(other => other !== step)
      expect(run({ ...chain, steps: others })).toThrow(/reads \d+ \(.*\), where something else is/)
      if (i > 0) expect(run({ ...chain, steps: [step, ...others] })).toThrow(/where something else is/)
    }
  })

  test('kernels at once of which one waits for another', () => {
    const kernels = chain.steps.flatMap(kernelsIn)
    expect(run({ ...chain, steps: [{ op: 'stage', kernels }] })).toThrow(/where something else is/)
    const [one] = kernels
    expect(run({ ...chain, steps: [{ op: 'stage', kernels: [one, one].filter(k => k !== undefined) }, ...chain.steps] })).toThrow()
  })

  test('temporaries in a result that is there, and past the end', () => {
    const within = new Map(chain.temporaries.flatMap(v => (first === undefined ? [] : [[v, first] as const])))
    expect(run({ ...chain, memory: { ...chain.memory, within } })).toThrow(/result 0/)
    expect(run({ ...chain, memory: { ...chain.memory, arenaBytes: chain.memory.arenaBytes - 64 } })).toThrow(/reaches past/)
  })

  test('an argument that is overwritten before it has been read, or is returned', () => {
    if (x === undefined || first === undefined || second === undefined) throw new Error('the program has an argument and two results')
    expect(run({ ...chain, donations: [{ input: x, output: second }] })).toThrow(/stores 2 \(input 0 .*\) (over|while)/)
    expect(
      run({
        ...chain,
        donations: [
          { input: x, output: first },
          { input: x, output: second },
        ],
      }),
    ).toThrow('two results lie in one place')
    const returned = { ...chain, outputs: [{ from: 'input', index: 0 } as const] }
    expect(run(returned)).not.toThrow()
    expect(run({ ...returned, donations: [{ input: x, output: null }] })).toThrow('input 0 is returned though it was given away')
  })

  test('any temporary that is moved to where another one is in use', () => {
    let moves = 0
    fc.assert(
      fc.property(recipe(20), fc.nat(), (made, n) => {
        const program = compileProgram(graphOf(made), target)
        const slots = [...program.inputs, ...program.stored, ...program.temporaries]
        const [stored, read] = [new Map<Variable, number>(), new Map<Variable, number>()]
        for (const [i, step] of program.steps.entries())
          for (const { kernel, args } of kernelsIn(step)) {
            const [reads, stores] = [readBuffers(kernel.body), storedBuffers(kernel.body)]
            for (const [buffer, slot] of args.entries()) {
              const v = slots[slot]
              if (v !== undefined && reads.has(buffer)) read.set(v, i)
              if (v !== undefined && stores.has(buffer) && !stored.has(v)) stored.set(v, i)
            }
          }
        // The second is stored while the first is there, and will be read, or is.
        const never = Number.POSITIVE_INFINITY
        const pairs = program.temporaries.flatMap(v =>
          program.temporaries.flatMap(w => {
            const [begins, then, ends] = [stored.get(v) ?? never, stored.get(w) ?? never, read.get(v) ?? -1]
            return begins < then && then <= ends && bytesOf(w.type) > 0 ? [[v, w] as const] : []
          }),
        )
        const [there, other] = pairs[n % Math.max(1, pairs.length)] ?? []
        if (there === undefined) return
        moves++
        expect(run(moved(program, (v, offset) => (v === other ? (program.memory.offsets.get(there) ?? 0) : offset)))).toThrow()
      }),
      { numRuns: 100 },
    )
    expect(moves).toBeGreaterThan(10)
  })
})
