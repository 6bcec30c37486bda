// Augmentation by policies over one list of operations: RandAugment, TrivialAugment, AutoAugment.
// Sources: Cubuk, Zoph, Mane, Vasudevan, Le, "AutoAugment" (2019), whose tables the policies are; Cubuk, Zoph, Shlens, Le, "RandAugment" (2020);
// Müller, Hutter, "TrivialAugment" (2021).

import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { type Draws, draws } from '../example-key.js'
import { affine, rotate } from './affine.js'
import { sharpness } from './blur.js'
import { brightness, contrast, saturation } from './color.js'
import { checkNumber, identity, imageOf, type RandomTransform, type Sample, type Transform } from './sample.js'
import { autocontrast, equalize, invert, posterize, solarize } from './tone.js'
import { checkWarpOptions, type WarpOptions } from './warp.js'

/** How strong operations get: what differs between the policies. */
interface Strengths {
  readonly shear: number
  /** Pixels, by the side of the image. */
  readonly translate: (side: number) => number
  readonly rotate: number
  readonly color: number
  /** Bits that the strongest takes away. */
  readonly posterize: number
}

type Options = Required<WarpOptions>

/** An operation at a strength from 0 to 1; those with a direction go either way. */
interface Operation {
  readonly signed: boolean
  readonly at: (strength: number, strengths: Strengths, height: number, width: number, options: Options) => Transform
}

const degrees = (slope: number): number => (Math.atan(slope) * 180) / Math.PI
const colour = (change: (factor: number) => Transform): Operation => ({ signed: true, at: (m, { color }) => change(1 + m * color) })
const fixed = (transform: Transform): Operation => ({ signed: false, at: () => transform })

const operations = {
  Identity: fixed(identity),
  ShearX: { signed: true, at: (m, { shear }, _h, _w, options) => affine({ shear: [degrees(m * shear), 0], center: [0, 0] }, options) },
  ShearY: { signed: true, at: (m, { shear }, _h, _w, options) => affine({ shear: [0, degrees(m * shear)], center: [0, 0] }, options) },
  TranslateX: {
    signed: true,
    at: (m, { translate }, _h, width, options) => affine({ translate: [Math.trunc(m * translate(width)), 0] }, options),
  },
  TranslateY: {
    signed: true,
    at: (m, { translate }, height, _w, options) => affine({ translate: [0, Math.trunc(m * translate(height))] }, options),
  },
  Rotate: { signed: true, at: (m, strengths, _h, _w, options) => rotate(m * strengths.rotate, options) },
  Brightness: colour(brightness),
  Color: colour(saturation),
  Contrast: colour(contrast),
  Sharpness: colour(sharpness),
  Posterize: { signed: false, at: (m, strengths) => posterize(8 - Math.round(m * strengths.posterize)) },
  Solarize: { signed: false, at: m => solarize(255 * (1 - m)) },
  AutoContrast: fixed(autocontrast),
  Equalize: fixed(equalize),
  Invert: fixed(invert),
} as const satisfies Readonly<Record<string, Operation>>

type OperationName = keyof typeof operations

const usual: readonly OperationName[] = [
  'Identity',
  'ShearX',
  'ShearY',
  'TranslateX',
  'TranslateY',
  'Rotate',
  'Brightness',
  'Color',
  'Contrast',
  'Sharpness',
  'Posterize',
  'Solarize',
  'AutoContrast',
  'Equalize',
]

function apply<S extends Sample>(
  name: OperationName,
  strength: number,
  random: Draws,
  strengths: Strengths,
  options: Options,
  sample: S,
): S {
  const operation: Operation = operations[name]
  const [height, width] = imageOf(sample).shape
  const signed = operation.signed && random.bernoulli(0.5) ? -strength : strength
  return operation.at(signed, strengths, height, width, options)(sample)
}

const moderate: Strengths = { shear: 0.3, translate: side => (150 / 331) * side, rotate: 30, color: 0.9, posterize: 4 }
const wide: Strengths = { shear: 0.99, translate: () => 32, rotate: 135, color: 0.99, posterize: 6 }

function warpOptions(operation: string, options: WarpOptions): Options {
  const { interpolation = 'nearest', fill = 0 } = given(operation, options, ['interpolation', 'fill'])
  checkWarpOptions(operation, { interpolation, fill })
  return { interpolation, fill }
}

function checkBins(operation: string, bins: number): void {
  if (!Number.isInteger(bins) || bins < 2) throw new ArgumentError(`${operation}: bins must be an integer from 2; got ${show(bins)}`)
}

export interface RandAugmentOptions extends WarpOptions {
  /** Operations one after the other. Default 2. */
  readonly operations?: number
  /** Their strength, 0 to bins - 1. Default 9. */
  readonly magnitude?: number
  /** Default 31. */
  readonly bins?: number
}

/** Some operations of one strength, each drawn from fourteen. @source Cubuk et al., 2020 */
export function randAugment(options: RandAugmentOptions = {}): RandomTransform {
  const {
    operations: count = 2,
    magnitude = 9,
    bins = 31,
    ...rest
  } = given('randAugment', options, ['operations', 'magnitude', 'bins', 'interpolation', 'fill'])
  const warp = warpOptions('randAugment', rest)
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(`randAugment: operations must be an integer from 0; got ${show(count)}`)
  checkBins('randAugment', bins)
  checkNumber('randAugment', 'magnitude', magnitude, 0, bins - 1)
  return (key, sample) => {
    const random = draws(key)
    let result = sample
    for (let n = 0; n < count; n++)
      result = apply(usual[random.integer(0, usual.length)] as OperationName, magnitude / (bins - 1), random, moderate, warp, result)
    return result
  }
}

