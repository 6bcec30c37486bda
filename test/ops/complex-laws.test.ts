// Complex numbers under transforms: jit and vmap keep every bit, derivatives are those of differences, cotangents are transposes with the
// product Re Σ a·b; and devices agree.

import fc from 'fast-check'
import * as tenet from 'tenet'
import {
  abs,
  angle,
  complex,
  concat,
  cond,
  conj,
  cumprod,
  cumsum,
  customJvp,
  customVjp,
  div,
  einsum,
  exp,
  grad,
  hvp,
  imag,
  isComplex,
  jacfwd,
  jit,
  jvp,
  linearTranspose,
  log,
  matmul,
  mul,
  polar,
  pow,
  prod,
  real,
  remat,
  type Shape,
  scan,
  sign,
  sqrt,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  toGraph,
  vjp,
  vmap,
  where,
} from 'tenet'
import * as laws from 'tenet/laws'
import { beforeAll, describe, expect, test } from 'vitest'
import { messageOf } from './setup.js'

beforeAll(() => tenet.useDevice('reference'))

type C<S extends Shape = Shape> = Tensor<S, 'complex64'>
/** Away from 0, where angles and logarithms have no derivative. */
const ring = <const S extends Shape>(shape: S) => laws.tensor({ shape, dtype: 'complex64', elements: 'generic', range: [0.5, 2] })

describe('laws', () => {
  const unary = { exp, log, sqrt, tanh, sign, conj, square: tenet.square, asin: tenet.asin, atanh: tenet.atanh }
  for (const [name, f] of Object.entries(unary))
    describe(name, () => laws.transforms((z: C) => (f as (z: C) => C)(z), { inputs: fc.tuple(ring([3])) }))

  describe('to real numbers and back', () => {
    laws.transforms((z: C<[3]>) => [abs(z), angle(z), real(z), imag(z)], { inputs: fc.tuple(ring([3])) })
    laws.transforms((x: Tensor<[3], 'float32'>, y: Tensor<[3], 'float32'>) => [complex(x, y), polar(x, y)], {
      inputs: fc.tuple(laws.tensor({ shape: [3], elements: 'generic' }), laws.tensor({ shape: [3], elements: 'generic' })),
    })
  })
  describe('of two', () =>
    laws.transforms((z: C<[3]>, w: C<[3]>) => [mul(z, w), div(z, w), sub(z, w), pow(z, w)], { inputs: fc.tuple(ring([3]), ring([3])) }))
  describe('products and sums', () =>
    laws.transforms(
      (z: C<[2, 3]>, w: C<[3, 2]>) => [matmul(z, w), prod(z, 1), cumprod(w, 0), cumsum(z, 1), sum(z), einsum('ij,jk->k', z, w)],
      {
        inputs: fc.tuple(ring([2, 3]), ring([3, 2])),
      },
    ))
  describe('structure and places', () =>
    laws.transforms(
      (z: C<[4]>, w: C<[2]>) => [concat([z.reshape([2, 2]), w.reshape([1, 2])]), z.at([1, 3]).set(w), where(real(z).greater(1), z, 0)],
      {
        inputs: fc.tuple(ring([4]), ring([2])),
      },
    ))
})

