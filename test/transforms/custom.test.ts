// customJvp and customVjp: the rule is what differentiates, in every nesting; compilers see the function only; misuse is said by name.

import {
  customJvp,
  customVjp,
  grad,
  hessian,
  jacrev,
  jit,
  jvp,
  pmean,
  psum,
  type Shape,
  stopGradient,
  type Tensor,
  tensor,
  toGraph,
  vjp,
  vmap,
} from 'tenet'
import { describe, expect, it } from 'vitest'
import { messageOf } from '../ops/setup.js'
import { distance, onEachDevice, plain, roundingTolerance, wave } from './public.js'

type F64<S extends Shape> = Tensor<S, 'float64'>
type Num = F64<[]>

/** sin, whose rule says ten times the derivative: no one can mistake where it comes from. */
const tenfold = customJvp(
  (x: Num) => x.sin(),
  ([x], [dx]) => [x.sin(), dx.mul(x.cos()).mul(10)],
)
const tenfoldBack = customVjp(
  (x: Num) => x.sin(),
  (x: Num) => [x.sin(), { x, factor: 10 }],
  ({ x, factor }, ct) => [ct.mul(x.cos()).mul(factor)],
)
const at = tensor(0.3, 'float64')
const many = tensor([0.3, -1, 2], 'float64')
const derivative = (x: number): number => 10 * Math.cos(x)
const derivatives = [0.3, -1, 2].map(derivative)

