// Products whose operands are matrices only after a view: rows in runs, as those of attention's heads are, and what is packed for the micro-kernel;
// and large ones, which are dealt out in blocks of columns and groups of rows.

import { describe } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'
import { add, broadcast, dot, exp, mul, reshape, tanh, transpose } from '../../src/primitives/index.js'
import { type Case, checkAgreement, checkBits, graphOf } from './schedule-cases.js'

type Sizes = readonly [batch: number, heads: number, length: number, width: number]

/** `[batch, heads, length, width]` as `[batch · length, heads · width]`. */
const joinHeads = (x: Tensor, [batch, heads, length, width]: Sizes): Tensor =>
  reshape(transpose(x, [0, 2, 1, 3]), [batch * length, heads * width])

const named = (what: string, { 0: batch, 1: heads, 2: length, 3: width }: Sizes): string =>
  `${what}, ${batch} × ${heads} × ${length} × ${width}`

/** Runs that fill panels, that do not, that are shorter than a panel, and that are as long as one. */
const sizes: readonly Sizes[] = [
  [2, 3, 26, 5],
  [2, 2, 31, 8],
  [3, 2, 4, 7],
  [5, 2, 14, 9],
  [2, 5, 17, 60],
]

describe('products of views', () => {
  checkBits(
    sizes.flatMap((shape): Case[] => {
      const [batch, heads, length, width] = shape
      const [rows, features] = [batch * length, heads * width]
      return [
        [
          named('rows are positions of all heads', shape),
          () => graphOf([shape, [features, 37]], (x, w) => tanh(dot(joinHeads(x, shape), w, { contract: [[1], [0]], batch: [[], []] }))),
        ],
        [
          named('rows are features of all heads', shape),
          () =>
            graphOf([shape, [rows, 20], [features, 20]], (x, y, w) =>
              add(w, dot(joinHeads(x, shape), y, { contract: [[0], [0]], batch: [[], []] })),
            ),
        ],
        [
          named('computed before they are rows', shape),
          () =>
            graphOf([shape, [features, 33], [rows]], (x, w, s) =>
              dot(mul(exp(joinHeads(x, shape)), broadcast(s, [rows, features], [0])), w, { contract: [[1], [0]], batch: [[], []] }),
            ),
        ],
      ]
    }),
  )
})

describe('large products', () => {
  const large: readonly (readonly [m: number, k: number, n: number])[] = [
    [256, 64, 784],
    [1030, 40, 70],
    [75, 600, 330],
    [300, 270, 300],
  ]
  checkAgreement(
    large.flatMap(([m, k, n]): Case[] => [
      [
        `${m} × ${k} × ${n}, the right operand along the columns`,
        () =>
          graphOf(
            [
              [k, m],
              [k, n],
              [m, n],
            ],
            (a, b, c) => add(c, dot(a, b, { contract: [[0], [0]], batch: [[], []] })),
          ),
      ],
      [
        `${m} × ${k} × ${n}, along the depth`,
        () =>
          graphOf(
            [
              [m, k],
              [n, k],
            ],
            (a, b) => tanh(dot(a, b, { contract: [[1], [1]], batch: [[], []] })),
          ),
      ],
      [
        `${m} × ${k} × ${n}, computed`,
        () =>
          graphOf([[m, k], [k, n], [k]], (a, b, c) =>
            dot(a, mul(exp(b), broadcast(c, [k, n], [0])), { contract: [[1], [0]], batch: [[], []] }),
          ),
      ],
    ]),
  )
})
