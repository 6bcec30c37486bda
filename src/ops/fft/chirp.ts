// The transform of any length as a convolution with a chirp, whose length can be chosen (L. Bluestein, 1968): jk = (j² + k² - (j - k)²) / 2.
//   X_k = c_k Σ_j (x_j c_j) conj(c_{k-j}),   c_j = e^(∓πi·j²/n)

import type { Tensor } from '../../core/tensor.js'
import { add, mul } from '../../primitives/elementwise/index.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { pad, slice } from '../../primitives/structure/slice.js'
import type { DTypeName } from '../../support/dtype.js'
import { table } from '../creation/table.js'
import { stagesOf } from './factors.js'
import { type Transform, transformStages } from './stages.js'
import { type Direction, keptTable, root } from './tables.js'

/** A power of two that holds all overlaps. */
const lengthFor = (n: number): number => 2 ** Math.ceil(Math.log2(2 * n - 1))

/** `c_j`: the squares modulo 2n stay exact. */
function chirpOf(n: number, direction: Direction): readonly (readonly [number, number])[] {
  let square = 0
  return Array.from({ length: n }, (_, j) => {
    const value = root(direction * square, 2 * n)
    square = (square + 2 * j + 1) % (2 * n)
    return value
  })
}

/** The transform of complex numbers whose count is a power of two, in place, in float64. */
function transformInPlace(re: Float64Array, im: Float64Array): void {
  const n = re.length
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) for (const part of [re, im]) [part[i], part[j]] = [part[j] as number, part[i] as number]
  }
  for (let size = 2; size <= n; size *= 2)
    for (let k = 0; k < size / 2; k++) {
      const [c, s] = root(-k, size)
      for (let start = k; start < n; start += size) {
        const other = start + size / 2
        const [a, b] = [re[other] as number, im[other] as number]
        const [x, y] = [a * c - b * s, a * s + b * c]
        const [u, v] = [re[start] as number, im[start] as number]
        re[start] = u + x
        im[start] = v + y
        re[other] = u - x
        im[other] = v - y
      }
    }
}

/** The complex numbers as the two tables that multiply: real parts, and imaginary parts `[part, place]` with those for the real part negative. */
const factorTables = (name: string, dtype: DTypeName, make: () => readonly (readonly [number, number])[]): readonly [Tensor, Tensor] => [
  keptTable(`${name} re ${dtype}`, () => {
    const numbers = make()
    return table(
      numbers.map(([re]) => re),
      [numbers.length],
      dtype,
    )
  }),
  keptTable(`${name} im ${dtype}`, () => {
    const numbers = make()
    return table([...numbers.map(([, im]) => -im), ...numbers.map(([, im]) => im)], [2, numbers.length], dtype)
  }),
]

/** The transform of `conj(c)`, laid around the circle, over the length. */
function chirpSpectrum(n: number, length: number, direction: Direction): readonly (readonly [number, number])[] {
  const [re, im] = [new Float64Array(length), new Float64Array(length)]
  for (const [j, [c, s]] of chirpOf(n, direction).entries())
    for (const at of [j, (length - j) % length]) {
      re[at] = c
      im[at] = -s
    }
  transformInPlace(re, im)
  return Array.from(re, (x, i) => [x, im[i] as number] as const)
}

/** Numbers `[parts, batch, places]`, or with the places in the middle, times a row of complex ones. */
function timesRow(x: Tensor, [re, im]: readonly [Tensor, Tensor], axis: 1 | 2): Tensor {
  if (x.shape[0] === 2) return add(mul(x, broadcast(re, x.shape, [axis])), mul(reverse(x, [0]), broadcast(im, x.shape, [0, axis])))
  const shape = x.shape.with(0, 2)
  const [count = 0] = re.shape
  const rows = concat([reshape(re, [1, count]), slice(im, [1, 0], [2, count])], 0)
  return mul(broadcast(reshape(x, shape.slice(1)), shape, [1, 2]), broadcast(rows, shape, [0, axis]))
}

/** @param x [parts, batch, places] @returns [parts, frequencies, batch] */
export function transformChirp(x: Tensor, { direction, scale, frequencies, to }: Transform): Tensor {
  const [, batch = 0, n = 0] = x.shape
  const length = lengthFor(n)
  const factors = stagesOf(length) ?? []
  const chirp = factorTables(`chirp ${n} ${direction}`, x.dtype, () => chirpOf(n, direction))
  const spectrum = factorTables(`chirp's ${n} ${length} ${direction}`, x.dtype, () => chirpSpectrum(n, length, direction))
  const chirped = pad(timesRow(x, chirp, 2), [0, 0, 0], [0, 0, length - n])
  const whole = { frequencies: length, to: 2 } as const
  const multiplied = timesRow(transformStages(chirped, factors, { direction: -1, scale: 1, ...whole }), spectrum, 1)
  const back = transformStages(transpose(multiplied, [0, 2, 1]), factors, { direction: 1, scale: scale / length, ...whole })
  const result = timesRow(slice(back, [0, 0, 0], [2, n, batch]), chirp, 1)
  return slice(result, [0, 0, 0], [to, frequencies, batch])
}