onEachDevice(() => {
  describe.each([
    ['customJvp', tenfold],
    ['customVjp', tenfoldBack],
  ] as const)('%s', (_, f) => {
    it('leaves values as they are', () => {
      expect(f(at).item()).toBe(at.sin().item())
      expect(jit(f)(at).item()).toBe(at.sin().item())
      expect(plain(vmap(f)(many))).toEqual(plain(many.sin()))
      expect(plain(jit(vmap(f))(many))).toEqual(plain(many.sin()))
    })

    const total = (x: F64<[3]>): Num => (vmap(f)(x) as F64<[3]>).sum()
    it.each([
      ['grad', () => grad(f)(at), derivative(0.3)],
      ['jit(grad)', () => jit(grad(f))(at), derivative(0.3)],
      ['grad(jit)', () => grad(jit(f))(at), derivative(0.3)],
      ['vmap(grad)', () => vmap(grad(f))(many), derivatives],
      ['grad of a vmap', () => grad(total)(many), derivatives],
      ['jit(grad of a vmap)', () => jit(grad(total))(many), derivatives],
      ['jit(vmap(grad))', () => jit(vmap(grad(f)))(many), derivatives],
      ['jacrev of a vmap', () => jacrev(vmap(f))(many), derivatives.map((d, i) => derivatives.map((_, k) => (i === k ? d : 0)))],
      ['vmap of a grad of a vmap', () => vmap(grad(total))(tensor([[0.3, -1, 2]], 'float64')), [derivatives]],
    ])('%s', (_name, run, expected) => {
      expect(distance(plain(run()), expected)).toBeLessThan(roundingTolerance)
    })

    it('differentiates its rule for second derivatives', () => {
      // The rule is f' = 10 cos; its derivative is that of 10 cos.
      expect(distance(plain(grad(x => grad(f)(x as Num) as Num)(at)), -10 * Math.sin(0.3))).toBeLessThan(roundingTolerance)
      expect(distance(plain(hessian(f)(at)), -10 * Math.sin(0.3))).toBeLessThan(roundingTolerance)
      expect(
        distance(
          plain(jit(vmap(hessian(f)))(many)),
          [0.3, -1, 2].map(x => -10 * Math.sin(x)),
        ),
      ).toBeLessThan(roundingTolerance)
    })

    it('is one operation to look at, and its equations to compile', () => {
      const { equations } = toGraph(f)(at)
      expect(equations.map(({ primitive }) => primitive.name)).toEqual([f === (tenfold as unknown) ? 'customJvp' : 'customVjp'])
      expect(equations[0]?.params.call).toBeDefined()
    })
  })

  describe('customJvp', () => {
    it('serves forward derivatives', () => {
      const [y, dy] = jvp(tenfold, [at], [tensor(2, 'float64')])
      expect(distance([plain(y), plain(dy)], [Math.sin(0.3), 2 * derivative(0.3)])).toBeLessThan(roundingTolerance)
      const [ys, dys] = jvp(vmap(tenfold), [many], [tensor([1, 0, 2], 'float64')])
      expect(distance([plain(ys), plain(dys)], [[0.3, -1, 2].map(Math.sin), [derivatives[0], 0, 2 * (derivatives[2] ?? 0)]])).toBeLessThan(
        roundingTolerance,
      )
    })

    it('takes the values from the rule where it is differentiated', () => {
      const f = customJvp(
        (x: Num) => x.mul(2),
        ([x], [dx]) => [x.mul(3), dx],
      )
      expect([f(at).item(), jvp(f, [at], [at])[0].item()]).toEqual([0.6, 0.3 * 3])
    })

    it('over trees, integers, and static values, with zeros where nothing flows', () => {
      const f = customJvp(
        (p: { readonly a: Num; readonly n: Tensor<[], 'int32'> }, b: Num, k: number) => ({ y: p.a.mul(b).mul(k), count: p.n }),
        ([p, b, k], [dp, db, dk]) => {
          expect([dk, dp.n.dtype]).toEqual([k, 'int32'])
          return [
            { y: p.a.mul(b).mul(k), count: p.n },
            { y: dp.a.mul(100).add(db), count: dp.n },
          ]
        },
      )
      const n = tensor(5, 'int32')
      const g = (a: Num, b: Num) => f({ a, n }, b, 7).y
      expect(plain(grad(g, { argnums: [0, 1] })(at, tensor(2, 'float64')))).toEqual([100, 1])
      expect(plain(grad(g, { argnums: 1 })(at, tensor(2, 'float64')))).toBe(1)
      expect(plain(vmap(grad(g, { argnums: 0 }), { in: [0, null] })(many, at))).toEqual([100, 100, 100])
    })

    it('mutual recursion of rules', () => {
      const sine: (x: Num) => Num = customJvp(
        (x: Num): Num => x.sin(),
        ([x], [dx]) => [sine(x), dx.mul(cosine(x))] as const,
      )
      const cosine: (x: Num) => Num = customJvp(
        (x: Num): Num => x.cos(),
        ([x], [dx]) => [cosine(x), dx.mul(sine(x)).neg()] as const,
      )
      let f = sine
      for (let order = 1; order <= 4; order++) {
        const previous = f
        f = x => grad(previous)(x)
      }
      expect(distance(plain(f(at)), Math.sin(0.3))).toBeLessThan(roundingTolerance)
    })

    it('with collectives inside, under a named vmap', () => {
      const centred = customJvp(
        (x: Num) => x.sub(pmean(x, 'batch')),
        ([x], [dx]) => [x.sub(pmean(x, 'batch')), dx.sub(pmean(dx, 'batch')).mul(10)],
      )
      const mapped = vmap(centred, { axisName: 'batch' }) as (x: F64<[3]>) => F64<[3]>
      expect(distance(plain(mapped(many)), plain(many.sub(many.mean())))).toBeLessThan(roundingTolerance)
      expect(distance(plain(jit(mapped)(many)), plain(many.sub(many.mean())))).toBeLessThan(roundingTolerance)
      const j = jacrev(mapped)(many)
      const expected = [0, 1, 2].map(i => [0, 1, 2].map(k => 10 * ((i === k ? 1 : 0) - 1 / 3)))
      expect(distance(plain(j), expected)).toBeLessThan(roundingTolerance)
      // What is the same for all is summed over the axis too.
      const shared = customJvp(
        (x: Num) => psum(x, 'batch'),
        ([x], [dx]) => [psum(x, 'batch'), psum(dx, 'batch')],
      )
      const f = (c: Num) => vmap((x: Num) => x.add(shared(c)), { axisName: 'batch' })(many).sum() as Num
      expect(distance([plain(f(at)), plain(grad(f)(at))], [1.3 + 9 * 0.3, 9])).toBeLessThan(roundingTolerance)
    })

    it('refuses rules that do not fit, by name', () => {
      const with2 = (rule: unknown) => messageOf(() => grad(customJvp((x: Num) => x.sin(), rule as never))(at))
      expect(with2(() => 3)).toBe('ArgumentError: customJvp: the rule must return [value, tangent]; got the number 3')
      expect(with2(() => [at])).toBe('ArgumentError: customJvp: the rule must return [value, tangent]; got a list of 1')
      expect(with2(() => [at, many])).toBe(
        'ShapeError: customJvp: tangents of the rule must have the types of what they belong to; expected float64[], got float64[3]',
      )
      expect(with2(() => [{ a: at }, at])).toBe(
        "ShapeError: customJvp: values of the rule must have the structure of what they belong to; expected a single tensor, got leaf 'a'",
      )
      expect(with2(async () => [at, at])).toMatch('ArgumentError: customJvp: the function must not be async')
      expect(with2(([x]: [Num], [dx]: [Num]) => [x, dx.mul(dx)])).toMatch(
        'ArgumentError: transpose: the function must be linear; mul is not linear in its operands here.',
      )
    })

    it('refuses to close over what is differentiated', () => {
      const f = (c: Num) =>
        customJvp(
          (x: Num) => x.mul(c),
          ([x], [dx]) => [x.mul(c), dx.mul(c)],
        )(at)
      expect(messageOf(() => grad(f)(at))).toBe(
        'ArgumentError: customJvp: the function must not close over values that are differentiated, for its rule speaks of its arguments only; got ' +
          'float64[] from around it. Pass it as an argument, or hold it constant with stopGradient',
      )
      const held = (c: Num) => {
        const constant = stopGradient(c)
        return customJvp(
          (x: Num) => x.mul(constant),
          ([x], [dx]) => [x.mul(constant), dx.mul(constant)],
        )(c)
      }
      expect(grad(held)(at).item()).toBe(0.3)
    })
  })

  describe('customVjp', () => {
    it('over trees, integers and static values; null is zero', () => {
      const f = customVjp(
        (p: { readonly a: F64<[3]>; readonly n: Tensor<[], 'int32'> }, b: Num, k: number) => ({ y: p.a.mul(b).mul(k), n: p.n }),
        (p, b, k) => [{ y: p.a.mul(b).mul(k), n: p.n }, [p.n, k]] as const,
        ([n, k], ct) => {
          expect([n.item === undefined, k, ct.n.dtype]).toEqual([false, 7, 'int32'])
          return [{ a: ct.y.mul(k), n }, null, null]
        },
      )
      const n = tensor(5, 'int32')
      const g = (a: F64<[3]>, b: Num) => f({ a, n }, b, 7).y.sum()
      const expected = [[7, 7, 7], 0]
      expect(plain(grad(g, { argnums: [0, 1] })(many, at))).toEqual(expected)
      expect(plain(jit(grad(g, { argnums: [0, 1] }))(many, at))).toEqual(expected)
    })

    it('sums over examples what comes back to what they share', () => {
      const f = customVjp(
        (w: Num, x: Num) => w.mul(x),
        (w, x) => [w.mul(x), [w, x]] as const,
        ([w, x], ct) => [ct.mul(x), ct.mul(w)],
      )
      const total = (w: Num, xs: F64<[3]>) => (vmap(f, { in: [null, 0] })(w, xs) as F64<[3]>).sum()
      const [dw, dxs] = grad(total, { argnums: [0, 1] })(at, many)
      expect(distance([plain(dw), plain(dxs)], [1.3, [0.3, 0.3, 0.3]])).toBeLessThan(roundingTolerance)
      const columns = (w: F64<[2, 3]>) => vmap(vmap(f, { in: [0, null] }), { in: [1, null] })(w, at).sum() as Num
      expect(plain(grad(columns)(wave([2, 3], 1)))).toEqual([
        [0.3, 0.3, 0.3],
        [0.3, 0.3, 0.3],
      ])
    })

    it('refuses forward derivatives, with an explanation', () => {
      const message =
        'LimitationError: customVjp: the function has no forward derivative, for its rule says only how cotangents come back; got jvp, jacfwd or ' +
        'linearize of it. Use reverse derivatives (grad, vjp, jacrev), or customJvp, whose rule serves both directions'
      expect(messageOf(() => jvp(tenfoldBack, [at], [at]))).toBe(message)
      expect(messageOf(() => jit((x: Num) => jvp(tenfoldBack, [x], [x]))(at)[1].item())).toBe(message)
      expect(messageOf(() => grad((x: Num) => jvp(tenfoldBack, [x], [x])[1])(at))).toBe(message)
    })

    it('refuses rules that do not fit, by name', () => {
      const f = (x: Num, y: { readonly b: Num }) => x.mul(y.b)
      const y = { b: at }
      const using = (forward: unknown, backward: unknown) =>
        messageOf(() => grad(customVjp(f, forward as never, backward as never) as typeof f, { argnums: [0, 1] })(at, y))
      const forward = (x: Num, q: { readonly b: Num }) => [f(x, q), null]
      expect(
        using(
          () => at,
          () => [],
        ),
      ).toBe('ArgumentError: customVjp: the forward rule must return [value, residuals]; got float64[]')
      expect(
        using(
          () => [many, null],
          () => [],
        ),
      ).toBe(
        'ShapeError: customVjp: values of the forward rule must have the types of what they belong to; expected float64[], got float64[3]',
      )
      expect(using(forward, () => at)).toBe(
        'ArgumentError: customVjp: the backward rule must return a list with a cotangent for each argument; expected 2, got float64[]',
      )
      expect(using(forward, () => [at])).toBe(
        'ArgumentError: customVjp: the backward rule must return a list with a cotangent for each argument; expected 2, got a list of 1',
      )
      expect(using(forward, () => [at, { c: at }])).toBe(
        "ShapeError: customVjp: the backward rule must return for argument 1 a tree like it, or null; expected leaf 'b', got leaf 'c'",
      )
      expect(using(forward, () => [at, { b: many }])).toBe(
        "ShapeError: customVjp: the backward rule must return cotangents of the types of the arguments; expected float64[] for leaf 'b' of argument 1, " +
          'got float64[3]',
      )
      expect(
        using(
          async () => [at, null],
          () => [],
        ),
      ).toMatch('ArgumentError: customVjp: the function must not be async')
    })

    it('refuses to close over what is differentiated', () => {
      const f = (c: Num) =>
        customVjp(
          (x: Num) => x.mul(c),
          x => [x.mul(c), null],
          (_, ct) => [ct],
        )(at)
      expect(messageOf(() => grad(f)(at))).toMatch(
        'ArgumentError: customVjp: the function must not close over values that are differentiated, for its rule speaks of its arguments only',
      )
    })
  })

  describe('implicit differentiation', () => {
    /** The root of `x³ + x = a` near the start, by Newton's method; its derivative is 1 / (3x² + 1) by the implicit function theorem. */
    const newton = (a: Num): Num => {
      let x: Num = tensor(0.5, 'float64')
      for (let i = 0; i < 30; i++) x = x.sub(x.pow(3).add(x).sub(a).div(x.square().mul(3).add(1)))
      return x
    }
    const root = customVjp(
      newton,
      a => {
        const x = newton(a)
        return [x, x] as const
      },
      (x, ct) => [ct.div(x.square().mul(3).add(1))],
    )

    it('of a Newton solver is one division', () => {
      const a = tensor(2, 'float64')
      expect(distance(plain(root(a)), 1)).toBeLessThan(roundingTolerance)
      expect(distance(plain(grad(root)(a)), 0.25)).toBeLessThan(roundingTolerance)
      // x'' = −6x x'³
      expect(distance(plain(grad(x => grad(root)(x as Num) as Num)(a)), -6 / 64)).toBeLessThan(roundingTolerance)
      // The steps of the solver are not in the derivative.
      const [, pullback] = vjp(root, a)
      expect(toGraph(pullback)(a).equations.length).toBeLessThan(12)
    })
  })
})
