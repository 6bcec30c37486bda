// Linear algebra on matrices that are hard on algorithms: errors in units of n·ε·‖A‖, against exact values and by what the factors multiply to;
// iterations that end, whatever they are given.

import { readFileSync } from 'node:fs'
import * as tenet from 'tenet'
import { linalg, type Shape, type Tensor, tensor } from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'

beforeAll(() => tenet.useDevice('reference'))

interface Exact {
  readonly n: number
  readonly elements: readonly number[]
}
const { symmetric, general } = JSON.parse(readFileSync(new URL('../golden/linalg/accuracy.json', import.meta.url), 'utf8')) as {
  readonly symmetric: Readonly<
    Record<string, Exact & { readonly eigenvalues: readonly number[]; readonly singular: readonly number[]; readonly determinant: number }>
  >
  readonly general: Readonly<Record<string, Exact & { readonly eigenvalues: readonly (readonly [number, number])[] }>>
}
type Matrix = Tensor<[number, number], 'float64'>
const matrixOf = ({ n, elements }: Exact): Matrix => tensor(Float64Array.from(elements), [n, n], 'float64')
const norm = ({ n, elements }: Exact): number => n * Math.max(...elements.map(Math.abs))
const epsilon = 2 ** -52

describe('against exact values', () => {
  test.each(Object.entries(symmetric))('%s', (_, exact) => {
    const a = matrixOf(exact)
    const allowed = 8 * epsilon * norm(exact)
    for (const [got, expected] of [
      [linalg.eigvalsh(a), exact.eigenvalues],
      [linalg.svdvals(a), exact.singular],
      // Of a symmetric matrix all eigenvalues are well conditioned, to whoever does not know that it is one.
      [tenet.real(linalg.eigvals(a)), exact.eigenvalues],
    ] as const)
      for (const [i, x] of got.toArray().entries()) expect(Math.abs(x - (expected[i] as number))).toBeLessThanOrEqual(allowed)
    // Elimination is exact for a matrix nearby, and that moves the determinant by its condition.
    const condition = (exact.singular[0] as number) / (exact.singular.at(-1) as number)
    const relative = Math.abs(linalg.det(a).item() / exact.determinant - 1)
    expect(relative).toBeLessThanOrEqual(8 * exact.n * epsilon * condition)
  })

  // The condition of the worst eigenvalue, 1 / |yᴴx|, is about 2·10⁴, 2·10² and 1.
  test.each([
    ['frank', 1e5],
    ['grcar', 1e3],
    ['cyclic', 1],
  ] as const)('%s, whose eigenvalues are up to so ill conditioned: %d', (name, condition) => {
    const exact = general[name] as (typeof general)[string]
    const found = linalg.eigvals(matrixOf(exact)).toArray()
    for (const { re, im } of found) {
      const nearest = Math.min(...exact.eigenvalues.map(([x, y]) => Math.hypot(re - x, im - y)))
      expect(nearest).toBeLessThanOrEqual(condition * 8 * epsilon * norm(exact))
    }
  })
})

/** Numbers from -1 to 1, a function of the seed and the place. */
const noise = (seed: number) => (i: number, j: number) => {
  const x = Math.sin((i + 1) * 12.9898 + (j + 1) * 78.233 + seed * 37.719) * 43758.5453
  return 2 * (x - Math.floor(x)) - 1
}
const some = (seed: number, share: number) => (i: number, j: number) => (noise(seed + 0.5)(i, j) < 2 * share - 1 ? noise(seed)(i, j) : 0)

const kinds: Readonly<Record<string, (n: number, seed: number) => (i: number, j: number) => number>> = {
  random: (_, seed) => noise(seed),
  'of few numbers': (_, seed) => (i, j) => Math.round(noise(seed)(i, j)),
  sparse: (_, seed) => some(seed, 0.15),
  graded: (n, seed) => (i, j) => noise(seed)(i, j) * 10 ** ((-6 * (i + j)) / n),
  'graded upwards': (n, seed) => (i, j) => noise(seed)(i, j) * 10 ** ((3 * (i + j - 2 * n)) / n),
  'of all sizes': (_, seed) => (i, j) => noise(seed)(i, j) * 10 ** Math.round(6 * noise(seed + 0.3)(j, i)),
  huge: (_, seed) => (i, j) => noise(seed)(i, j) * 1e30,
  tiny: (_, seed) => (i, j) => noise(seed)(i, j) * 1e-30,
  zeros: () => () => 0,
  ones: () => () => 1,
  identity: () => (i, j) => (i === j ? 1 : 0),
  clustered: (_, seed) => (i, j) => (i === j ? 1 : 0) + 1e-6 * noise(seed)(i, j),
  'of rank 1': (_, seed) => (i, j) => noise(seed)(i, 0) * noise(seed)(0, j),
  Hilbert: () => (i, j) => 1 / (i + j + 1),
  Wilkinson: n => (i, j) => (i === j ? Math.abs(i - (n - 1) / 2) : Math.abs(i - j) === 1 ? 1 : 0),
  Jordan: () => (i, j) => (i === j ? 2 : j === i + 1 ? 1 : 0),
  nilpotent: () => (i, j) => (j === i + 1 ? 1 : 0),
  cyclic: n => (i, j) => (j === (i + 1) % n ? 1 : 0),
  skew: (_, seed) => (i, j) => (i === j ? 0 : i < j ? noise(seed)(i, j) : -noise(seed)(j, i)),
  companion: (_, seed) => (i, j) => (i === 0 ? noise(seed)(0, j) : i === j + 1 ? 1 : 0),
  Frank: n => (i, j) => (j < i - 1 ? 0 : n - Math.max(i, j)),
  Grcar: () => (i, j) => (j === i - 1 ? -1 : j >= i && j <= i + 3 ? 1 : 0),
}
const names = Object.keys(kinds)

