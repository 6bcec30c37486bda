// Rotation, translation, scaling and shearing about the centre of the image.

import { checkList } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import {
  checkInterval,
  checkNumber,
  drawn,
  type Geometry,
  geometric,
  type RandomTransform,
  randomGeometric,
  type Transform,
} from './sample.js'
import { checkWarpOptions, type WarpOptions, warped } from './warp.js'

/** From target to source, both from the centre of the image: x' = a·x + b·y + c, y' = d·x + e·y + f. */
type Inverse = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

export interface AffineParameters {
  /** Degrees, clockwise. Default 0. */
  readonly angle?: number
  /** Pixels to the right and down. Default [0, 0]. */
  readonly translate?: readonly [x: number, y: number]
  /** Default 1. */
  readonly scale?: number
  /** Degrees, along x and along y. Default [0, 0]. */
  readonly shear?: readonly [x: number, y: number]
  /** What stays where it is, in pixels from the upper left. Default the centre. */
  readonly center?: readonly [x: number, y: number]
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** The inverse of translation · centre · rotation and shear · scale · back, in closed form. */
function inverseOf(
  { angle = 0, translate = [0, 0], scale = 1, shear = [0, 0], center }: AffineParameters,
  height: number,
  width: number,
): Inverse {
  const [turn, sx, sy] = [radians(angle), radians(shear[0]), radians(shear[1])]
  const [cx, cy] = center === undefined ? [0, 0] : [center[0] - width / 2, center[1] - height / 2]
  const a = Math.cos(turn - sy) / Math.cos(sy)
  const b = (-Math.cos(turn - sy) * Math.tan(sx)) / Math.cos(sy) - Math.sin(turn)
  const c = Math.sin(turn - sy) / Math.cos(sy)
  const d = (-Math.sin(turn - sy) * Math.tan(sx)) / Math.cos(sy) + Math.cos(turn)
  const [m0, m1, m3, m4] = [d / scale, -b / scale, -c / scale, a / scale]
  const [x, y] = [-cx - translate[0], -cy - translate[1]]
  return [m0, m1, m0 * x + m1 * y + cx, m3, m4, m3 * x + m4 * y + cy]
}

/** Where a source point goes: the two equations solved. */
function forward([a, b, c, d, e, f]: Inverse, x: number, y: number): readonly [x: number, y: number] {
  const determinant = a * e - b * d
  return [(e * (x - c) - b * (y - f)) / determinant, (a * (y - f) - d * (x - c)) / determinant]
}

/** The size that holds the whole turned image, as torchvision counts it: edges to within a ten-thousandth of a pixel. */
function expandedSize(inverse: Inverse, height: number, width: number): readonly [height: number, width: number] {
  const [a, b, , d, e] = inverse
  const corners = [-1, 1].flatMap(sx => [-1, 1].map(sy => [(sx * width) / 2, (sy * height) / 2] as const))
  const extent = (values: readonly number[], side: number): number => {
    const tolerance = 1e-4
    const cut = (value: number): number => Math.trunc((value + side / 2) / tolerance) * tolerance
    return Math.ceil(cut(Math.max(...values))) - Math.floor(cut(Math.min(...values)))
  }
  return [
    extent(
      corners.map(([x, y]) => d * x + e * y),
      height,
    ),
    extent(
      corners.map(([x, y]) => a * x + b * y),
      width,
    ),
  ]
}

function affineGeometry(
  parameters: AffineParameters,
  size: 'same' | 'expand',
  { interpolation = 'nearest', fill = 0 }: WarpOptions,
  height: number,
  width: number,
): Geometry {
  const inverse = inverseOf(parameters, height, width)
  const [a, b, c, d, e, f] = inverse
  const [toHeight, toWidth] = size === 'same' ? [height, width] : expandedSize(inverse, height, width)
  const sourceOf = (x: number, y: number, to: Float64Array): void => {
    const [dx, dy] = [x + 0.5 - toWidth / 2, y + 0.5 - toHeight / 2]
    to[0] = a * dx + b * dy + c + width / 2 - 0.5
    to[1] = d * dx + e * dy + f + height / 2 - 0.5
  }
  return {
    image: whole => warped(whole, toHeight, toWidth, sourceOf, interpolation, fill),
    mask: whole => warped(whole, toHeight, toWidth, sourceOf, 'nearest', 0),
    point: (x, y) => {
      const [px, py] = forward(inverse, x - width / 2, y - height / 2)
      return [px + toWidth / 2, py + toHeight / 2]
    },
  }
}

export interface RotateOptions extends WarpOptions {
  /** Whether the size stays (`same`, the default) or grows to hold everything (`expand`). */
  readonly size?: 'same' | 'expand'
  readonly center?: readonly [x: number, y: number]
}

function checkSize(operation: string, size: unknown): void {
  if (size !== 'same' && size !== 'expand') throw new ArgumentError(`${operation}: size must be 'same' or 'expand'; got ${show(size)}`)
}

/**
 * Turned about the centre.
 * @param angle degrees, counter-clockwise
 * @deviation from torchvision when the size grows: boxes go with the pixels, there they may be off by less than one
 */
export function rotate(angle: number, options: RotateOptions = {}): Transform {
  const { size = 'same', center, ...warping } = given('rotate', options, ['size', 'center', 'interpolation', 'fill'])
  checkNumber('rotate', 'angle', angle)
  checkSize('rotate', size)
  checkWarpOptions('rotate', warping)
  const parameters = { angle: -angle, ...(center !== undefined && { center }) }
  return geometric('rotate', (height, width) => affineGeometry(parameters, size, warping, height, width))
}

/** Turned by a random angle. @param degrees the greatest, or [low, high] */
export function randomRotation(degrees: number | readonly [low: number, high: number], options: RotateOptions = {}): RandomTransform {
  const interval = typeof degrees === 'number' ? ([-degrees, degrees] as const) : degrees
  checkInterval('randomRotation', 'degrees', interval)
  rotate(0, options)
  return drawn(random => rotate(random.uniform(...interval), options))
}

/** Turned, moved, scaled and sheared about the centre. */
export function affine(parameters: AffineParameters, options: WarpOptions = {}): Transform {
  given('affine', parameters, ['angle', 'translate', 'scale', 'shear', 'center'])
  for (const name of ['translate', 'shear', 'center'] as const)
    if (parameters[name] !== undefined) checkList('affine', name, parameters[name])
  checkNumber('affine', 'angle', parameters.angle ?? 0)
  checkNumber('affine', 'scale', parameters.scale ?? 1, Number.MIN_VALUE)
  for (const name of ['translate', 'shear', 'center'] as const)
    for (const value of parameters[name] ?? []) checkNumber('affine', name, value)
  checkWarpOptions('affine', options)
  return geometric('affine', (height, width) => affineGeometry(parameters, 'same', options, height, width))
}

export interface RandomAffineOptions extends WarpOptions {
  /** The greatest part of the width and of the height to move by. Default none. */
  readonly translate?: readonly [x: number, y: number]
  /** Default none. */
  readonly scale?: readonly [low: number, high: number]
  /** Degrees along x, or [low, high]. Default none. */
  readonly shear?: number | readonly [low: number, high: number]
}

/** Turned, moved, scaled and sheared at random. @param degrees the greatest angle, or [low, high] */
export function randomAffine(degrees: number | readonly [low: number, high: number], options: RandomAffineOptions = {}): RandomTransform {
  const {
    translate = [0, 0],
    scale = [1, 1],
    shear = 0,
    ...warping
  } = given('randomAffine', options, ['translate', 'scale', 'shear', 'interpolation', 'fill'])
  const both = (value: number | readonly [low: number, high: number]) => (typeof value === 'number' ? ([-value, value] as const) : value)
  const [angles, shears] = [both(degrees), both(shear)]
  checkInterval('randomAffine', 'degrees', angles)
  checkInterval('randomAffine', 'shear', shears)
  checkInterval('randomAffine', 'scale', scale, Number.MIN_VALUE)
  checkList('randomAffine', 'translate', translate)
  for (const part of translate) checkNumber('randomAffine', 'translate', part, 0, 1)
  checkWarpOptions('randomAffine', warping)
  return randomGeometric('randomAffine', (random, height, width) => {
    const angle = random.uniform(...angles)
    // Whole pixels, as torchvision.
    const by = (part: number, side: number): number => Math.round(random.uniform(-part * side, part * side))
    const [x, y] = [by(translate[0], width), by(translate[1], height)]
    const parameters = { angle, translate: [x, y], scale: random.uniform(...scale), shear: [random.uniform(...shears), 0] } as const
    return affineGeometry(parameters, 'same', warping, height, width)
  })
}
