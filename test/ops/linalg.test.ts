// Linear algebra: against NumPy, SciPy and PyTorch, and laws of factorisations with bounds scaled by n·ε·‖A‖.

import fc from 'fast-check'
import * as tenet from 'tenet'
import { grad, jit, linalg, type Shape, type Tensor, tensor, vmap } from 'tenet'
import * as laws from 'tenet/laws'
import { describe, expect, test } from 'vitest'
import { checkGolden } from './golden-cases.js'
import { messageOf } from './setup.js'

// float64 throughout: backward stable algorithms on matrices of up to 5 rows with condition numbers of up to a few hundred.
describe('golden', () => checkGolden('linalg/linalg.json', 1e-12))
// Of the order of 1e-4 beside: float32, with the same condition numbers.
describe('golden, complex', () => checkGolden('linalg/complex.json', 1e-11, 1e-4))

type Matrix = Tensor<[number, number], 'float32' | 'float64'>

const epsilonOf = ({ dtype }: Tensor): number => (dtype === 'float32' || dtype === 'complex64' ? 2 ** -23 : 2 ** -52)
const largest = (x: Tensor): number => [...x.dataSync()].reduce((most, v) => Math.max(most, Math.abs(v)), 0)

/** `got = expected` to within `factor · n · ε · size`. */
function expectNear(got: Tensor, expected: Tensor, size: number, factor = 8): void {
  const n = Math.max(1, ...got.shape)
  const off = largest(tenet.sub(got as Matrix, expected as Matrix))
  expect(off, `${got.toString()} for ${expected.toString()}`).toBeLessThanOrEqual(factor * n * epsilonOf(got) * size)
}
const eyeLike = (x: Tensor): Matrix => tenet.eye(x.shape.at(-1) as number).cast(x.dtype as 'float32') as Matrix
const orthonormalColumns = (q: Matrix): void => expectNear(q.T.matmul(q as never) as Tensor, eyeLike(q), 1)
const diagonal = (s: Tensor): Matrix => tenet.mul(eyeLike(s), s as never) as Matrix

const sizes = fc.integer({ min: 1, max: 12 })
const dtypes = fc.constantFrom('float32', 'float64')
const matrices = (rows: fc.Arbitrary<number>, columns: (m: number) => fc.Arbitrary<number>): fc.Arbitrary<Matrix> =>
  fc
    .tuple(rows, dtypes)
    .chain(([m, dtype]) =>
      columns(m).chain(n =>
        laws.tensor({ shape: [m, n], elements: 'generic' }).map(x => tenet.cast(x as Tensor<Shape, 'float32'>, dtype) as Matrix),
      ),
    )
const rectangular = matrices(sizes, () => sizes)
const square = matrices(sizes, m => fc.constant(m))
const holds = (arbitrary: fc.Arbitrary<Matrix>, law: (a: Matrix) => void): void => fc.assert(fc.property(arbitrary, law), { numRuns: 20 })