describe('transforms', () => {
  const z = tensor([{ re: 1, im: 2 }, { re: -3, im: 0.5 }]) // biome-ignore format: one line

  test('a graph sees the parts', () => {
    const graph = toGraph((x: typeof z) => x.mul(2))(z)
    expect(graph.inputs.map(v => v.type.dtype)).toEqual(['float32', 'float32'])
    expect(graph.outputs.length).toBe(2)
  })

  test('evalShape gives back complex types', () => {
    expect(tenet.evalShape((x: typeof z) => ({ y: x.exp(), n: x.abs() }))(z)).toEqual({
      y: { shape: [2], dtype: 'complex64' },
      n: { shape: [2], dtype: 'float32' },
    })
  })

  test('the gradient is that of JAX: ∂f/∂x - i·∂f/∂y', () => {
    const f = (x: typeof z) => abs(x).square().sum()
    expect(grad(f)(z).toArray()).toEqual([{ re: 2, im: -4 }, { re: -6, im: -1 }]) // biome-ignore format: one line
  })

  test('of a holomorphic function, forward and backward derivatives multiply by f′', () => {
    const w = tensor([{ re: 1, im: 1 }, { re: 0, im: 2 }]) // biome-ignore format: one line
    const expected = z.mul(2).mul(w).toArray()
    expect(jvp((x: typeof z) => x.square(), [z], [w])[1].toArray()).toEqual(expected)
    expect(vjp((x: typeof z) => x.square(), z)[1](w)[0].toArray()).toEqual(expected)
  })

  test('vmap maps both parts along one axis, wherever it is', () => {
    const m = tensor([[{ re: 1, im: 2 }, 3], [{ re: 0, im: -1 }, 4], [5, 6]], 'complex64') // biome-ignore format: one line
    expect(vmap((x: C<[2]>) => x.sum())(m).toArray()).toEqual(m.sum(1).toArray())
    expect(vmap((x: C<[3]>) => x.mul({ re: 0, im: 1 }), { in: [1], out: 1 })(m).toArray()).toEqual(m.mul({ re: 0, im: 1 }).toArray())
  })

  test('loops and branches carry complex numbers', () => {
    const rotate = (x: typeof z) => scan((c: typeof z) => [c.mul({ re: 0, im: 1 }), abs(c)], x, null, { length: 3 })
    const [turned, lengths] = jit(rotate)(z)
    expect(turned.toArray()).toEqual(z.mul({ re: 0, im: -1 }).toArray())
    expect(lengths.shape).toEqual([3, 2])
    expect(grad((x: typeof z) => real(rotate(x)[0]).sum())(z).toArray()).toEqual([{ re: -0, im: -1 }, { re: -0, im: -1 }]) // biome-ignore format: one line
    const choose = jit((x: typeof z) => cond(real(x).sum().greater(0), (y: typeof z) => y, (y: typeof z) => conj(y), x)) // biome-ignore format: one line
    expect(choose(z).toArray()).toEqual(conj(z).toArray())
  })

  test('rules of the user see complex numbers, in the convention of grad', () => {
    const forward = customJvp((x: typeof z) => x.square(), ([x], [t]) => [x.square(), x.mul(t).mul(2)]) // biome-ignore format: one line
    const backward = customVjp((x: typeof z) => x.square(), (x: typeof z) => [x.square(), x], (x, ct) => [ct.mul(x).mul(2)]) // biome-ignore format: one line
    const loss = (f: (x: typeof z) => typeof z) => (x: typeof z) => imag(f(x)).sum()
    const expected = grad(loss(x => x.square()))(z).toArray()
    expect(grad(loss(forward))(z).toArray()).toEqual(expected)
    expect(grad(loss(backward))(z).toArray()).toEqual(expected)
    expect(grad(loss(remat((x: typeof z) => x.square())))(z).toArray()).toEqual(expected)
  })

  test('Hessians times directions', () => {
    const f = (x: typeof z) => abs(x).square().sum()
    expect(hvp(f)(z, z).toArray()).toEqual(conj(z).mul(2).toArray())
  })

  test('the transpose of a product is the product with the transpose, without conjugates', () => {
    const m = tensor([[{ re: 1, im: 2 }, 3], [{ re: 0, im: -1 }, 4]], 'complex64') // biome-ignore format: one line
    expect(linearTranspose((x: C<[2]>) => matmul(m, x), z)(z)[0].toArray()).toEqual(matmul(m.T, z).toArray())
  })

  test('matrices of derivatives are refused', () => {
    expect(messageOf(() => jacfwd((x: typeof z) => x.square())(z))).toBe(
      'LimitationError: jacfwd: matrices of derivatives are of real numbers; got a complex tensor in the arguments. Make the function one of real and imag, or take one direction at a time with jvp or vjp',
    )
  })
})

