// What cumulative operations share: one walk along an axis that carries accumulators and leaves a result at every place.
// The order is that of the axis (or its reverse), whatever stands beside it: lines run next to each other along lanes.

import { type ArrayType, showType } from '../../core/array-type.js'
import { add, compare, type Expr, index, mul, select } from '../../core/expr.js'
import type { ProcedureLowering } from '../../core/lowering.js'
import { type CellVariable, countdown, each, loop, type Step, store, when } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { type DTypeName, isFloat } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, sizeOf, stridesOf } from '../../support/shape.js'
import { nth } from '../operands.js'
import { full } from '../structure/broadcast.js'
import { concat } from '../structure/join.js'
import { multiIndex } from '../structure/row-major.js'
import { slice } from '../structure/slice.js'

export type CumulativeParams = { readonly axis: number; readonly reverse: boolean }

/** The types of what is carried, from the first element on, and what is left behind. Places along the axis are positions. */
export interface Walk {
  readonly accumulators: readonly DTypeName[]
  readonly first: (elements: readonly Expr[], at: Expr) => readonly Expr[]
  readonly next: (accumulators: readonly Expr[], elements: readonly Expr[], at: Expr) => readonly Expr[]
  /** One for each output. */
  readonly results: (accumulators: readonly Expr[]) => readonly Expr[]
}

/** Floats accumulate in float64 and are rounded where they are left behind; integers wrap in their own type. */
export const accumulatorOf = (dtype: DTypeName): DTypeName => (isFloat(dtype) ? 'float64' : dtype)

/** @throws ShapeError, ArgumentError */
export function checkCumulative(operation: string, x: ArrayType, { axis, reverse }: CumulativeParams): void {
  if (x.shape[axis] === undefined)
    throw new ShapeError(`${operation}: axis must exist; expected 0 … ${x.shape.length - 1}, got ${axis} from x ${showType(x)}`)
  if (typeof reverse !== 'boolean') throw new ArgumentError(`${operation}: reverse must be true or false; got ${String(reverse)}`)
}

/** Lines that one instance carries side by side. */
const sideBySide = 64
/** Fewer lines than this next to each other are walked one by one. */
const fewest = 4

/** Where lines are walked one by one, so many at a time, when there are at least that many. */
const [abreast, fewestTogether] = [4, 16]