describe('factorisations multiply to what they factor', () => {
  test('qr', () =>
    holds(rectangular, a => {
      const { q, r } = linalg.qr(a)
      orthonormalColumns(q as Matrix)
      expectNear(tenet.matmul(q as Matrix, r as Matrix), a, largest(a))
      const full = linalg.qr(a, { fullMatrices: true })
      orthonormalColumns(full.q as Matrix)
      expectNear(tenet.matmul(full.q as Matrix, full.r as Matrix), a, largest(a))
    }))

  test('lu', () =>
    holds(rectangular, a => {
      const { permutation, l, u } = linalg.lu(a)
      // The factors grow with the elimination, by far less than 2ⁿ.
      expectNear(tenet.matmul(l as Matrix, u as Matrix), tenet.take(a, permutation as Tensor<[number], 'int32'>), largest(a), 50)
      expect(largest(l)).toBeLessThanOrEqual(1)
    }))

  test('cholesky', () =>
    holds(square, a => {
      const definite = tenet.add(a.matmul(a.T as never) as Matrix, eyeLike(a) as never) as Matrix
      const l = linalg.cholesky(definite)
      expectNear(tenet.matmul(l, l.T as never), definite, largest(definite))
    }))

  test('eigh', () =>
    holds(square, a => {
      const symmetric = tenet.add(a, a.T as never) as Matrix
      const { eigenvalues, eigenvectors } = linalg.eigh(symmetric)
      orthonormalColumns(eigenvectors)
      const rebuilt = tenet.matmul(tenet.mul(eigenvectors, eigenvalues as never) as Matrix, eigenvectors.T as never)
      expectNear(rebuilt, symmetric, largest(symmetric), 16)
      const values = [...eigenvalues.dataSync()]
      expect(values).toEqual(values.toSorted((x, y) => x - y))
    }))

  test('eig, of what is similar to a diagonal matrix', () =>
    holds(square, a => {
      const n = a.shape[0]
      // Far from defective: the eigenvalues are n apart, and the eigenvectors nearly orthogonal.
      const values = tenet.mul(tenet.arange(n).cast(a.dtype as 'float32'), 4)
      const similar = tenet.add(diagonal(values), tenet.mul(a, 0.5 / Math.max(1e-30, largest(a) * n)) as never) as Matrix
      const { eigenvalues, eigenvectors } = linalg.eig(similar)
      const [left, right] = [tenet.matmul(similar, eigenvectors as never), tenet.mul(eigenvectors, eigenvalues as never)]
      expectNear(left as Tensor, right as Tensor, 4 * n, 16)
    }))

  test('svd', () =>
    holds(rectangular, a => {
      const { u, s, vt } = linalg.svd(a)
      orthonormalColumns(u as Matrix)
      orthonormalColumns((vt as Matrix).T as Matrix)
      expectNear(tenet.matmul(tenet.matmul(u as Matrix, diagonal(s)), vt as Matrix), a, largest(a), 16)
      const values = [...s.dataSync()]
      expect(values).toEqual(values.toSorted((x, y) => y - x))
      const full = linalg.svd(a, { fullMatrices: true })
      orthonormalColumns(full.u as Matrix)
      orthonormalColumns((full.vt as Matrix).T as Matrix)
    }))

  test('of matrices of low rank, of zeros, and with equal columns', () => {
    for (const a of [
      tenet.zeros([4, 3]),
      tenet.ones([4, 3]),
      tensor([
        [1, 1, 2],
        [2, 2, 4],
        [0, 0, 1],
      ]),
      tensor([
        [1e-30, 1],
        [0, 1e30],
      ]),
    ]) {
      // biome-ignore format: one line reads best
      const { u, s, vt } = linalg.svd(a as Matrix)
      orthonormalColumns(u as Matrix)
      orthonormalColumns((vt as Matrix).T as Matrix)
      expectNear(tenet.matmul(tenet.matmul(u as Matrix, diagonal(s)), vt as Matrix), a, largest(a) || 1)
    }
  })

  test('on the reference device as on the CPU, to the bit', () =>
    holds(square, a => {
      const all = (x: Matrix) => [...Object.values(linalg.svd(x)), ...Object.values(linalg.qr(x)), ...Object.values(linalg.eigh(x)), linalg.solve(x, x as never)] as Tensor[] // biome-ignore format: one line reads best
      expect(laws.devicesAgree(all as never, [a] as never, { ulps: 0 })).toBeNull()
    }))
})

describe('solutions', () => {
  test('solve, and invert', () =>
    holds(square, a => {
      // Diagonally dominant, so that the condition is small.
      const dominant = tenet.add(a, tenet.mul(eyeLike(a), 2 * largest(a) * a.shape[0] + 1) as never) as Matrix
      expectNear(tenet.matmul(dominant, linalg.solve(dominant, a as never) as Matrix), a, largest(a))
      expectNear(tenet.matmul(dominant, linalg.inv(dominant)), eyeLike(a), 1)
    }))

  test('by factors that are there, real and complex, of one matrix or many', () =>
    holds(square, a => {
      const dominant = tenet.add(a, tenet.mul(eyeLike(a), 2 * largest(a) * a.shape[0] + 1) as never) as Matrix
      for (const m of [dominant, tenet.stack([dominant, tenet.mul(dominant, 2)]), tenet.complex(dominant as never, a as never)] as Matrix[])
        expectNear(tenet.matmul(m, linalg.luSolve(linalg.lu(m), a as never) as Matrix), tenet.broadcastTo(a, m.shape) as Tensor, largest(a))
    }))

  test('of least squares leave a rest that is orthogonal to the columns', () =>
    holds(rectangular, a => {
      const b = tenet.sum(tenet.square(a), 1) as Tensor<[number], 'float32'>
      const { solution } = linalg.lstsq(a, b as never, { rtol: 1e-3 })
      const rest = tenet.sub(b, tenet.matmul(a, solution as never) as never)
      // Singular values up to a thousandth of the largest are left out, and so is as much of b.
      expect(largest(tenet.matmul(a.T as Matrix, rest as never))).toBeLessThanOrEqual(2e-3 * a.shape[0] * largest(a) * (largest(b) + 1e-30))
    }))

  test('satisfy the four equations of Moore and Penrose', () =>
    holds(rectangular, a => {
      const p = linalg.pinv(a, { rtol: 0.05 }) as Matrix
      const [ap, pa] = [tenet.matmul(a, p as never) as Matrix, tenet.matmul(p, a as never) as Matrix]
      expectNear(tenet.matmul(p, ap as never), p, largest(p), 400)
      expectNear(ap, ap.T as Matrix, 1, 400)
      expectNear(pa, pa.T as Matrix, 1, 400)
    }))
})

