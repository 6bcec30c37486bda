// Reductions at the edges of their blocks: 65,536 elements along lanes, 1,024 one after the other; rows of every kind.

import { describe } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'
import { add, argmax, broadcast, exp, full, mul, neg, reduceMax, reduceSum, tanh, transpose } from '../../src/primitives/index.js'
import { checkAgreement, checkBits, graphOf } from './schedule-cases.js'

/** The vector along the last axis of the other. */
const broadcastLast = (v: Tensor, like: Tensor): Tensor =>
  broadcast(
    v,
    like.shape,
    v.shape.map((_, i) => i),
  )

const last = (x: Tensor): number => x.shape.length - 1

describe('reductions', () => {
  checkBits([
    ['lanes, one row of several blocks', () => graphOf([[150_001]], x => neg(reduceSum(mul(x, x), [0])))],
    ['lanes, rows of several blocks', () => graphOf([[3, 65_537]], x => [reduceSum(x, [1]), reduceMax(x, [1])])],
    ['lanes, rows of exactly a block', () => graphOf([[2, 65_536]], x => reduceSum(x, [0, 1]))],
    ['lanes, blocks of rows', () => graphOf([[1000, 171]], x => exp(neg(reduceSum(x, [0, 1]))))],
    ['lanes, kept and blocks of rows', () => graphOf([[3, 300, 333]], x => reduceSum(x, [1, 2]))],
    ['sequence, two blocks', () => graphOf([[1500, 7]], x => reduceSum(x, [0]))],
    ['sequence, exactly a block', () => graphOf([[1024, 17]], x => [reduceSum(x, [0]), add(x, x)])],
    ['sequence, over two axes in front', () => graphOf([[50, 45, 3]], x => tanh(reduceSum(x, [0, 1])))],
    ['sequence in the middle', () => graphOf([[5, 1100, 3]], x => reduceSum(x, [1]))],
    ['short rows', () => graphOf([[40, 5]], x => reduceSum(x, [1]))],
    ['float64, lanes', () => graphOf([[2, 70_001]], x => reduceSum(x, [1]), 'float64')],
    ['int32', () => graphOf([[70_001]], x => reduceSum(mul(x, x), [0]), 'int32')],
    ['argmax', () => graphOf([[7, 1033]], x => [argmax(x, 1), argmax(x, 0)])],
    ['transposed', () => graphOf([[300, 40]], x => reduceSum(transpose(x, [1, 0]), [1]))],
    ['of what is broadcast and added', () => graphOf([[64, 100]], x => reduceSum(add(x, full(0.1, x)), [0, 1]))],
  ])
  checkAgreement([
    ['a million along lanes', () => graphOf([[1 << 20]], x => reduceSum(x, [0]))],
    ['rows shared by threads', () => graphOf([[3000, 500]], x => [reduceSum(mul(x, x), [1]), reduceSum(x, [0])])],
    [
      'a softmax over many rows',
      () =>
        graphOf([[1000, 300]], x => {
          const shifted = add(x, neg(broadcastLast(reduceMax(x, [last(x)]), x)))
          const e = exp(shifted)
          return mul(e, broadcastLast(reduceSum(e, [last(x)]), x))
        }),
    ],
  ])
})