describe('systems of equations', () => {
  const well = (a: C) => tenet.add(a, tenet.mul(tenet.eye(3, 3, 'complex64').cast(a.dtype), 6) as C)
  describe('laws', () =>
    laws.transforms((a: C, b: C) => [tenet.linalg.solve(well(a) as never, b as never), tenet.linalg.inv(well(a) as never)], {
      inputs: fc.tuple(ring([3, 3]), ring([3, 2])),
    }))
  test('are solved, and inverses multiply to one', () => {
    fc.assert(
      fc.property(ring([2, 3, 3]), ring([3]), (a, b) => {
        const m = well(a as C) as C<[2, 3, 3]>
        const residual = sub(matmul(m, tenet.linalg.solve(m, b.reshape([3, 1]) as never) as C<[2, 3, 1]>) as C, b.reshape([3, 1]) as C)
        // Matrices of size 6 to 10 with a condition of about 3.
        expect(Math.max(...abs(residual).dataSync())).toBeLessThan(1e-5)
        const one = sub(matmul(m, tenet.linalg.inv(m) as never) as C, tenet.eye(3, 3, 'complex64') as C)
        expect(Math.max(...abs(one).dataSync())).toBeLessThan(1e-5)
      }),
      { numRuns: 10 },
    )
  })
})

describe('matrices', () => {
  /** Distinct eigenvalues and singular values, far from 0. */
  const spread = (a: C) => tenet.add(tenet.mul(a, 0.3) as C, tenet.diag(tensor([2, 5, 9])).cast(a.dtype)) as C<[3, 3]>
  const definite = (a: C) =>
    tenet.add(tenet.mul(tenet.add(a, conj(a.T as C)) as C, 0.3) as C, tenet.diag(tensor([3, 5, 9])).cast(a.dtype)) as C<[3, 3]>
  const functions: Readonly<Record<string, (a: C) => unknown>> = {
    'cholesky and what it solves': a => {
      const l = tenet.linalg.cholesky(definite(a))
      return [l, tenet.linalg.choleskyInverse(l), tenet.linalg.triangularSolve(l, spread(a), { lower: true })]
    },
    'lu, qr': a => {
      const [{ l, u }, { q, r }] = [tenet.linalg.lu(spread(a)), tenet.linalg.qr(spread(a))]
      return [l, u, q, r]
    },
    eigh: a => Object.values(tenet.linalg.eigh(definite(a))),
    eig: a => Object.values(tenet.linalg.eig(spread(a))),
    svd: a => Object.values(tenet.linalg.svd(spread(a))),
    'roots and powers': a => [
      tenet.linalg.matrixSqrth(definite(a)),
      ...Object.values(tenet.linalg.polar(spread(a))),
      tenet.linalg.expm(tenet.mul(a, 0.3) as C<[3, 3]>),
    ],
    numbers: a => {
      const { sign, logAbsDet } = tenet.linalg.slogdet(spread(a))
      return [
        tenet.linalg.det(spread(a)),
        sign,
        logAbsDet,
        tenet.linalg.cond(spread(a)),
        tenet.linalg.matrixNorm(a as C<[3, 3]>, { ord: 'nuc' }),
      ]
    },
    'pinv and reflections': a => [tenet.linalg.pinv(spread(a)), tenet.linalg.householderProduct(spread(a), tenet.sum(a, 0) as never)],
  }
  for (const [name, f] of Object.entries(functions)) describe(name, () => laws.transforms(f, { inputs: fc.tuple(ring([3, 3])) }))
})