describe('large matrices, by halves', () => {
  // Three levels: 256, 128, 64, with an odd rest.
  const n = 267
  const general = tenet.add(tenet.random.normal(tenet.random.key(3), [n, n]).mul(n ** -0.5), tenet.eye(n).mul(3)) as Tensor<
    [267, 267],
    'float32'
  >
  const definite = tenet.add(general.matmul(general.T).mul(0.1), tenet.eye(n)) as Tensor<[267, 267], 'float32'>
  const right = tenet.random.normal(tenet.random.key(4), [n, 5])

  test('multiply to what they factor', () => {
    const l = linalg.cholesky(definite)
    expect(tenet.triu(l, 1).abs().max().item()).toBe(0)
    expectNear(l.matmul(l.T), definite, largest(definite))
    const { permutation, l: lower, u } = linalg.lu(general)
    expectNear(
      tenet.matmul(lower, u as never) as Tensor,
      tenet.take(general, permutation as Tensor<[number], 'int32'>, 0),
      largest(general),
    )
    expectNear(tenet.matmul(general, linalg.solve(general, right) as never) as Tensor, right, largest(right))
  })

  test('of triangles of all kinds', () => {
    for (const lower of [true, false])
      for (const transposed of [true, false])
        for (const unitDiagonal of [true, false]) {
          const own = (lower ? tenet.tril(general, -1) : tenet.triu(general, 1)).mul(0.1)
          const t = tenet.add(own, tenet.eye(n).mul(unitDiagonal ? 1 : 2)) as typeof general
          const x = linalg.triangularSolve(
            tenet.add(t, lower ? tenet.triu(general, 1) : tenet.tril(general, -1)) as typeof general,
            right,
            { lower, transposed, unitDiagonal },
          )
          expectNear(tenet.matmul(transposed ? t.T : t, x as never) as Tensor, right, largest(right))
        }
  })

  test('are what the procedure gives, one row that is not definite makes NaN everywhere', () => {
    const bad = tenet
      .eye(n)
      .at(n - 1, n - 1)
      .set(-1) as typeof general
    expect(linalg.cholesky(bad).isNaN().all().item()).toBe(true)
    expect(linalg.det(tenet.zeros([n, n])).item()).toBe(0)
  })

  test('derive as wholes: along a direction, against differences', () => {
    const at = general.cast('float64')
    const along = tenet.random.normal(tenet.random.key(5), [n, n]).cast('float64')
    const symmetric = tenet.add(along, along.T) as typeof along
    const functions: Readonly<Record<string, readonly [(x: typeof at) => Tensor, typeof at, typeof at]>> = {
      cholesky: [x => linalg.cholesky(x).sum(), definite.cast('float64'), symmetric],
      lu: [x => linalg.lu(x).u.sum(), at, along],
      solve: [x => (linalg.solve(x, right.cast('float64')) as Tensor).square().sum(), at, along],
      slogdet: [x => linalg.slogdet(x).logAbsDet, at, along],
    }
    for (const [name, [f, x, d]] of Object.entries(functions)) {
      const step = 1e-6
      const difference =
        (Number(f(x.add(d.mul(step)) as typeof at).item()) - Number(f(x.sub(d.mul(step)) as typeof at).item())) / (2 * step)
      const slope = Number(tenet.sum(tenet.mul(grad(f as (x: typeof at) => Tensor<[], 'float64'>)(x), d)).item())
      // Differences of sums of 10⁵ numbers of size 1, over 1e-6.
      expect(Math.abs(slope - difference), name).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(difference)))
    }
  })

  test('jit and vmap keep every bit', () => {
    const f = (x: typeof general) =>
      [linalg.cholesky(tenet.matmul(x, x.T) as typeof general), linalg.lu(x).u, linalg.solve(x, right)] as readonly Tensor[]
    const [eager, compiled] = [f(general), jit(f)(general)]
    const mapped = vmap(f as never)(tenet.stack([general, definite]) as never) as readonly Tensor[]
    for (const [i, x] of eager.entries()) {
      expect(compiled[i]?.dataSync()).toEqual(x.dataSync())
      expect(mapped[i]?.slice(0).dataSync()).toEqual(x.dataSync())
    }
  })
})