/** The lowering of a walk over `inputs` arrays of one shape. */
export function lowerWalk(shape: Dims, inputs: number, { axis, reverse }: CumulativeParams, walk: Walk): ProcedureLowering {
  const n = shape[axis] as number
  const inner = shape.slice(axis + 1)
  const lines = sizeOf(inner)
  const steps = (from: number, body: (k: Expr) => readonly Step[]): Step =>
    // Back to front, the last element comes first.
    reverse ? countdown('k', 0, n - from, n, body) : loop('k', from, n, n, body)
  const start = index(reverse ? n - 1 : 0)
  if (n === 0 || lines === 0) return { kind: 'procedure', batch: [0], scratch: [], cells: [], body: () => [], cost: 0 }
  if (lines < fewest) {
    const around = shape.toSpliced(axis, 1)
    const count = sizeOf(around)
    const together = count >= fewestTogether ? abreast : 1
    const groups = Math.ceil(count / together)
    return {
      kind: 'procedure',
      batch: [groups],
      scratch: [],
      cells: Array.from({ length: together }, () => walk.accumulators).flat(),
      body(w) {
        const cells = (line: number): readonly CellVariable[] =>
          w.cells.slice(line * walk.accumulators.length, (line + 1) * walk.accumulators.length)
        /** So many lines in step: what one waits for, the others fill. */
        const walkOver = (width: number): readonly Step[] => {
          const numbers = Array.from({ length: width }, (_, line) => line)
          const at = (line: number, k: Expr): Expr[] =>
            multiIndex(add(mul(nth(w.batch, 0), index(together)), index(line)), around).toSpliced(axis, 0, k)
          const elements = (line: number, k: Expr): Expr[] => Array.from({ length: inputs }, (_, i) => w.input(i, ...at(line, k)))
          const carried = (line: number): Expr[] => cells(line).map(cell => cell.value)
          const update = (line: number, values: readonly Expr[]): Step[] => values.map((e, i) => nth(cells(line), i).set(e))
          const leave = (line: number, k: Expr): Step =>
            store(...walk.results(carried(line)).map((e, i) => nth(w.outputs, i).put(at(line, k), e)))
          return [
            ...numbers.flatMap(line => update(line, walk.first(elements(line, start), start))),
            ...numbers.map(line => leave(line, start)),
            steps(1, k => [
              ...numbers.flatMap(line => update(line, walk.next(carried(line), elements(line, k), k))),
              ...numbers.map(line => leave(line, k)),
            ]),
          ]
        }
        const rest = count % together
        if (rest === 0) return walkOver(together)
        return [when(compare('lt', nth(w.batch, 0), index(groups - 1)), walkOver(together), walkOver(rest))]
      },
      cost: together === 1 ? 2 * n : 0.7 * together * n,
    }
  }
  const chunks = Math.ceil(lines / sideBySide)
  return {
    kind: 'procedure',
    batch: [...shape.slice(0, axis), chunks],
    scratch: walk.accumulators.map(dtype => ({ dtype, shape: [sideBySide] })),
    cells: [],
    body(w) {
      const chunk = w.batch.at(-1) ?? index(0)
      const first = mul(chunk, index(sideBySide))
      const rest = index(lines - (chunks - 1) * sideBySide)
      const count = select(compare('lt', add(chunk, index(1)), index(chunks)), index(sideBySide), rest)
      const at = (k: Expr, j: Expr): Expr[] => [...w.batch.slice(0, -1), k, ...multiIndex(add(first, j), inner)]
      const elements = (k: Expr, j: Expr): Expr[] => Array.from({ length: inputs }, (_, i) => w.input(i, ...at(k, j)))
      const row = (k: Expr, accumulate: (j: Expr) => readonly Expr[]): Step =>
        each('j', 0, count, Math.min(lines, sideBySide), j => {
          const accumulated = accumulate(j)
          return [
            ...accumulated.map((e, i) => nth(w.scratch, i).put([j], e)),
            ...walk.results(accumulated).map((e, i) => nth(w.outputs, i).put(at(k, j), e)),
          ]
        })
      return [
        row(start, j => walk.first(elements(start, j), start)),
        steps(1, k => [
          row(k, j =>
            walk.next(
              w.scratch.map(a => a.at(j)),
              elements(k, j),
              k,
            ),
          ),
        ]),
      ]
    },
    cost: 0.5 * n * Math.min(lines, sideBySide),
  }
}

/** Calls `visit` for every line along the axis with its offsets, in the order of the walk. */
export function forEachLine(shape: Dims, { axis, reverse }: CumulativeParams, visit: (offsets: readonly number[]) => void): void {
  const n = shape[axis] as number
  const stride = stridesOf(shape)[axis] as number
  if (n === 0) return
  for (let line = 0; line < sizeOf(shape) / n; line++) {
    const start = Math.floor(line / stride) * stride * n + (line % stride)
    visit(Array.from({ length: n }, (_, k) => start + (reverse ? n - 1 - k : k) * stride))
  }
}

/** The axis once a mapped one stands at `at`. */
export const besideMapped = (params: CumulativeParams, at: number): CumulativeParams => ({
  ...params,
  axis: params.axis < at ? params.axis : params.axis + 1,
})

/** The neighbour in the direction of the walk (ahead) or against it (behind), `edge` where there is none; the axis has elements. */
export function neighbour(x: Tensor, { axis, reverse }: CumulativeParams, which: 'ahead' | 'behind', edge = 0): Tensor {
  const n = x.shape[axis] as number
  const end = full(edge, { shape: x.shape.with(axis, 1), dtype: x.dtype })
  const zeros = x.shape.map(() => 0)
  if (reverse === (which === 'behind')) return concat([slice(x, zeros.with(axis, 1), x.shape), end], axis)
  return concat([end, slice(x, zeros, x.shape.with(axis, n - 1))], axis)
}
