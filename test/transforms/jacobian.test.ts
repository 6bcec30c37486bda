// jacfwd, jacrev, hessian, hvp and linearTranspose at their boundaries: trees, positions, auxiliary values, scalars, empty tensors, mixed
// dtypes; nested in other transforms; and what they refuse.

import {
  cast,
  grad,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jit,
  linearTranspose,
  type Shape,
  type Tensor,
  tensor,
  vjp,
  vmap,
  where,
  zeros,
} from 'tenet'
import { describe, expect, it } from 'vitest'
import { messageOf } from '../ops/setup.js'
import { distance, onEachDevice, plain, roundingTolerance, wave } from './public.js'

type F64<S extends Shape> = Tensor<S, 'float64'>

onEachDevice(() => {
  // Their types differ in the dtype of the blocks only.
  describe.each([
    ['jacfwd', jacfwd],
    ['jacrev', jacrev as unknown as typeof jacfwd],
  ] as const)('%s', (name, jacobian) => {
    it('has the shape of the result before that of the argument', () => {
      const j = jacobian((x: Tensor<[2, 3]>) => x.sum(0).mul(2))(zeros([2, 3]))
      expect(j.shape).toEqual([3, 2, 3])
      expect(plain(j)).toEqual([0, 1, 2].map(k => [0, 1].map(() => [0, 1, 2].map(i => (i === k ? 2 : 0)))))
    })

    it('of scalars is a scalar', () => {
      expect(jacobian((x: Tensor<[]>) => x.mul(x))(tensor(3)).toArray()).toBe(6)
    })

    it('keeps the trees of result and argument, with their static values', () => {
      const f = (p: { readonly a: F64<[2]>; readonly n: number }) => ({ y: [p.a.mul(p.n), p.a.sum()] as const, name: 'f' })
      const j = jacobian(f)({ a: wave([2], 1), n: 3 })
      expect(j.name).toBe('f')
      expect([j.y[0].n, j.y[1].n]).toEqual([3, 3])
      const eye = [
        [3, 0],
        [0, 3],
      ]
      expect([plain(j.y[0].a), plain(j.y[1].a)]).toEqual([eye, [1, 1]])
    })

    it('is by the arguments that argnums names', () => {
      const f = (x: F64<[2]>, y: F64<[2]>, k: number) => x.mul(y).mul(k)
      const [x, y] = [tensor([1, 2], 'float64'), tensor([3, 4], 'float64')]
      const byY = [
        [5, 0],
        [0, 10],
      ]
      const byX = [
        [15, 0],
        [0, 20],
      ]
      expect(plain(jacobian(f, { argnums: 1 })(x, y, 5))).toEqual(byY)
      expect(plain(jacobian(f, { argnums: [1, 0] })(x, y, 5))).toEqual([byY, byX])
    })

    it('gives auxiliary values beside', () => {
      const f = (x: F64<[2]>) => [x.square(), { count: cast(x.sum(), 'int32'), note: 'n' }] as const
      const [j, aux] = jacobian(f, { aux: true })(tensor([1, 2], 'float64'))
      expect(plain(j)).toEqual([
        [2, 0],
        [0, 4],
      ])
      expect([aux.count.item(), aux.note]).toEqual([3, 'n'])
    })

    it('is zeros where nothing depends on the argument', () => {
      const [dx, dy] = jacobian((x: F64<[2]>, _y: F64<[3]>) => x, { argnums: [0, 1] })(wave([2], 1), wave([3], 2))
      expect(plain([dx, dy])).toEqual([
        [
          [1, 0],
          [0, 1],
        ],
        [
          [0, 0, 0],
          [0, 0, 0],
        ],
      ])
      expect(jacobian((_x: F64<[2]>) => wave([3], 4))(wave([2], 1)).toArray()).toEqual([
        [0, 0],
        [0, 0],
        [0, 0],
      ])
    })

    it('of empty tensors is empty', () => {
      expect(jacobian((x: F64<[0, 2]>) => x.mul(2))(zeros([0, 2], 'float64')).shape).toEqual([0, 2, 0, 2])
      expect(jacobian((x: F64<[0]>) => x.sum())(zeros([0], 'float64')).shape).toEqual([0])
    })

    it('of trees of both float types', () => {
      const f = (p: { readonly a: Tensor<[2]>; readonly b: F64<[1]> }) => cast(p.a, 'float64').mul(p.b)
      const j = jacobian(f)({ a: tensor([1, 2]), b: tensor([3], 'float64') })
      expect([plain(j.a), plain(j.b)]).toEqual([
        [
          [3, 0],
          [0, 3],
        ],
        [[1], [2]],
      ])
      // A column is a tangent of the result, a row a cotangent of the argument.
      expect(j.a.dtype).toBe(name === 'jacfwd' ? 'float64' : 'float32')
    })

    it('refuses what has no derivatives, by name', () => {
      const f = (x: Tensor<[2]>) => ({ y: x, n: cast(x, 'int32') })
      expect(messageOf(() => jacobian(f)(tensor([1, 2])))).toBe(
        `DTypeError: ${name}: leaf 'n' of the result must be float; expected a float dtype, got int32[2]. ` +
          'Integers have no derivatives: return it beside as [result, aux], with { aux: true }.',
      )
      expect(messageOf(() => jacobian((x: Tensor<[2], 'int32'>) => x)(tensor([1, 2], 'int32')))).toMatch(
        `DTypeError: ${name}: argument 0 must be float; expected a float dtype, got int32[2]`,
      )
      expect(messageOf(() => jacobian((x: Tensor) => x, { argnums: 1 } as never)(tensor([1])))).toBe(
        `ArgumentError: ${name}: argnums must be positions in the one argument given; got 1`,
      )
      expect(messageOf(() => jacobian((x: Tensor) => x, { aux: true } as never)(tensor([1])))).toBe(
        `ArgumentError: ${name}: with { aux: true } the function must return [value, aux]; got float32[1]`,
      )
      expect(messageOf(() => jacobian((async (x: Tensor) => x) as never)(tensor([1]) as never))).toMatch(
        `ArgumentError: ${name}: the function must not be async`,
      )
    })
  })

  describe('nested', () => {
    const f = (x: F64<[3]>) => x.sin().mul(x.sum()).exp()
    const batch = wave([4, 3], 2)
    const single = (i: number) => plain(jacrev(f)(batch.slice(i) as F64<[3]>))

    it.each([
      ['vmap(jacrev(f))', () => vmap(jacrev(f))(batch)],
      ['vmap(jacfwd(f))', () => vmap(jacfwd(f))(batch)],
      ['jit(vmap(jacrev(f)))', () => jit(vmap(jacrev(f)))(batch)],
      ['vmap(jit(jacfwd(f)))', () => vmap(jit(jacfwd(f)))(batch)],
    ])('%s', (_name, run) => {
      const expected = [0, 1, 2, 3].map(single)
      expect(distance(plain(run()), expected)).toBeLessThan(roundingTolerance)
    })

    it('jit(hessian), hessian of a vmap, grad of a Jacobian', () => {
      const g = (x: F64<[3]>) => f(x).sum()
      const x = wave([3], 1)
      const plainHessian = plain(hessian(g)(x))
      expect(plain(jit(hessian(g))(x))).toEqual(plainHessian)
      const mapped = (z: F64<[3]>) => (vmap((e: F64<[]>) => e.sin())(z) as F64<[3]>).mul(z.sum()).exp().sum()
      expect(distance(plain(hessian(mapped)(x)), plainHessian)).toBeLessThan(roundingTolerance)
      const trace = (z: F64<[3]>) =>
        jacfwd(grad(g))(z)
          .mul(
            tensor(
              [
                [1, 0, 0],
                [0, 1, 0],
                [0, 0, 1],
              ],
              'float64',
            ),
          )
          .sum()
      // The gradient of the trace of the Hessian, against differences of the Hessian.
      const step = 1e-5
      const differences = [0, 1, 2].map(i => {
        const e = tensor(
          [0, 1, 2].map(k => (k === i ? step : 0)),
          'float64',
        ) as F64<[3]>
        return (trace(x.add(e)).item() - trace(x.sub(e)).item()) / (2 * step)
      })
      // Central differences of a function of size 100 at this step are good to about 1e-7.
      expect(distance(plain(grad(trace)(x)), differences)).toBeLessThan(1e-5)
    })

    it('per-example gradients', () => {
      type Params = { readonly w: F64<[3, 2]>; readonly b: F64<[2]> }
      const params: Params = { w: wave([3, 2], 5), b: wave([2], 6) }
      const loss = (p: Params, x: F64<[3]>, y: F64<[2]>) => x.matmul(p.w).add(p.b).tanh().sub(y).square().sum()
      const targets = wave([4, 2], 7)
      const perExample = vmap(grad(loss), { in: [null, 0, 0] })(params, batch, targets)
      expect(perExample.w.shape).toEqual([4, 3, 2])
      for (const i of [0, 1, 2, 3]) {
        const one = grad(loss)(params, batch.slice(i) as F64<[3]>, targets.slice(i) as F64<[2]>)
        expect(distance([plain(perExample.w.slice(i)), plain(perExample.b.slice(i))], plain([one.w, one.b]))).toBeLessThan(
          roundingTolerance,
        )
      }
      // Their squares, without ever asking for more than one function of one example.
      expect(jit(vmap((x: F64<[3]>, y: F64<[2]>) => grad(loss)(params, x, y).b.square().sum()))(batch, targets).shape).toEqual([4])
    })
  })

  describe('hessian', () => {
    it('of a tree is a tree of trees', () => {
      const f = (p: { readonly a: F64<[2]>; readonly b: F64<[]> }) => p.a.square().sum().mul(p.b)
      const h = hessian(f)({ a: tensor([1, 2], 'float64'), b: tensor(3, 'float64') })
      expect(plain(h)).toEqual({
        a: {
          a: [
            [6, 0],
            [0, 6],
          ],
          b: [2, 4],
        },
        b: { a: [2, 4], b: 0 },
      })
    })

    it('by several arguments, with auxiliary values', () => {
      const f = (x: F64<[]>, y: F64<[]>) => [x.mul(y).mul(y), 'note'] as const
      const [h, aux] = hessian(f, { argnums: [0, 1], aux: true })(tensor(2, 'float64'), tensor(3, 'float64'))
      expect([plain(h), aux]).toEqual([
        [
          [0, 6],
          [6, 4],
        ],
        'note',
      ])
    })

    it('speaks of itself', () => {
      expect(messageOf(() => hessian((x: Tensor) => cast(x, 'int32'))(tensor([1])))).toMatch(
        'DTypeError: hessian: the result must be float; expected a float dtype, got int32[1]',
      )
    })
  })

  describe('hvp', () => {
    const f = (p: { readonly a: F64<[2]>; readonly b: F64<[]> }, k: number) => p.a.square().sum().mul(p.b).mul(k)
    const p = { a: tensor([1, 2], 'float64'), b: tensor(3, 'float64') }

    it('is the Hessian times the direction, over trees', () => {
      expect(plain(hvp(f)(p, { a: tensor([1, 0], 'float64'), b: tensor(1, 'float64') }, 10))).toEqual({ a: [80, 40], b: 20 })
    })

    it('batches over directions and compiles', () => {
      const g = (x: F64<[3]>) => x.sin().mul(x.sum()).sum()
      const x = wave([3], 1)
      const basis = tensor(
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        'float64',
      ) as F64<[3, 3]>
      const rows = jit(vmap((v: F64<[3]>) => hvp(g)(x, v)))(basis)
      expect(distance(plain(rows), plain(hessian(g)(x)))).toBeLessThan(roundingTolerance)
    })

    it('refuses directions that do not fit and functions that are not scalar', () => {
      expect(messageOf(() => hvp(f)(p, { a: p.a } as never, 1))).toBe(
        "ShapeError: hvp: the direction must have the structure of what they belong to; expected leaf 'b', got nothing more",
      )
      expect(messageOf(() => hvp((x: F64<[2]>) => x as never)(p.a, p.a))).toBe(
        'ShapeError: hvp: the function must return a scalar; expected float64[], got float64[2]',
      )
      expect(messageOf(() => hvp((x: Tensor) => x.sum() as never)(tensor([1], 'int32'), tensor([1], 'int32')))).toMatch(
        'DTypeError: hvp: argument 0 must be float',
      )
    })
  })

  describe('linearTranspose', () => {
    const matrix = wave([2, 3], 1)

    it('of a matrix product is the product with the transpose', () => {
      const [x] = linearTranspose((v: F64<[3]>) => matrix.matmul(v), zeros([3], 'float64'))(tensor([1, 2], 'float64'))
      expect(distance(plain(x), plain(tensor([1, 2], 'float64').matmul(matrix)))).toBeLessThan(roundingTolerance)
    })

    it('over several arguments and trees', () => {
      const f = (p: { readonly a: F64<[2]> }, b: F64<[2]>) => ({ sum: p.a.add(b.mul(3)), total: b.sum() })
      const transposed = linearTranspose(f, { a: zeros([2], 'float64') }, zeros([2], 'float64'))
      const back = transposed({ sum: tensor([1, 2], 'float64'), total: tensor(10, 'float64') })
      expect(plain(back)).toEqual([{ a: [1, 2] }, [13, 16]])
    })

    it('equals vjp, is its own inverse, batches, compiles and differentiates', () => {
      const f = (x: F64<[4]>) =>
        x
          .reshape([2, 2])
          .sum(1)
          .mul(wave([2], 3))
      const ct = wave([2], 4)
      const back = linearTranspose(f, zeros([4], 'float64'))
      expect(plain(back(ct))).toEqual(plain(vjp(f, wave([4], 5))[1](ct)))
      const again = linearTranspose((c: F64<[2]>) => back(c)[0], zeros([2], 'float64'))
      const x = wave([4], 6)
      expect(plain(again(x)[0])).toEqual(plain(f(x)))
      expect(plain(jit(back)(ct))).toEqual(plain(back(ct)))
      expect(plain(vmap((c: F64<[2]>) => back(c)[0])(wave([3, 2], 7)).slice(1))).toEqual(
        plain(back(wave([3, 2], 7).slice(1) as F64<[2]>)[0]),
      )
      const norm = (c: F64<[2]>) => back(c)[0].square().sum()
      expect(grad(norm)(ct).shape).toEqual([2])
    })

    it('names what is not linear', () => {
      const message = (operation: string): string =>
        `ArgumentError: transpose: the function must be linear; ${operation} is not linear in its operands here. What linearTranspose is given, and ` +
        'the tangents that a rule of customJvp computes, must be sums and multiples of the tangents.'
      const x = zeros([2, 2], 'float64')
      const transpose = (f: (v: F64<[2, 2]>) => Tensor<Shape, 'float64'>) => messageOf(() => linearTranspose(f, x)(x))
      expect(transpose(v => v.mul(v))).toBe(message('mul'))
      expect(transpose(v => v.tanh())).toBe(message('tanh'))
      expect(transpose(v => v.div(v))).toBe(message('div'))
      expect(transpose(v => v.matmul(v))).toBe(message('a product of both'))
      expect(transpose(v => where(v.greater(0), v, 0))).toBe(message('select'))
    })

    it('refuses arguments and cotangents that do not fit', () => {
      expect(messageOf(() => linearTranspose((x: Tensor<[2], 'int32'>) => x, zeros([2], 'int32')))).toMatch(
        'DTypeError: linearTranspose: argument 0 must be float',
      )
      expect(messageOf(() => linearTranspose((x: F64<[2]>) => x, zeros([2], 'float64'))(zeros([3], 'float64') as never))).toBe(
        'ShapeError: linearTranspose: cotangents must have the types of what they belong to; expected float64[2], got float64[3]',
      )
    })
  })
})
