// Random numbers, which are functions of a key.

import * as tenet from 'tenet'
import { any, called, floats, from, none, type Row, type Rows, row, rows, wide, within, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>
const key = { shape: [2], dtype: 'uint32', range: [0, 2 ** 31] } as const
const drawn = (name: string, type: string, ...given: readonly unknown[]): Row =>
  row((k: tenet.random.Key) => called(`random.${name}`)(k, ...given), [key], type, none, [[[{ ...key, shape: [3] }], 'ArgumentError']])
const draws = { derivative: 'through what was rejected and accepted: compared with JAX in test/ops/random' }
const integral = { derivative: 'integers' }
/** Of parameters that are tensors, and broadcast. */
const drawnOf = (
  name: string,
  type: string,
  parameters: readonly ReturnType<typeof x>[],
  { derivative = 'smooth' } = {},
  dtypes = [...floats] as Row[1]['dtypes'],
): Row =>
  row(
    (k: tenet.random.Key, ...values: readonly Float[]) => called(`random.${name}`)(k, [2, 3], ...values),
    [key, ...parameters],
    type,
    dtypes,
    [],
    {
      derivative,
      ulps: 64,
    },
  )

const randomness: Rows = {
  key: row(() => tenet.random.key(7), [], 'uint32[2]', none, []),
  split: row((k: tenet.random.Key) => tenet.random.split(k, 3), [key], 'uint32[2], uint32[2], uint32[2]', none, []),
  keys: row((k: tenet.random.Key) => tenet.random.keys(k, 3), [key], 'uint32[3,2]', none, []),
  foldIn: row(
    (k: tenet.random.Key, n: tenet.Tensor<[], 'int32'>) => tenet.random.foldIn(k, n),
    [key, { shape: [], dtype: 'int32', range: [0, 9] }],
    'uint32[2]',
    none,
    [],
  ),
  bits: drawn('bits', 'uint32[2,3]', [2, 3]),
  ...rows('normal uniform exponential gumbel laplace logistic cauchy maxwell lognormal', name => drawn(name, 'float32[2,3]', [2, 3])),
  ...rows('rademacher', name => drawn(name, 'int32[2,3]', [2, 3])),
  truncatedNormal: drawn('truncatedNormal', 'float32[2,3]', [2, 3], -1, 2),
  randint: drawn('randint', 'int32[2,3]', [2, 3], -4, 9),
  permutation: drawn('permutation', 'int32[5]', 5),
  'permutation of rows': row((k: tenet.random.Key, a: Float) => tenet.random.permutation(k, a), [key, x(4, 2)], 'T[4,2]', any, [
    [[key, x(0, 2)], 'T[0,2]'],
  ]),
  choice: drawn('choice', 'int32[2,2]', [2, 2], 5),
  'choice of rows': row((k: tenet.random.Key, a: Float) => tenet.random.choice(k, [3], a), [key, x(4, 2)], 'T[3,2]', any, [
    [[key, x(0)], 'ArgumentError'],
  ]),
  orthogonal: drawn('orthogonal', 'float32[2,3,3]', [2], 3),
  ball: drawn('ball', 'float32[4,3]', [4], 3),
  generalizedNormal: drawn('generalizedNormal', 'float32[4]', [4], 3),
  triangular: drawn('triangular', 'float32[4]', [4], 0, 0.5, 1),
  wald: drawn('wald', 'float32[4]', [4], 1.5),
  bernoulli: drawnOf('bernoulli', 'bool[2,3]', [from(0.1, 0.9, 3)], integral),
  geometric: drawnOf('geometric', 'int32[2,3]', [from(0.1, 0.9, 3)], integral),
  poisson: drawnOf('poisson', 'int32[2,3]', [from(0.5, 30, 3)], integral),
  binomial: row(
    (k: tenet.random.Key, chance: Float) => tenet.random.binomial(k, [2, 3], 12, chance),
    [key, from(0.1, 0.9, 3)],
    'T[2,3]',
    floats,
    [],
    integral,
  ),
  multinomial: row(
    (k: tenet.random.Key, chances: Float) => tenet.random.multinomial(k, [2], 5, chances as never),
    [key, from(0.1, 0.9, 3)],
    'T[2,3]',
    floats,
    [],
    integral,
  ),
  categorical: row(
    (k: tenet.random.Key, logits: Float) => tenet.random.categorical(k, logits as never),
    [key, x(2, 4)],
    'int32[2]',
    floats,
    [[[key, x(0, 4)], 'int32[0]']],
    integral,
  ),
  ...rows('gamma loggamma chisquare t', name => drawnOf(name, 'T[2,3]', [from(0.5, 3, 3)], draws)),
  ...rows('beta f', name => drawnOf(name, 'T[2,3]', [from(0.5, 3, 3), from(0.5, 3, 2, 1)], draws)),
  dirichlet: row(
    (k: tenet.random.Key, a: Float) => tenet.random.dirichlet(k, [2], a as never),
    [key, from(0.5, 3, 3)],
    'T[2,3]',
    floats,
    [],
    { ulps: 64, ...draws },
  ),
  ...rows('pareto rayleigh', name => drawnOf(name, 'T[2,3]', [from(0.5, 3, 3)])),
  weibullMin: drawnOf('weibullMin', 'T[2,3]', [from(0.5, 3, 3), from(0.5, 3, 3)]),
  multivariateNormal: row(
    (k: tenet.random.Key, mean: Float, factor: Float) =>
      tenet.random.multivariateNormal(
        k,
        [2],
        mean as never,
        tenet.add(tenet.matmul(factor, tenet.swapAxes(factor, 0, 1) as never) as Float, tenet.eye(3).cast(factor.dtype) as never) as never,
      ),
    [key, x(3), x(3, 3)],
    'T[2,3]',
    wide,
    [],
    { ulps: 64 },
  ),
}

export const randomNumbers: Rows = within('random', randomness)
