// From bytes [height, width, channels] to the floats [channels, height, width] that networks take.

import { checkList } from '../../support/arguments.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import type { ExampleKey } from '../example-key.js'
import { isNdArray, type NdArray } from '../nd-array.js'
import { checkImage, type Image } from './image.js'
import { pixels } from './pixels.js'
import type { Annotated, Sample } from './sample.js'

/** Of each channel, of samples from 0 to 1. */
export interface Normalization {
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

/** Of ImageNet's training set, as every pretrained network was given it. */
export const imageNet: Normalization = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }

/** float32[channels, height, width] */
export type Floats<I> = I extends Image<infer C> ? NdArray<[channels: C, height: number, width: number], 'float32'> : never

/** The sample with floats in the place of the image. */
export type Converted<S> = S extends Image ? Floats<S> : { [K in keyof S]: K extends 'image' ? Floats<S[K]> : S[K] }

export type ToTensor = <S extends Sample>(sample: S) => Converted<S>
export type RandomToTensor = <S extends Sample>(key: ExampleKey, sample: S) => Converted<S>

/** One table a channel instead of a division a sample; rounded as (x / 255 - mean) / std is in float32. */
function tablesOf(mean: readonly number[], std: readonly number[]): Float32Array {
  const tables = new Float32Array(256 * mean.length)
  for (const [c, center] of mean.entries())
    for (let byte = 0; byte < 256; byte++)
      tables[256 * c + byte] = Math.fround(Math.fround(byte / 255) - Math.fround(center)) / Math.fround(std[c] as number)
  return tables
}

function floatsOf({ shape: [height, width, channels], data }: Image, { mean, std }: Normalization): NdArray {
  for (const list of [mean, std])
    if (list.length !== channels)
      throw new ShapeError(
        `toTensor: mean and std must have a number for each of ${channels} channels; got ${mean.length} and ${std.length}`,
      )
  const out = new Float32Array(data.length)
  pixels().toPlanes(data, tablesOf(mean, std), channels, out)
  return { shape: [channels, height, width], dtype: 'float32', data: out }
}

/**
 * The image as floats, channel by channel: (sample / 255 - mean) / std. The last step of a pipeline.
 * @param normalization default none: samples from 0 to 1
 * @throws ShapeError when the image has other channels
 */
export function toTensor(normalization?: Normalization): ToTensor {
  if (normalization !== undefined)
    for (const name of ['mean', 'std'] as const) {
      checkList('toTensor', name, given('toTensor', normalization, ['mean', 'std'])[name])
      if (!normalization[name].every(value => typeof value === 'number' && Number.isFinite(value) && !(name === 'std' && value <= 0)))
        throw new ArgumentError(`toTensor: ${name} must be ${name === 'std' ? 'positive ' : ''}numbers; got ${show(normalization[name])}`)
    }
  const convert = (whole: Image): NdArray => {
    checkImage('toTensor', whole)
    const channels = whole.shape[2]
    return floatsOf(whole, normalization ?? { mean: new Array<number>(channels).fill(0), std: new Array<number>(channels).fill(1) })
  }
  return <S extends Sample>(sample: S) =>
    // The one or the other, as the type says.
    (isNdArray(sample) ? convert(sample as Image) : { ...sample, image: convert((sample as Annotated).image) }) as Converted<S>
}
