// vmap against a loop over examples: axes in and out as numbers, lists and trees, sizes, static values, and what is refused.

import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'
import { add, mul } from '../../src/primitives/elementwise/index.js'
import { full } from '../../src/primitives/structure/broadcast.js'
import { vmap } from '../../src/transforms/index.js'
import { array, distance, elements, fromFlat, messageOf, wave } from './setup.js'
import { mlp, mlpParams, sumAll } from './small-models.js'

const matrix = array([
  [1, 2, 3],
  [4, 5, 6],
])

describe('vmap', () => {
  it('maps over the first axis', () => {
    expect(vmap((x: Tensor) => sumAll(mul(x, x)))(matrix).toArray()).toEqual([14, 77])
  })

  it('maps over any axis, counted from either end', () => {
    expect(vmap((x: Tensor) => sumAll(x), { in: 1 })(matrix).toArray()).toEqual([5, 7, 9])
    expect(vmap((x: Tensor) => sumAll(x), { in: -1 })(matrix).toArray()).toEqual([5, 7, 9])
  })

  it('shares arguments whose axis is null', () => {
    const f = (x: Tensor, y: Tensor) => add(x, y)
    expect(vmap(f, { in: [0, null] })(matrix, array([10, 20, 30])).toArray()).toEqual([
      [11, 22, 33],
      [14, 25, 36],
    ])
    expect(vmap(f, { in: [null, 1] })(array([10, 20]), matrix).toArray()).toEqual([
      [11, 24],
      [12, 25],
      [13, 26],
    ])
  })

  it('takes trees of axes that are prefixes of the arguments', () => {
    const f = (p: { readonly w: Tensor; readonly rest: { readonly b: Tensor; readonly c: Tensor } }) => add(add(p.w, p.rest.b), p.rest.c)
    const tree = { w: array([100, 200]), rest: { b: array([1, 2]), c: array([10, 20]) } }
    expect(vmap(f, { in: [{ w: null, rest: 0 }] })({ ...tree, w: array(100) }).toArray()).toEqual([111, 122])
    expect(vmap(f, { in: [{ w: 0, rest: { b: null, c: 0 } }] })({ w: tree.w, rest: { b: array(1), c: tree.rest.c } }).toArray()).toEqual([
      111, 221,
    ])
    expect(vmap(f)(tree).toArray()).toEqual([111, 222])
  })

  it('puts the axis of results where out says', () => {
    const f = (x: Tensor) => ({ doubled: add(x, x), sum: sumAll(x), constant: full(7, { shape: [2], dtype: 'float64' }) })
    const y = vmap(f, { out: { doubled: -1, sum: 0, constant: null } })(matrix)
    expect(y.doubled.toArray()).toEqual([
      [2, 8],
      [4, 10],
      [6, 12],
    ])
    expect([y.sum.toArray(), y.constant.toArray()]).toEqual([
      [6, 15],
      [7, 7],
    ])
  })

  it('repeats results that are the same for every example', () => {
    expect(vmap((_x: Tensor) => full(7, { shape: [], dtype: 'int32' }))(matrix).toArray()).toEqual([7, 7])
    const shared = array([1, 2])
    expect(vmap((_x: Tensor) => shared, { out: 1 })(array([0, 0, 0])).toArray()).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ])
  })

  it('passes static values on', () => {
    const f = (x: Tensor, options: { readonly times: number }) => ({
      y: mul(x, full(options.times, { shape: [], dtype: 'float64' })),
      name: 'f',
    })
    const { y, name } = vmap(f)(array([1, 2]), { times: 3 })
    expect([y.toArray(), name]).toEqual([[3, 6], 'f'])
  })

  it('is a stack of single calls', () => {
    const params = mlpParams()
    const xs = wave([5, 3], 4)
    const one = Array.from({ length: 5 }, (_, i) => elements(mlp(params, fromFlat(elements(xs).slice(3 * i, 3 * i + 3), [3]))))
    expect(elements(vmap(mlp, { in: [null, 0] })(params, xs))).toEqual(one.flat())
  })

  it('nests', () => {
    const outer = vmap(
      vmap((a: Tensor, b: Tensor) => mul(a, b), { in: [null, 0] }),
      { in: [0, null] },
    )
    expect(outer(array([1, 2]), array([3, 4, 5])).toArray()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ])
  })

  it('maps over no examples', () => {
    const y = vmap((x: Tensor) => sumAll(x))(fromFlat([], [0, 3]))
    expect(y.shape).toEqual([0])
  })

  it('agrees with itself over a transposed argument', () => {
    const f = (x: Tensor) => sumAll(mul(x, mul(x, x)))
    expect(distance(vmap(f, { in: 1 })(wave([4, 6])), vmap(f)(vmap((x: Tensor) => x, { in: 1 })(wave([4, 6]))))).toBe(0)
  })
})