describe('under transforms', () => {
  const stack = tenet.add(tenet.random.normal(tenet.random.key(1), [3, 4, 4]), tenet.mul(tenet.eye(4), 3))

  test('a map over matrices is what a stack gives', () => {
    const each = (x: Tensor<[4, 4], 'float32'>) => [linalg.inv(x), linalg.qr(x).r, linalg.svdvals(x), linalg.det(x), linalg.expm(x)]
    const [mapped, stacked] = [vmap(each as never) as (x: Tensor) => Tensor[], each(stack as never)]
    for (const [i, x] of mapped(stack).entries()) expect(x.toArray()).toEqual((stacked[i] as Tensor).toArray())
  })

  test('compiled is what it is not compiled', () => {
    const f = (x: Tensor<[3, 4, 4], 'float32'>) => tenet.sum(linalg.det(linalg.solve(x, linalg.expm(x))))
    expect(jit(f)(stack).item()).toBe(f(stack).item())
    expect(jit(grad(f))(stack).toArray()).toEqual(grad(f)(stack).toArray())
  })

  test('full factors that are not determined refuse to be derived', () => {
    const tall = tenet.random.normal(tenet.random.key(2), [3, 2])
    expect(messageOf(() => grad((x: Tensor<[3, 2], 'float32'>) => linalg.qr(x, { fullMatrices: true }).q.sum())(tall))).toBe(
      'LimitationError: qr: the full factors of 3 by 2 matrices have no derivative, since the last 1 columns of Q are not determined; use the reduced ones',
    )
  })

  test('second derivatives', () => {
    const a = tensor([[2, 0.5], [0.3, 1.5]], 'float64') // biome-ignore format: one line reads best
    const value = (x: Tensor<[2, 2], 'float64'>) => linalg.slogdet(x).logAbsDet as Tensor<[], 'float64'>
    // d² log|det| [h, h] = -tr(a⁻¹ h a⁻¹ h)
    const h = tensor([[0.2, -0.7], [1, 0.1]], 'float64') // biome-ignore format: one line reads best
    const along = (x: Tensor<[2, 2], 'float64'>) => tenet.sum(tenet.mul(grad(value)(x), h)) as Tensor<[], 'float64'>
    const second = tenet.sum(tenet.mul(grad(along)(a), h)).item()
    const ih = tenet.matmul(linalg.inv(a), h)
    expect(second).toBeCloseTo(-linalg.trace(tenet.matmul(ih, ih)).item(), 12)
  })
})

