// Who made the first NaN or infinity: notes of operations, how bad their operands and results are, and the verdict.

import { type HostArray, showType } from '../../core/array-type.js'
import type { Params, ParamValue } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { abs, eq, ne, select } from '../../primitives/elementwise/index.js'
import { reduceMax } from '../../primitives/reduction/reduce.js'
import { full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { isFloat } from '../../support/dtype.js'
import { NonFiniteError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { bindCallback } from './callback.js'

/** How bad a tensor is: 0 all finite, 1 an infinity, 2 a NaN. */
const [infinite, notANumber] = [1, 2]

/** An operation that has been let through. */
export interface Note {
  readonly name: string
  /** Something in its parameters is not finite: an infinity that the user wrote. */
  readonly meant: boolean
  readonly line: string | undefined
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly Tensor[]
}

const allFinite = (value: ParamValue): boolean =>
  typeof value === 'number' ? Number.isFinite(value) : Array.isArray(value) ? (value as readonly ParamValue[]).every(allFinite) : true

export const isMeant = (params: Params): boolean => !Object.values(params).every(allFinite)

const isChecked = (tensor: Tensor): boolean => isFloat(tensor.dtype) && sizeOf(tensor.shape) > 0

/** int32[1] */
function badness(x: Tensor): Tensor {
  const [good, inf, nan] = [0, infinite, notANumber].map(value => full(value, { shape: x.shape, dtype: 'int32' })) as [
    Tensor,
    Tensor,
    Tensor,
  ]
  const isInfinite = eq(abs(x), full(Number.POSITIVE_INFINITY, x))
  const worst = reduceMax(
    select(ne(x, x), nan, select(isInfinite, inf, good)),
    x.shape.map((_, axis) => axis),
  )
  return reshape(worst, [1])
}

/** What is needed to judge a program by its answers: no tensor is held on to. */
interface Case {
  /** For messages: each argument with its answer. */
  readonly args: readonly (readonly [name: string, answer: number | undefined])[]
  readonly operations: readonly {
    readonly made: string
    readonly from: string
    readonly line: string | undefined
    readonly before: readonly (number | undefined)[]
    readonly after: readonly (number | undefined)[]
  }[]
}

function caseOf(args: ReadonlyMap<string, Tensor>, notes: readonly Note[], numbers: ReadonlyMap<Tensor, number>): Case {
  const answerOf = (tensor: Tensor): number | undefined => numbers.get(tensor)
  return {
    args: [...args].map(([name, arg]) => [`${name} (${showType(arg)})`, answerOf(arg)] as const),
    operations: notes
      .filter(({ meant }) => !meant)
      .map(({ name, line, inputs, outputs }) => ({
        made: name,
        from: `${outputs.map(showType).join(', ')} from ${inputs.length === 0 ? 'nothing' : inputs.map(showType).join(', ')}`,
        line,
        before: inputs.map(answerOf),
        after: outputs.map(answerOf),
      })),
  }
}

/** @throws NonFiniteError for the first operation that made what its operands were not */
function judge({ args, operations }: Case, answers: HostArray): void {
  const worstOf = (places: readonly (number | undefined)[]): number =>
    Math.max(0, ...places.map(place => (place === undefined ? 0 : (answers.data[place] as number))))
  for (const [name, answer] of args)
    if (worstOf([answer]) === notANumber) throw new NonFiniteError(`checkFinite: ${name} holds a NaN already`, undefined)
  for (const { made, from, line, before, after } of operations) {
    const worst = worstOf(after)
    if (worst > worstOf(before))
      throw new NonFiniteError(`checkFinite: ${made} made ${worst === notANumber ? 'a NaN' : 'an infinity'}: ${from}`, line)
  }
}

/** Has the operations judged when their results are known. @param args by the names that messages give them */
export function bindJudgement(args: ReadonlyMap<string, Tensor>, notes: readonly Note[]): void {
  const numbers = new Map<Tensor, number>()
  for (const tensor of [...args.values(), ...notes.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])])
    if (isChecked(tensor) && !numbers.has(tensor)) numbers.set(tensor, numbers.size)
  if (numbers.size === 0) return
  const known = caseOf(args, notes, numbers)
  const effect = ([answers]: readonly HostArray[]): void => {
    if (answers !== undefined) judge(known, answers)
  }
  bindCallback('checkFinite', effect, [concat([...numbers.keys()].map(badness), 0)])
}
