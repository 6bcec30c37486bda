// Adafactor, as torch.optim.Adafactor computes it: of matrices it keeps the means of squares of rows and columns, not of elements.

import { isTensor, type Tensor } from '../../core/tensor.js'
import type { TensorTree } from '../../core/tensors.js'
import { zeros } from '../../ops/creation/creation.js'
import { add, div, maximum, minimum, mul, neg, square, sub } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { rsqrt, sqrt } from '../../ops/elementwise/float-functions.js'
import { pow } from '../../ops/elementwise/power.js'
import { mean } from '../../ops/reductions/reduce.js'
import { floatFormat } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { show } from '../../support/show.js'
import { flatten, paths } from '../../support/tree.js'
import { type FloatTensor, mapLeaves, mapLeavesTo } from '../leaves.js'
import type { Optimizer } from '../optimizer.js'
import { type CountState, checkNonNegative, rateOf } from '../scale.js'
import type { Schedule } from '../schedule/schedule.js'

export interface AdafactorOptions {
  /** The largest step relative to the size of a leaf. Default 1e-2. */
  readonly learningRate?: number | Schedule
  /** The means of squares keep `1 - t^beta2Decay` from step to step. Default -0.8. */
  readonly beta2Decay?: number
  /** The least root of a mean square; the spacing of 1 in the dtype unless given. */
  readonly eps1?: number
  /** The least size of a leaf. Default 1e-3. */
  readonly eps2?: number
  /** The largest root mean square of an update before it is scaled. Default 1. */
  readonly clip?: number
  /** How much of a parameter is taken away in a step, times the learning rate. Default 0. */
  readonly weightDecay?: number
}

export interface AdafactorState extends CountState {
  /** Trees of the structure of the parameters: of a matrix the means of the squares of its rows and of its columns, of anything else its squares and null. */
  readonly rows: TensorTree
  readonly columns: TensorTree
}

const isMatrix = (leaf: Tensor): boolean => leaf.shape.length > 1

/** Tensors of a state, whose shapes are not those of parameters, by their paths. @throws ShapeError when there is none */
function byPath(tree: TensorTree): (path: string) => FloatTensor {
  const { leaves, structure } = flatten(tree, isTensor)
  const found = new Map(paths(structure).map((path, i) => [path, leaves[i]] as const))
  return path => {
    const leaf = found.get(path)
    if (leaf === undefined) throw new ShapeError(`adafactor: the state must belong to the parameters; it has nothing at '${path}'`)
    return leaf as FloatTensor
  }
}

const rootMeanSquare = (x: FloatTensor): FloatTensor => sqrt(mean(square(x)))

/**
 * Adafactor: Adam's scaling without momentum, from means of rows and columns, with steps relative to the size of each leaf. Default learning rate 1e-2.
 * With `v ≈ r cᵀ / mean(r)`, the update is `max(eps2, rms(p)) min(learningRate, 1/√t) · u / max(1, rms(u) / clip)`, where `u = g / √v`.
 * @throws ArgumentError when an option is out of range
 * @source Shazeer and Stern, "Adafactor: adaptive learning rates with sublinear memory cost", 2018; as in PyTorch
 */
export function adafactor(options: AdafactorOptions = {}): Optimizer<AdafactorState> {
  checkOptions('adafactor', options, ['learningRate', 'beta2Decay', 'eps1', 'eps2', 'clip', 'weightDecay'])
  const { learningRate = 1e-2, beta2Decay = -0.8, eps1, eps2 = 1e-3, clip = 1, weightDecay = 0 } = options
  const schedule = rateOf(learningRate)
  if (!(beta2Decay <= 0)) throw new ArgumentError(`adafactor: beta2Decay must be a number of at most 0; got ${show(beta2Decay)}`)
  if (eps1 !== undefined) checkNonNegative('adafactor', 'eps1', eps1)
  checkNonNegative('adafactor', 'eps2', eps2)
  if (!(clip >= 1)) throw new ArgumentError(`adafactor: clip must be a number of at least 1; got ${show(clip)}`)
  checkNonNegative('adafactor', 'weightDecay', weightDecay)
  const toward = (average: Tensor, x: Tensor, share: Tensor): FloatTensor => {
    const [from, to] = [average as FloatTensor, x as FloatTensor]
    return add(from, mul(sub(to, from), cast(share as FloatTensor, from.dtype)))
  }
  return Object.freeze({
    init: (params: unknown): AdafactorState => ({
      count: zeros([], 'int32'),
      rows: mapLeaves('adafactor', params, {}, p => zeros(isMatrix(p) ? p.shape.with(-1, 1) : p.shape, p.dtype)) as TensorTree,
      columns: mapLeaves('adafactor', params, {}, p => (isMatrix(p) ? zeros(p.shape.with(-2, 1), p.dtype) : null)) as TensorTree,
    }),
    update<P>(gradients: P, state: AdafactorState, params: P) {
      const count = add(state.count, 1)
      const time = cast(count, 'float64')
      const rate = cast(schedule(state.count), 'float64')
      const share = pow(time, beta2Decay)
      const largest = minimum(rate, div(1, sqrt(time)))
      const [row, column] = [byPath(state.rows), byPath(state.columns)]
      const { updates, rows, columns } = mapLeavesTo(
        'adafactor',
        gradients,
        { p: params },
        ['updates', 'rows', 'columns'],
        (g, { p }, path) => {
          const least = eps1 ?? 2 ** (1 - floatFormat(g.dtype).digits)
          const squares = square(g)
          const rows = toward(row(path), isMatrix(g) ? mean(squares, -1, { keepDims: true }) : squares, share)
          const columns = isMatrix(g) ? toward(column(path), mean(squares, -2, { keepDims: true }), share) : null
          const estimate = columns === null ? rows : div(mul(rows, columns), maximum(mean(rows, -2, { keepDims: true }), least))
          const scaled = mul(g, rsqrt(maximum(estimate, least ** 2)))
          const size = mul(maximum(rootMeanSquare(p), eps2), cast(largest, g.dtype))
          const factor = div(size, maximum(div(rootMeanSquare(scaled), clip), 1))
          const step = neg(mul(scaled, factor))
          return {
            updates: weightDecay === 0 ? step : sub(step, mul(p, cast(mul(rate, weightDecay), g.dtype))),
            rows,
            columns,
          }
        },
      )
      return [updates, { count, rows, columns }] as const
    },
  })
}
