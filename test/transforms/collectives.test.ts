// Collectives over the named axes of vmap: values, derivatives within and outside, nested axes, and what is refused. Against JAX in
// derivatives-golden.test.ts.

import {
  allGather,
  axisIndex,
  axisSize,
  cast,
  grad,
  jit,
  jvp,
  ones,
  pmax,
  pmean,
  pmin,
  psum,
  type Shape,
  type Tensor,
  tensor,
  vmap,
  zeros,
} from 'tenet'
import { describe, expect, it } from 'vitest'
import { messageOf } from '../ops/setup.js'
import { distance, onEachDevice, plain, roundingTolerance, wave } from './public.js'

type F64<S extends Shape> = Tensor<S, 'float64'>
type Num = Tensor<[], 'float64'>
const named = { axisName: 'batch' }
const x = tensor([1, 2, 6], 'float64')

onEachDevice(() => {
  describe('over one axis', () => {
    it.each([
      ['psum', () => vmap((v: Num) => psum(v, 'batch'), named)(x), [9, 9, 9]],
      ['pmean', () => vmap((v: Num) => pmean(v, 'batch'), named)(x), [3, 3, 3]],
      ['pmax', () => vmap((v: Num) => pmax(v, 'batch'), named)(x), [6, 6, 6]],
      ['pmin', () => vmap((v: Num) => pmin(v, 'batch'), named)(x), [1, 1, 1]],
      [
        'allGather',
        () => vmap((v: Num) => allGather(v, 'batch').sub(v), named)(x),
        [
          [0, 1, 5],
          [-1, 0, 4],
          [-5, -4, 0],
        ],
      ],
      ['axisIndex', () => vmap((v: Num) => v.mul(cast(axisIndex('batch'), 'float64')), named)(x), [0, 2, 12]],
      ['axisSize', () => vmap((v: Num) => v.div(axisSize('batch')), named)(x), [1 / 3, 2 / 3, 2]],
      ['integers', () => vmap((v: Tensor<[], 'int32'>) => psum(v, 'batch'), named)(tensor([1, 2, 6], 'int32')), [9, 9, 9]],
    ] as const)('%s', (_, run, expected) => {
      expect(plain(run())).toEqual(expected)
      expect(plain(jit(run)())).toEqual(expected)
    })

    it('of a value that is the same for all', () => {
      const shared = tensor(5, 'float64')
      const f = (v: Num) => ({ sum: psum(shared, 'batch'), mean: pmean(shared, 'batch'), all: allGather(shared, 'batch'), v })
      const y = vmap(f, { axisName: 'batch', out: { sum: null, mean: null, all: null, v: 0 } })(x)
      expect([plain(y.sum), plain(y.mean), plain(y.all)]).toEqual([15, 5, [5, 5, 5]])
    })

    it('the result is the same for all, and may stay without an axis', () => {
      expect(vmap((v: Num) => psum(v, 'batch'), { axisName: 'batch', out: null })(x).toArray()).toBe(9)
    })

    it('of trees, and along another axis of the gathered', () => {
      const f = (p: { readonly a: Num; readonly b: readonly [F64<[2]>] }) => ({
        sum: psum(p, 'batch'),
        all: allGather(p.b[0], 'batch', { axis: -1 }),
      })
      const y = vmap(f, { axisName: 'batch', out: null })({
        a: x,
        b: [
          tensor(
            [
              [1, 2],
              [3, 4],
              [5, 6],
            ],
            'float64',
          ),
        ],
      })
      expect(plain(y.sum)).toEqual({ a: 9, b: [[9, 12]] })
      expect(plain(y.all)).toEqual([
        [1, 3, 5],
        [2, 4, 6],
      ])
    })

    it('with axisSize and nothing mapped', () => {
      expect(vmap(() => axisIndex('i'), { axisName: 'i', axisSize: 4 })().toArray()).toEqual([0, 1, 2, 3])
      expect(vmap((v: Num) => psum(v, 'i'), { axisName: 'i', axisSize: 4, in: null, out: null })(tensor(2, 'float64')).item()).toBe(8)
    })

    it('over no examples', () => {
      expect(vmap((v: Num) => psum(v, 'batch'), { axisName: 'batch', out: null })(zeros([0], 'float64')).item()).toBe(0)
    })
  })

  describe('nested axes', () => {
    const m = wave([2, 3], 1)
    const both = (f: (v: Num) => Tensor) =>
      vmap(vmap(f as (v: Num) => Num, { axisName: 'columns' }), { axisName: 'rows' })(m) as unknown as F64<[2, 3]>

    it('each by its name, and both', () => {
      expect(distance(plain(both(v => psum(v, 'columns'))), plain(m.sum(1, { keepDims: true }).broadcastTo([2, 3])))).toBeLessThan(
        roundingTolerance,
      )
      expect(distance(plain(both(v => psum(v, 'rows'))), plain(m.sum(0, { keepDims: true }).broadcastTo([2, 3])))).toBeLessThan(
        roundingTolerance,
      )
      expect(distance(plain(both(v => pmean(v, ['rows', 'columns']))), plain(m.mean().broadcastTo([2, 3])))).toBeLessThan(roundingTolerance)
      expect(plain(both(v => pmax(v, ['rows', 'columns'])))).toEqual(plain(m.max().broadcastTo([2, 3])))
      expect(plain(both(v => cast(axisIndex('rows').mul(10).add(axisIndex('columns')), 'float64').add(v.mul(0))))).toEqual([
        [0, 1, 2],
        [10, 11, 12],
      ])
    })

    it('the innermost of equal names', () => {
      const y = vmap(
        vmap((v: Num) => psum(v, 'i'), { axisName: 'i' }),
        { axisName: 'i' },
      )(m)
      expect(distance(plain(y), plain(m.sum(1, { keepDims: true }).broadcastTo([2, 3])))).toBeLessThan(roundingTolerance)
    })

    it('past a vmap without a name', () => {
      const y = vmap((row: F64<[3]>) => vmap((v: Num) => psum(v, 'rows'))(row), { axisName: 'rows' })(m)
      expect(distance(plain(y), plain(m.sum(0, { keepDims: true }).broadcastTo([2, 3])))).toBeLessThan(roundingTolerance)
      const gathered = vmap((row: F64<[3]>) => vmap((v: Num) => allGather(v, 'rows'))(row), { axisName: 'rows', out: null })(m)
      expect(plain(gathered)).toEqual(plain(m.transpose()))
    })
  })

  describe('derivatives', () => {
    it('forward', () => {
      const f = vmap((v: Num) => pmean(v.square(), 'batch').mul(v), named) as (v: F64<[3]>) => F64<[3]>
      const [, dy] = jvp(f, [x], [ones([3], 'float64')])
      // d(m v) with m = Σv²/3: v·Σ2v/3 + m
      expect(plain(dy)).toEqual([1, 2, 6].map(v => v * 6 + 41 / 3))
      const inside = vmap((v: Num) => jvp((u: Num) => pmean(u.square(), 'batch').mul(u), [v], [tensor(1, 'float64')])[1], named)(x)
      expect(plain(inside)).toEqual(plain(dy))
    })

    it('of the greatest goes to where it is; shared between equals', () => {
      const g = vmap(
        grad((v: Num) => pmax(v, 'batch').mul(v)),
        named,
      )
      // The value of each is max · v: all of them, 9 in sum, depend on the greatest.
      expect(plain(g(x))).toEqual([6, 6, 15])
      const shared = grad((v: F64<[3]>) => (vmap((u: Num) => pmax(u, 'batch'), { axisName: 'batch', out: null })(v) as Num).mul(1))
      expect(plain(shared(tensor([2, 1, 2], 'float64')))).toEqual([0.5, 0, 0.5])
    })

    it('second, compiled', () => {
      const f = (v: Num) => psum(v.square(), 'batch').mul(v)
      const second = vmap(
        grad(v => grad(f)(v as Num) as Num),
        named,
      )
      expect(plain(jit(second)(x))).toEqual(plain(second(x)))
    })
  })

  describe('batch normalization by pmean', () => {
    it('equals that over the axis', () => {
      const xs = wave([5, 4], 3)
      const f = (row: F64<[4]>) => row.sub(pmean(row, 'batch'))
      expect(distance(plain(vmap(f, named)(xs)), plain(xs.sub(xs.mean(0))))).toBeLessThan(roundingTolerance)
    })
  })

  describe('refuse', () => {
    const message = (body: () => unknown) => messageOf(body)

    it('names that no vmap has given', () => {
      const none = "expected a name given by a vmap around the call, as in vmap(f, { axisName: 'batch' }), got"
      expect(message(() => psum(x, 'batch'))).toBe(`ArgumentError: psum: the axis must be named by a vmap around the call; ${none} 'batch'`)
      expect(message(() => axisIndex('i'))).toBe(`ArgumentError: axisIndex: the axis must be named by a vmap around the call; ${none} 'i'`)
      expect(message(() => vmap((v: Num) => pmean(v, 'rows'), named)(x))).toBe(
        "ArgumentError: pmean: the axis must be named by a vmap around the call; expected one of 'batch', got 'rows'",
      )
      expect(message(() => vmap((v: Num) => psum(v, ['batch', 'rows']), named)(x))).toBe(
        "ArgumentError: psum: the axis must be named by a vmap around the call; expected one of 'batch', got 'rows'",
      )
      expect(message(() => vmap((_v: Num) => axisSize(0 as never), named)(x))).toBe(
        "ArgumentError: axisSize: the axis must be named by a vmap around the call; expected one of 'batch', got number",
      )
      expect(message(() => vmap((v: Num) => v, { axisName: 3 as never })(x))).toBe(
        'ArgumentError: vmap: axisName must be a string; got number',
      )
      expect(message(() => jit((v: Num) => psum(v, 'batch'))(tensor(1, 'float64')))).toMatch('ArgumentError: psum: the axis must be named')
    })

    it('values and axes that do not fit', () => {
      expect(message(() => vmap((v: Num) => psum({ a: v, n: 1 }, 'batch'), named)(x))).toBe(
        "ArgumentError: psum: leaf 'n' of the argument must be a tensor; got the number 1; the number of examples is axisSize(name)",
      )
      expect(message(() => vmap((v: Num) => psum(v.greater(0), 'batch'), named)(x))).toBe(
        'DTypeError: psum: elements must be numbers; got bool from x bool[]; convert with cast',
      )
      expect(message(() => vmap((v: Tensor<[], 'int32'>) => pmean(v, 'batch'), named)(tensor([1], 'int32')))).toBe(
        'DTypeError: pmean: the argument must be float; expected a float dtype, got int32; convert with cast',
      )
      expect(message(() => vmap((v: Num) => allGather(v, 'batch', { axis: 1 }), named)(x))).toBe(
        'ShapeError: allGather: axis must be from -1 to 0 for the argument; got 1',
      )
    })

    it('sizes that do not agree', () => {
      expect(message(() => vmap((v: Num) => v, { axisSize: 4 })(x))).toBe(
        'ShapeError: vmap: mapped axes must have one size; expected 4 (axisSize), got 3 (argument 0, axis 0)',
      )
      expect(message(() => vmap((v: Num) => v, { axisSize: 2.5 })(x))).toBe(
        'ArgumentError: vmap: axisSize must be a whole number from 0; got 2.5',
      )
    })
  })
})