describe('elements', () => {
  const z = tensor([{ re: 1, im: -2 }, 3])

  test('go in as objects, numbers or interleaved parts, and come out again', async () => {
    expect(z.dtype).toBe('complex64')
    expect(z.toArray()).toEqual([{ re: 1, im: -2 }, { re: 3, im: 0 }]) // biome-ignore format: one line
    expect(await z.data()).toEqual(new Float32Array([1, -2, 3, 0]))
    const wide = tensor(new Float64Array([1, -2, 3, 0]), 'complex128')
    expect(wide.dataSync()).toEqual(new Float64Array([1, -2, 3, 0]))
    expect(wide.shape).toEqual([2])
    expect(tensor(new Float32Array([1, -2, 3, 0]), [2, 1], 'complex64').toArray()).toEqual([[{ re: 1, im: -2 }], [{ re: 3, im: 0 }]])
    expect(tensor([1, 2], 'complex64').toArray()).toEqual([{ re: 1, im: 0 }, { re: 2, im: 0 }]) // biome-ignore format: one line
    expect(tensor({ re: 0.5, im: 1 }).item()).toEqual({ re: 0.5, im: 1 })
    expect(tenet.full([2], { re: 0, im: 1 }).toString()).toBe('[0.+1.i 0.+1.i] complex64[2]')
    expect(tenet.zeros([0], 'complex128').toArray()).toEqual([])
    expect(tenet.arange(3, 'complex64').mul({ re: 0, im: 1 }).imag().toArray()).toEqual([0, 1, 2])
    expect(tenet.eye(2, 2, 'complex64').real().toArray()).toEqual([[1, 0], [0, 1]]) // biome-ignore format: one line
    expect([isComplex(z), isComplex(real(z)), isComplex(1)]).toEqual([true, false, false])
  })

  test('promote with floats', () => {
    const dtypes = ['float16', 'bfloat16', 'float32', 'float64'] as const
    expect(dtypes.map(dtype => z.add(tenet.ones([2], dtype) as Tensor<[2], 'float32'>).dtype)).toEqual([
      'complex64',
      'complex64',
      'complex64',
      'complex128',
    ])
    expect(messageOf(() => z.add(tenet.ones([2], 'int32') as never))).toBe(
      'DTypeError: add: dtypes must promote; got complex64[2] and int32[2]; cast one of them',
    )
  })

  const refusals: readonly [typeof z extends infer Z ? (z: Z) => unknown : never, string][] = [
    [x => tenet.less(x as never, 1), 'less: elements must be integer or float; got complex64[2]; take its abs, real or imag first'],
    [x => tenet.max(x as never), 'max: elements must be integer or float; got complex64[2]; take its abs, real or imag first'],
    [x => tenet.sort(x as never), 'sort: not defined for complex numbers; got complex64[2]; take abs, real or imag of them first'],
    [x => tenet.floor(x as never), 'floor: elements must be float; got complex64[2]; take its abs, real or imag first'],
    [x => tenet.clamp(x as never, 0, 1), 'clamp: elements must be integer or float; got complex64[2]; take its abs, real or imag first'],
    [x => tenet.cast(x, 'float32' as never), 'cast: '],
    [
      x => grad((y: typeof x) => y.sum() as never)(x),
      'grad: the function must return a real scalar, for complex numbers have no order to descend; got complex64[]; take its abs, real or imag, or use vjp',
    ],
    [
      () => tensor([{ re: 1, im: 2 }], 'float32'),
      'tensor: a complex number is not an element of float32; got { re: 1, im: 2 }; cast the tensor to a complex dtype',
    ],
    [
      () => (tensor as (values: unknown) => unknown)([{ re: 1 }]),
      'tensor: elements must be numbers, bigints, booleans or complex numbers { re, im }; got an object at [0]',
    ],
    [() => tensor(new Float32Array(3), [2], 'complex64'), 'tensor: elements must fill the shape; expected 4 for complex64[2], got 3'],
  ]
  test.each(refusals)('%s', (run, message) =>
    expect(messageOf(() => (run as (x: unknown) => unknown)(z)).replace(/^\w+: /, '')).toContain(message),
  )
})

test('a program on the CPU has the bits of the same steps alone', { skip: !tenet.availableDevices().includes('cpu') }, () => {
  tenet.useDevice('cpu')
  const f = (z: C) => [exp(z).mul(z).add(1), div(z, sqrt(z)), tanh(log(z)), z.matmul(z)]
  fc.assert(
    fc.property(ring([5, 5]), z => {
      expect(laws.jitKeepsBits(f, [z])).toBeNull()
    }),
    { numRuns: 5 },
  )
  tenet.useDevice('reference')
})
