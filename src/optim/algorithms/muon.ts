// Muon: momenta of matrices, made orthogonal. As torch.optim.Muon computes it, in the dtype of the parameters.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import type { TensorTree } from '../../core/tensors.js'
import { matmul } from '../../ops/contraction/matmul.js'
import { add, div, maximum, mul } from '../../ops/elementwise/arithmetic.js'
import { norm } from '../../ops/reductions/statistics.js'
import { transpose } from '../../ops/shape/permute.js'
import { reshape } from '../../ops/shape/reshape.js'
import { checkInteger } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions, given } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import { show } from '../../support/show.js'
import { foriLoop } from '../../transforms/index.js'
import type { FloatDType } from '../../types/index.js'
import { chain } from '../chain.js'
import { type FloatTensor, mapLeavesTo, zerosOf } from '../leaves.js'
import { runningMean } from '../moments.js'
import type { Optimizer } from '../optimizer.js'
import { addDecayedWeights, checkNonNegative, checkShare, scaleByLearningRate } from '../scale.js'
import type { Schedule } from '../schedule/schedule.js'

/** How the step of a matrix [out, in] follows from its sizes: `√max(1, out / in)`, `0.2 √max(out, in)`, or `√(out / in)`. */
export type MuonAdjustment = 'original' | 'matchRmsAdamw' | 'spectralUnclamped'

export interface OrthogonalMomentumOptions {
  /** How much of the momentum stays from step to step. Default 0.95. */
  readonly momentum?: number
  /** Whether to look ahead by a step. Default true. */
  readonly nesterov?: boolean
  /** The polynomial `a x + b x³ + c x⁵` that drives singular values towards 1. Default [3.4445, -4.775, 2.0315]. */
  readonly coefficients?: readonly [number, number, number]
  /** How often the polynomial is applied. Default 5. */
  readonly iterations?: number
  /** The least norm of a momentum. Default 1e-7. */
  readonly eps?: number
  /** Default `'original'`. */
  readonly adjustment?: MuonAdjustment
}

export interface OrthogonalMomentumState {
  readonly momentum: TensorTree
}

type Matrix = Tensor<readonly [number, number], FloatDType>

function ratio(adjustment: MuonAdjustment, out: number, inputs: number): number {
  switch (adjustment) {
    case 'original':
      return Math.sqrt(Math.max(1, out / inputs))
    case 'matchRmsAdamw':
      return 0.2 * Math.sqrt(Math.max(out, inputs))
    case 'spectralUnclamped':
      return Math.sqrt(out / inputs)
    default:
      throw new ArgumentError(`muon: adjustment must be 'original', 'matchRmsAdamw' or 'spectralUnclamped'; got ${show(adjustment)}`)
  }
}

/**
 * Momenta with singular values near 1: `m = μ m + (1 - μ) g`, and the update is `U Vᵀ` of its singular value decomposition, approximately, by a polynomial
 * that is applied several times. Weights of more axes count as matrices [out, in · kernel].
 * @throws ShapeError naming a leaf of fewer than two axes: give those to another optimizer with `groups`
 * @source Jordan et al., "Muon: an optimizer for hidden layers in neural networks", 2024
 */
export function scaleByOrthogonalMomentum(options: OrthogonalMomentumOptions = {}): Optimizer<OrthogonalMomentumState> {
  checkOptions('muon', options, ['momentum', 'nesterov', 'coefficients', 'iterations', 'eps', 'adjustment'])
  const {
    momentum = 0.95,
    nesterov = true,
    coefficients = [3.4445, -4.775, 2.0315],
    iterations = 5,
    eps = 1e-7,
    adjustment = 'original',
  } = options
  checkShare('muon', 'momentum', momentum)
  checkInteger('muon', 'iterations', iterations, 1)
  checkNonNegative('muon', 'eps', eps)
  if (!Array.isArray(coefficients) || coefficients.length !== 3 || !coefficients.every(Number.isFinite))
    throw new ArgumentError(`muon: coefficients must be three numbers; got ${show(coefficients)}`)
  ratio(adjustment, 1, 1)
  const [a, b, c] = coefficients as readonly [number, number, number]

  /** Of a matrix that is not taller than wide. A loop, so that its products are compiled once. */
  const orthogonalize = (matrix: Matrix): Matrix =>
    foriLoop<Matrix>(
      0,
      iterations,
      (_, x) => {
        const gram: Matrix = matmul(x, transpose(x))
        const step: Matrix = add(mul(gram, b), mul(matmul(gram, gram) as Matrix, c))
        return add(mul(x, a), matmul(step, x) as Matrix)
      },
      div(matrix, maximum(norm(matrix), eps)),
    )

  return Object.freeze({
    init: (params: unknown): OrthogonalMomentumState => ({ momentum: zerosOf('muon', params) }),
    update<P>(gradients: P, state: OrthogonalMomentumState) {
      const { updates, momentum: next } = mapLeavesTo(
        'muon',
        gradients,
        { m: state.momentum },
        ['updates', 'momentum'],
        (g, { m }, path) => {
          const [out, ...rest] = g.shape
          if (out === undefined || rest.length === 0)
            throw new ShapeError(
              `muon: parameters must have at least two axes; got ${showType(g)} at '${path}'; give it to another optimizer with groups`,
            )
          const inputs = sizeOf(rest)
          const mean = runningMean(m, g, momentum)
          const ahead: FloatTensor = nesterov ? runningMean(mean, g, momentum) : mean
          const matrix: Matrix = reshape(ahead, [out, inputs]) as Matrix
          const straight: Matrix = out > inputs ? transpose(orthogonalize(transpose(matrix))) : orthogonalize(matrix)
          return { updates: reshape(mul(straight, ratio(adjustment, out, inputs)), g.shape as readonly number[]), momentum: mean }
        },
      )
      return [updates, { momentum: next }] as const
    },
  })
}

export interface MuonOptions extends OrthogonalMomentumOptions {
  /** Default 1e-3. */
  readonly learningRate?: number | Schedule
  /** How much of a parameter is taken away in a step, times the learning rate. Default 0.1. */
  readonly weightDecay?: number
}

/**
 * Muon: steps that change what a matrix does in all directions alike. For hidden matrices; biases, gains, embeddings and heads go with `adamw`, by `groups`.
 * Default learning rate 1e-3.
 * @source Jordan et al., 2024; as in PyTorch
 * @deviation computes in the dtype of the parameters, where PyTorch rounds to bfloat16; convolutions are taken as matrices, where PyTorch refuses them
 */
export const muon = (options: MuonOptions = {}) => {
  const { learningRate = 1e-3, weightDecay = 0.1, ...rest } = given('muon', options)
  return chain(scaleByOrthogonalMomentum(rest), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate))
}
