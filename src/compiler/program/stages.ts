// Kernels that do not wait for each other become stages: threads go through all of a stage without meeting in between, and what is too small to be shared is
// done by one of them while others do something else. The gradient of a layer's input, those of its parameters and the updates of these are one.
// Invariant: no kernel runs before what it reads, or overwrites, and none is changed, so the bits are the same.

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import { type MemoryUse, memoryUse, uses } from './memory-use.js'
import { orderOf } from './step-order.js'
import type { Block, KernelStep, Step } from './steps.js'

/** How far ahead kernels are looked for that could run already. */
const lookAhead = 16
/**
 * What the kernels of a stage touch is in memory at once. So many bytes are soon gone through, and threads meet often; of more, each kernel takes so long
 * that nobody notices.
 */
const mostBytes = 16 * 2 ** 20

/** Whether kernel number `from` has room as early as `to`; then what it stores is in use from there on. */
function moves(use: MemoryUse, kernel: KernelStep<Variable>, from: number, to: number): boolean {
  const bytes = [...new Set(kernel.args)].reduce((sum, v) => sum + (use.first.get(v) === from ? bytesOf(v.type) : 0), 0)
  return uses(use, bytes, to, from)
}

const bytesTouched = (kernels: readonly KernelStep<Variable>[]): number =>
  [...new Set(kernels.flatMap(({ args }) => args))].reduce((sum, v) => sum + bytesOf(v.type), 0)

/** A step with the kernels of the blocks inside in stages. */
function stagedInside(step: Step<Variable>, placeOf: (v: Variable) => Variable): Step<Variable> {
  const inside = ({ steps, temporaries }: Block<Variable>): Block<Variable> => ({
    steps: inStages(steps, temporaries, placeOf),
    temporaries,
  })
  switch (step.op) {
    case 'kernel':
    case 'stage':
    case 'copy':
      return step
    case 'loop': {
      const { rounds, body } = step
      return { ...step, rounds: 'condition' in rounds ? { ...rounds, condition: inside(rounds.condition) } : rounds, body: inside(body) }
    }
    case 'branch':
      return { ...step, branches: step.branches.map(inside) }
  }
}

/**
 * The same steps, those that may run at once as one, unless more memory would be in use then.
 * @param temporaries of the block
 * @param placeOf whose memory a variable is in: its own, but where it replaces another
 */
export function inStages(
  steps: readonly Step<Variable>[],
  temporaries: readonly Variable[],
  placeOf: (v: Variable) => Variable = v => v,
): readonly Step<Variable>[] {
  const { before } = orderOf(steps, placeOf)
  const own = new Set(temporaries)
  const use = memoryUse(steps, v => own.has(v))
  const done = new Set<number>()
  const isReady = (i: number): boolean => [...(before[i] ?? [])].every(j => done.has(j))
  return steps.flatMap((step, i): readonly Step<Variable>[] => {
    if (done.has(i)) return []
    const members = [i]
    const kernels: KernelStep<Variable>[] = step.op === 'kernel' ? [step] : []
    for (let j = i + 1; kernels.length > 0 && j < Math.min(steps.length, i + lookAhead); j++) {
      const next = steps[j]
      if (next?.op !== 'kernel' || done.has(j) || !isReady(j) || bytesTouched([...kernels, next]) > mostBytes) continue
      if (!moves(use, next, j, i)) continue
      members.push(j)
      kernels.push(next)
    }
    for (const member of members) done.add(member)
    return [kernels.length > 1 ? { op: 'stage', kernels } : stagedInside(step, placeOf)]
  })
}