describe('vmap refuses', () => {
  it('mapped axes of different sizes, by name', () => {
    const f = (p: { readonly x: Tensor }, y: readonly Tensor[]) => add(p.x, y[0] as Tensor)
    expect(messageOf(() => vmap(f)({ x: array([1, 2, 3]) }, [array([1, 2])] as never))).toBe(
      "ShapeError: vmap: mapped axes must have one size; expected 3 (leaf 'x' of argument 0, axis 0), got 2 (leaf '0' of argument 1, axis 0)",
    )
  })

  it('axes that are not there', () => {
    expect(messageOf(() => vmap((x: Tensor) => x, { in: 2 })(matrix))).toBe(
      'ShapeError: vmap: in of argument 0 must be an axis from -2 to 1; got 2 for float64[2,3]',
    )
    expect(messageOf(() => vmap((x: Tensor) => x)(array(1)))).toBe(
      'ShapeError: vmap: in of argument 0 must be null, for it has no axes; got 0 for float64[]',
    )
    expect(messageOf(() => vmap((x: Tensor) => sumAll(x), { out: 1 })(matrix))).toBe(
      'ShapeError: vmap: out of the result must be an axis from -1 to 0; got 1 for float64[]',
    )
  })

  it('axes that do not fit the tree', () => {
    const f = (p: { readonly a: Tensor; readonly b: Tensor }) => add(p.a, p.b)
    const p = { a: array([1]), b: array([2]) }
    expect(messageOf(() => vmap(f, { in: [0, 0] } as never)(p))).toBe(
      'ShapeError: vmap: in must have one entry for each argument; expected 1, got 2',
    )
    expect(messageOf(() => vmap(f, { in: [{ a: 0 }] } as never)(p))).toBe(
      'ShapeError: vmap: in must be a prefix of the tree it belongs to; expected a record of a, b, one axis or null for argument 0, got {"a":0}',
    )
    expect(messageOf(() => vmap(f, { in: [{ a: 0, b: 'x' }] } as never)(p))).toBe(
      'ShapeError: vmap: in must be a prefix of the tree it belongs to; expected an axis or null for leaf \'b\' of argument 0, got "x"',
    )
  })

  it('nothing to map over', () => {
    const message =
      'ArgumentError: vmap: at least one tensor of the arguments must be mapped, or the size given as axisSize; got none, or null for all in `in`'
    expect(messageOf(() => vmap((x: Tensor) => x, { in: null })(matrix))).toBe(message)
    expect(messageOf(() => vmap((x: number) => x)(3))).toBe(message)
  })

  it('to leave out the axis of a result that has one', () => {
    expect(messageOf(() => vmap((x: Tensor) => ({ y: x }), { out: null })(matrix))).toBe(
      "ShapeError: vmap: out may be null only for what does not depend on a mapped argument; leaf 'y' of the result does",
    )
  })

  it('async functions', () => {
    expect(messageOf(() => vmap((async (x: Tensor) => x) as never)(matrix as never))).toMatch(
      /^ArgumentError: vmap: the function must not be async/,
    )
  })
})