type Stack = Tensor<Shape, 'float64' | 'complex128'>
const adjoint = (x: Stack): Stack => tenet.conj(tenet.swapAxes(x, -1, -2)) as Stack
const times = (a: Stack, b: Stack): Stack => tenet.matmul(a as never, b as never) as Stack
const scaledColumns = (v: Stack, s: Tensor): Stack => tenet.mul(v, tenet.expandDims(s, -2) as never) as Stack
const largest = (x: Tensor): number[] => [...(tenet.max(tenet.abs(x as Stack), [-1, -2]) as Tensor).dataSync()].map(Number)

/** One of each kind, of m rows and n columns. */
function stackOf(m: number, n: number, isComplex: boolean, dtype: 'float32' | 'float64', seed: number): Stack {
  const part = (own: number): Tensor<Shape, 'float64'> => {
    const data = names.flatMap(name => {
      const element = (kinds[name] as (typeof kinds)[string])(Math.max(m, n), own)
      return Array.from({ length: m * n }, (_, k) => element(Math.floor(k / n), k % n))
    })
    return tenet.cast(tensor(Float64Array.from(data), [names.length, m, n], 'float64'), dtype) as Tensor<Shape, 'float64'>
  }
  return (isComplex ? tenet.complex(part(seed), part(seed + 100)) : part(seed)) as Stack
}

describe.each([
  ['float32', false],
  ['float64', false],
  ['float32', true],
  ['float64', true],
] as const)('hostile matrices of %s, complex: %s', (dtype, isComplex) => {
  // Twice the worst of 10,000 matrices of up to 30 rows, 4.4; in units of n·ε·‖A‖, the norm being the largest element.
  const bound = 9
  const unit = dtype === 'float32' ? 2 ** -23 : 2 ** -52
  const check = (what: string, error: Tensor, n: number, sizes: readonly number[]): void => {
    for (const [i, off] of largest(error).entries())
      expect(off, `${what} of ${names[i]}, ${n}`).toBeLessThanOrEqual(bound * n * unit * (sizes[i] || 1))
  }
  const orthonormal = (what: string, q: Stack, n: number): void => {
    const gram = times(adjoint(q), q)
    const one = tenet.broadcastTo(tenet.eye(gram.shape.at(-1) as number), gram.shape) as Tensor
    check(
      what,
      tenet.sub(gram, tenet.cast(one as Stack, gram.dtype) as never) as Tensor,
      n,
      names.map(() => 1),
    )
  }

  test.each([1, 2, 3, 7, 16])('square, of %d rows', n => {
    const a = stackOf(n, n, isComplex, dtype, n)
    const sizes = largest(a)
    const own = tenet.mul(tenet.add(a, adjoint(a) as never), 0.5) as Stack
    const symmetricOnes = linalg.eigh(own)
    check(
      'eigh',
      tenet.sub(
        times(own, symmetricOnes.eigenvectors as Stack),
        scaledColumns(symmetricOnes.eigenvectors as Stack, symmetricOnes.eigenvalues) as never,
      ),
      n,
      sizes,
    )
    orthonormal('eigenvectors', symmetricOnes.eigenvectors as Stack, n)
    const { eigenvalues, eigenvectors } = linalg.eig(a)
    check('eig', tenet.sub(times(a, eigenvectors as Stack), scaledColumns(eigenvectors as Stack, eigenvalues) as never), n, sizes)
  })

  test.each([
    [1, 1],
    [5, 2],
    [9, 9],
    [16, 7],
    [4, 11],
  ] as const)('of %d rows and %d columns', (m, n) => {
    const a = stackOf(m, n, isComplex, dtype, m)
    const sizes = largest(a)
    const most = Math.max(m, n)
    const { u, s, vt } = linalg.svd(a)
    check('svd', tenet.sub(times(scaledColumns(u as Stack, s), vt as Stack), a as never), most, sizes)
    orthonormal('u', u as Stack, most)
    orthonormal('v', adjoint(vt as Stack), most)
    const { q, r } = linalg.qr(a)
    check('qr', tenet.sub(times(q as Stack, r as Stack), a as never), most, sizes)
    orthonormal('q', q as Stack, most)
  })

  test('NaN and infinities give NaN, and no other matrix of the stack is touched', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const one = tenet.eye(3).at(1, 2).set(bad)
      const own = tenet.cast(tenet.stack([one, tenet.eye(3)]), dtype) as Stack
      const a = (isComplex ? tenet.complex(own as never, own as never) : own) as Stack
      for (const x of [linalg.eig(a).eigenvalues, linalg.eigvalsh(a), linalg.svdvals(a)] as readonly Tensor[]) {
        const values = [...(tenet.abs(x as Stack) as Tensor).dataSync()].map(Number)
        expect(values.slice(0, 3).every(Number.isNaN)).toBe(true)
        expect(values.slice(3).every(Number.isFinite)).toBe(true)
      }
    }
  })
})
