// What one product has had laid out, others that want the same laid out in the same way read there, too: the projections of an attention have one left operand.
// Invariant: no more memory is in use at once than before, so nothing is kept for long where memory is short.

import { bytesOf } from '../../core/array-type.js'
import type { Variable } from '../../core/graph.js'
import { emitKernel } from '../emit/llvm.js'
import type { Kernel } from '../kernel/ir.js'
import { memoryUse, uses } from './memory-use.js'
import { layoutOf } from './operands.js'
import { renamePlaces, type Step } from './steps.js'

/** Whether two kernels do the same: they are one, or have one text. */
const sameKernel = (a: Kernel, b: Kernel): boolean => a === b || emitKernel(a) === emitKernel({ ...b, name: a.name })

/**
 * The steps but for those that lay out what is there already.
 * @param isTemporary whether a variable has memory of its own, which is free before and after the steps
 */
export function sharingOperands(steps: readonly Step<Variable>[], isTemporary: (v: Variable) => boolean): readonly Step<Variable>[] {
  const use = memoryUse(steps, isTemporary)
  const names = new Map<Variable, Variable>()
  const nameOf = (v: Variable): Variable => names.get(v) ?? v
  const known: { readonly operand: Variable; readonly sources: readonly Variable[]; readonly kernel: Kernel; last: number }[] = []
  return steps.flatMap((source, at): readonly Step<Variable>[] => {
    const step = names.size === 0 ? source : renamePlaces(source, nameOf)
    const layout = step.op === 'kernel' ? layoutOf(step) : null
    if (step.op !== 'kernel' || layout === null) return [step]
    const { operand, sources } = layout
    const last = use.last.get(operand) ?? at
    const { kernel } = step
    const same = known.find(
      other =>
        other.sources.length === sources.length &&
        other.sources.every((v, i) => v === sources[i]) &&
        sameKernel(other.kernel, kernel) &&
        uses(use, bytesOf(other.operand.type), other.last + 1, at),
    )
    if (same === undefined) {
      known.push({ operand, sources, kernel, last })
      return [step]
    }
    names.set(operand, same.operand)
    same.last = Math.max(same.last, last)
    return []
  })
}