describe('what has no answer', () => {
  test('singular and indefinite matrices give infinities or NaN, and no other matrix of the stack is touched', () => {
    const stack = tensor([[[1, 2], [2, 4]], [[2, 0], [0, 2]]]) // biome-ignore format: one line reads best
    expect(linalg.inv(stack).slice(1).toArray()).toEqual([[0.5, 0], [0, 0.5]]) // biome-ignore format: one line reads best
    expect(linalg.inv(stack).slice(0).toArray().flat().some(Number.isFinite)).toBe(false)
    expect(linalg.det(stack).add(0).toArray()).toEqual([0, 4])
    expect(linalg.slogdet(stack).logAbsDet.toArray()[0]).toBe(Number.NEGATIVE_INFINITY)
    const indefinite = tensor([[[1, 2], [2, 1]], [[4, 0], [0, 4]]]) // biome-ignore format: one line reads best
    expect(linalg.cholesky(indefinite).toArray()).toEqual([[[Number.NaN, Number.NaN], [Number.NaN, Number.NaN]], [[2, 0], [0, 2]]]) // biome-ignore format: one line reads best
    expect(linalg.cond(tensor([[1, 2], [2, 4]]), { ord: 1 }).item()).toBe(Number.POSITIVE_INFINITY) // biome-ignore format: one line reads best
  })

  test('NaN and infinities stay', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const a = tensor([[1, bad], [bad, 2]]) // biome-ignore format: one line reads best
      for (const x of [linalg.eigvalsh(a), linalg.eigvals(a), linalg.svdvals(a), linalg.cholesky(a)])
        expect(x.dataSync().every(Number.isNaN)).toBe(true)
    }
  })

  test('extreme sizes neither overflow nor vanish', () => {
    for (const scale of [1e-300, 1e-160, 1e160, 1e300]) {
      const a = tensor([[3 * scale, 0], [4 * scale, 5 * scale]], 'float64') // biome-ignore format: one line reads best
      const relative = (x: Tensor, expected: readonly number[]): void =>
        x.dataSync().forEach((v: number, i: number) => { expect(v / scale).toBeCloseTo(expected[i] as number, 12) }) // biome-ignore format: one line reads best
      relative(linalg.svdvals(a), [Math.sqrt(45), Math.sqrt(5)])
      relative(tenet.abs(linalg.qr(a).r) as Tensor, [5, 4, 0, 3])
      relative(linalg.eigvalsh(tensor([[scale, 2 * scale], [2 * scale, scale]], 'float64')), [-1, 3]) // biome-ignore format: one line reads best
    }
  })

  test('matrices without elements', () => {
    expect(linalg.det(tenet.zeros([2, 0, 0])).toArray()).toEqual([1, 1])
    expect(linalg.inv(tenet.zeros([0, 0])).shape).toEqual([0, 0])
    expect(linalg.svd(tenet.zeros([0, 3])).vt.shape).toEqual([0, 3])
    expect(linalg.qr(tenet.zeros([3, 0])).q.shape).toEqual([3, 0])
    expect(linalg.eigh(tenet.zeros([0, 2, 2])).eigenvalues.shape).toEqual([0, 2])
    expect(linalg.lstsq(tenet.zeros([2, 0]), tenet.ones([2])).residuals.item()).toBe(2)
    expect(linalg.matrixRank(tenet.zeros([3, 0])).item()).toBe(0)
    expect(linalg.pinv(tenet.zeros([2, 0])).shape).toEqual([0, 2])
    expect(linalg.expm(tenet.zeros([0, 0])).shape).toEqual([0, 0])
  })
})

describe('norms of vectors with zeros', () => {
  // PyTorch 2.15, torch.linalg.vector_norm and its gradient.
  const cases: readonly (readonly [order: number, x: readonly number[], norm: number, gradient: readonly number[]])[] = [
    [-2, [0, 3, -4], 0, [0, 0, 0]],
    [-2, [1, -2, 2], 0.816496580927726, [0.5443310539518174, -0.06804138174397717, 0.06804138174397717]],
    [-1, [0, 0, 0], 0, [0, 0, 0]],
    [-0.5, [0, 3, -4], 0, [0, 0, 0]],
    [0.5, [0, 3, -4], 13.928203230275509, [0, 2.154700538379252, -1.8660254037844386]],
    [0.5, [0, 0, 0], 0, [0, 0, 0]],
    [1.5, [0, 3, -4], 5.584250376480029, [0, 0.7329564758289748, -0.8463452372482761]],
    [3, [0, 0, 0], 0, [0, 0, 0]],
  ]
  test.each(cases)('of order %d of %j', (ord, elements, norm, gradient) => {
    const x = tensor([...elements], 'float64')
    const f = (v: Tensor<[number], 'float64'>) => linalg.vectorNorm(v, undefined, { ord })
    // Two powers and a sum of three, each within 2 ulp, whose exponents are at most 2.
    expect(Math.abs((f(x).item() as number) - norm)).toBeLessThanOrEqual(16 * 2 ** -52 * norm)
    const got = grad(f)(x).toArray()
    for (const [i, slope] of gradient.entries())
      expect(Math.abs((got[i] ?? Number.NaN) - slope)).toBeLessThanOrEqual(32 * 2 ** -52 * Math.abs(slope))
  })
})
