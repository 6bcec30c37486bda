// The image as seen from aside: four corners go to four points.

import { checkList } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { draws } from '../example-key.js'
import { checkNumber, type Geometry, geometric, identity, type RandomTransform, type Transform } from './sample.js'
import { checkWarpOptions, type WarpOptions, warped } from './warp.js'

/** Upper left, upper right, lower right, lower left: x and y in pixels. */
export type Corners = readonly [Point, Point, Point, Point]
export type Point = readonly [x: number, y: number]

/** The eight numbers of the map x' = (ax + by + c) / (gx + hy + 1), y' = (dx + ey + f) / (gx + hy + 1) that takes `from` to `to`. */
function projection(from: Corners, to: Corners): readonly number[] {
  const rows = from.flatMap(([x, y], i) => {
    const [u, v] = to[i] as Point
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ]
  })
  // Gauss's elimination with the greatest pivot.
  for (let n = 0; n < 8; n++) {
    const pivot = rows
      .slice(n)
      .reduce((best, row, k) => (Math.abs(row[n] as number) > Math.abs((rows[best] as number[])[n] as number) ? n + k : best), n)
    const chosen = rows[pivot] as number[]
    rows[pivot] = rows[n] as number[]
    rows[n] = chosen
    const head = chosen[n] as number
    if (Math.abs(head) < 1e-10) throw new ArgumentError('perspective: no three of the corners may lie on a line')
    for (const row of rows) {
      if (row === chosen) continue
      const factor = (row[n] as number) / head
      for (let k = n; k < 9; k++) row[k] = (row[k] as number) - factor * (chosen[k] as number)
    }
  }
  return rows.map((row, n) => (row[8] as number) / (row[n] as number))
}

function project(coefficients: readonly number[], x: number, y: number): Point {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = coefficients
  const depth = g * x + h * y + 1
  return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth]
}

function perspectiveGeometry(
  start: Corners,
  end: Corners,
  { interpolation = 'bilinear', fill = 0 }: WarpOptions,
  height: number,
  width: number,
): Geometry {
  const [inverse, onward] = [projection(end, start), projection(start, end)]
  const sourceOf = (x: number, y: number, to: Float64Array): void => {
    const [sx, sy] = project(inverse, x + 0.5, y + 0.5)
    to[0] = sx - 0.5
    to[1] = sy - 0.5
  }
  return {
    image: whole => warped(whole, height, width, sourceOf, interpolation, fill),
    mask: whole => warped(whole, height, width, sourceOf, 'nearest', 0),
    point: (x, y) => project(onward, x, y),
  }
}

/** The four start points go to the four end points. @throws ArgumentError when three of them lie on a line */
export function perspective(start: Corners, end: Corners, options: WarpOptions = {}): Transform {
  checkWarpOptions('perspective', options)
  for (const corners of [start, end]) {
    if (!Array.isArray(corners) || corners.length !== 4) throw new ArgumentError(`perspective: expected four corners; got ${show(corners)}`)
    for (const corner of corners) checkList('perspective', 'corners', corner)
    for (const [x, y] of corners) for (const value of [x, y]) checkNumber('perspective', 'corners', value)
  }
  projection(end, start)
  return geometric('perspective', (height, width) => perspectiveGeometry(start, end, options, height, width))
}

export interface RandomPerspectiveOptions extends WarpOptions {
  /** How far corners move inwards, as a part of half the sides. Default 0.5. */
  readonly distortion?: number
  /** Default 0.5. */
  readonly p?: number
}

/** With a probability, each corner moves inwards at random. */
export function randomPerspective(options: RandomPerspectiveOptions = {}): RandomTransform {
  const { distortion = 0.5, p = 0.5, ...warping } = given('randomPerspective', options, ['distortion', 'p', 'interpolation', 'fill'])
  checkNumber('randomPerspective', 'distortion', distortion, 0, 1)
  checkNumber('randomPerspective', 'p', p, 0, 1)
  checkWarpOptions('randomPerspective', warping)
  return (key, sample) => {
    const random = draws(key)
    if (!random.bernoulli(p)) return identity(sample)
    const plan = (height: number, width: number): Geometry => {
      const [reachX, reachY] = [Math.trunc(distortion * Math.floor(width / 2)), Math.trunc(distortion * Math.floor(height / 2))]
      const [near, far] = [() => random.integer(0, reachX + 1), () => random.integer(width - reachX - 1, width)]
      const [above, under] = [() => random.integer(0, reachY + 1), () => random.integer(height - reachY - 1, height)]
      const end: Corners = [
        [near(), above()],
        [far(), above()],
        [far(), under()],
        [near(), under()],
      ]
      const start: Corners = [
        [0, 0],
        [width - 1, 0],
        [width - 1, height - 1],
        [0, height - 1],
      ]
      return perspectiveGeometry(start, end, warping, height, width)
    }
    return geometric('randomPerspective', plan)(sample)
  }
}
