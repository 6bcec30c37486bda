// The numbers that transforms multiply by, computed in float64 and rounded once: roots of unity as matrices and as twiddle factors.
// Tables are tensors that a program takes as constants; those used last are kept, for the same lengths come again and again.

import type { Tensor } from '../../core/tensor.js'
import type { DTypeName } from '../../support/dtype.js'
import { table } from '../creation/table.js'

/** -1 for the transform, 1 for its inverse: the sign of the exponent. */
export type Direction = -1 | 1

const kept = new Map<string, Tensor>()
const mostKept = 256

/** The table of that name, made once. */
export function keptTable(name: string, make: () => Tensor): Tensor {
  let found = kept.get(name)
  if (found === undefined) {
    found = make()
    if (kept.size >= mostKept) kept.clear()
    kept.set(name, found)
  }
  return found
}

/** `e^(2πi·turns/n)` for a whole number of turns: exact at eighths. */
export function root(turns: number, n: number): readonly [re: number, im: number] {
  const eighth = 8 * (((turns % n) + n) % n)
  const octant = Math.floor(eighth / n)
  // The angle from the nearest axis, at most π/4.
  const rest = octant % 2 === 0 ? eighth - octant * n : (octant + 1) * n - eighth
  const angle = (Math.PI / 4) * (rest / n)
  const [cos, sin] = rest === n ? [Math.SQRT1_2, Math.SQRT1_2] : [Math.cos(angle), Math.sin(angle)]
  switch (octant) {
    case 0:
      return [cos, sin]
    case 1:
      return [sin, cos]
    case 2:
      return [-sin, cos]
    case 3:
      return [-cos, sin]
    case 4:
      return [-cos, -sin]
    case 5:
      return [-sin, -cos]
    case 6:
      return [sin, -cos]
    default:
      return [cos, -sin]
  }
}

export interface MatrixOptions {
  readonly direction: Direction
  readonly scale: number
  /** Frequencies to compute: the first so many. */
  readonly frequencies: number
  /** Whether what goes in has imaginary parts, and whether what comes out is to have some. */
  readonly from: 1 | 2
  readonly to: 1 | 2
}

/** The transform of a short length as a real matrix `[part, frequency, part, place]`. */
export function stageMatrix(length: number, dtype: DTypeName, options: MatrixOptions): Tensor {
  const { direction, scale, frequencies, from, to } = options
  return keptTable(`matrix ${length} ${dtype} ${Object.values(options)}`, () => {
    const values = new Float64Array(to * frequencies * from * length)
    let next = 0
    for (let part = 0; part < to; part++)
      for (let k = 0; k < frequencies; k++)
        for (let source = 0; source < from; source++)
          for (let j = 0; j < length; j++) {
            const [re, im] = root(direction * k * j, length)
            values[next++] = scale * (part === source ? re : part === 0 ? -im : im)
          }
    return table(values, [to, frequencies, from, length], dtype)
  })
}

/** The factors between two stages: cosines `[frequency, place]`, and sines `[part, frequency, place]`, those of the real part negative. */
export function twiddles(length: number, rest: number, dtype: DTypeName, direction: Direction): readonly [cosines: Tensor, sines: Tensor] {
  const size = length * rest
  const rooted = (k: number, j: number): readonly [number, number] => root(direction * k * j, size)
  const filled = (parts: number, value: (part: number, k: number, j: number) => number): Tensor => {
    const values = new Float64Array(parts * size)
    let next = 0
    for (let part = 0; part < parts; part++)
      for (let k = 0; k < length; k++) for (let j = 0; j < rest; j++) values[next++] = value(part, k, j)
    return table(values, parts === 1 ? [length, rest] : [parts, length, rest], dtype)
  }
  const name = `${length} ${rest} ${dtype} ${direction}`
  return [
    keptTable(`cosines ${name}`, () => filled(1, (_, k, j) => rooted(k, j)[0])),
    keptTable(`sines ${name}`, () => filled(2, (part, k, j) => (part === 0 ? -1 : 1) * rooted(k, j)[1])),
  ]
}