export interface TrivialAugmentOptions extends WarpOptions {
  /** Default 31. */
  readonly bins?: number
}

/** One operation of random strength, drawn from fourteen. @source Müller and Hutter, 2021: the wide space */
export function trivialAugment(options: TrivialAugmentOptions = {}): RandomTransform {
  const { bins = 31, ...rest } = given('trivialAugment', options, ['bins', 'interpolation', 'fill'])
  const warp = warpOptions('trivialAugment', rest)
  checkBins('trivialAugment', bins)
  return (key, sample) => {
    const random = draws(key)
    const name = usual[random.integer(0, usual.length)] as OperationName
    return apply(name, random.integer(0, bins) / (bins - 1), random, wide, warp, sample)
  }
}

/** An operation, its probability in tenths, and its strength from 0 to 9. */
type Rule = readonly [name: OperationName, tenths: number, strength: number]

/** `Posterize48` is Posterize with probability 0.4 and strength 8; X stands for ten tenths. */
const rule = (text: string): Rule => {
  const [, name = '', tenths = '', strength = ''] = /^(\D+?)(\d|X)(\d)$/.exec(text) ?? []
  return [name as OperationName, tenths === 'X' ? 10 : Number(tenths), Number(strength)]
}
const policy = (text: string): readonly (readonly Rule[])[] => text.split(',').map(pair => pair.trim().split(' ').map(rule))

const policies = {
  imageNet: policy(
    'Posterize48 Rotate69, Solarize65 AutoContrast60, Equalize80 Equalize60, Posterize67 Posterize66, Equalize40 Solarize24, ' +
      'Equalize40 Rotate88, Solarize63 Equalize60, Posterize85 EqualizeX0, Rotate23 Solarize68, Equalize60 Posterize46, ' +
      'Rotate88 Color40, Rotate49 Equalize60, Equalize00 Equalize80, Invert60 EqualizeX0, Color64 ContrastX8, ' +
      'Rotate88 ColorX2, Color88 Solarize87, Sharpness47 Invert60, ShearX65 EqualizeX0, Color40 Equalize60, ' +
      'Equalize40 Solarize24, Solarize65 AutoContrast60, Invert60 EqualizeX0, Color64 ContrastX8, Equalize80 Equalize60',
  ),
  cifar10: policy(
    'Invert10 Contrast26, Rotate72 TranslateX39, Sharpness81 Sharpness93, ShearY58 TranslateY79, AutoContrast50 Equalize90, ' +
      'ShearY27 Posterize37, Color43 Brightness67, Sharpness39 Brightness79, Equalize60 Equalize50, Contrast67 Sharpness65, ' +
      'Color77 TranslateX58, Equalize30 AutoContrast40, TranslateY43 Sharpness26, Brightness96 Color28, Solarize52 Invert00, ' +
      'Equalize20 AutoContrast60, Equalize20 Equalize60, Color99 Equalize60, AutoContrast80 Solarize28, Brightness13 Color70, ' +
      'Solarize45 AutoContrast90, TranslateY99 TranslateY79, AutoContrast90 Solarize83, Equalize80 Invert10, TranslateY79 AutoContrast90',
  ),
  svhn: policy(
    'ShearX94 Invert20, ShearY98 Invert70, Equalize60 Solarize66, Invert90 Equalize60, Equalize60 Rotate93, ' +
      'ShearX94 AutoContrast80, ShearY98 Invert40, ShearY95 Solarize26, Invert90 AutoContrast80, Equalize60 Rotate93, ' +
      'ShearX94 Solarize33, ShearY88 Invert70, Equalize90 TranslateY66, Invert90 Equalize60, Contrast33 Rotate84, ' +
      'Invert80 TranslateY02, ShearY76 Solarize48, Invert60 Rotate84, ShearY37 TranslateX93, ShearX16 Invert60, ' +
      'Solarize72 TranslateY67, ShearY84 Invert80, ShearX79 TranslateY83, ShearY85 AutoContrast70, ShearX72 Invert10',
  ),
} as const

export type AutoAugmentPolicy = keyof typeof policies

/** One of 25 pairs of operations that were learnt for a data set. @param name default imageNet. @source Cubuk et al., 2019 */
export function autoAugment(name: AutoAugmentPolicy = 'imageNet', warp: WarpOptions = {}): RandomTransform {
  const options = warpOptions('autoAugment', warp)
  const pairs = typeof name === 'string' && Object.hasOwn(policies, name) ? policies[name] : undefined
  if (pairs === undefined)
    throw new ArgumentError(`autoAugment: the policy must be one of ${Object.keys(policies).join(', ')}; got ${show(name)}`)
  return (key, sample) => {
    const random = draws(key)
    let result = sample
    for (const [operation, tenths, strength] of pairs[random.integer(0, pairs.length)] ?? [])
      if (random.bernoulli(tenths / 10)) result = apply(operation, strength / 9, random, moderate, options, result)
    return result
  }
}
