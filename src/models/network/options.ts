// What every network asks of its options, in one wording.

import { checkSize } from '../../nn/layer/options.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { Mut, Shape } from '../../types/index.js'

/** An image [channels, height, width]. */
export type ImageShape = readonly [channels: number, height: number, width: number]

export interface ImageOptions<C extends number = number, I extends ImageShape = ImageShape> {
  /** How many logits there are for an image. Default 1000. */
  readonly classes?: C
  /** The shape of an image. Default [3, 224, 224]. */
  readonly input?: I
}

/** What an option says, or the default where it is not given. */
export type Chosen<Options, Name extends string, Default> = Options extends { readonly [N in Name]: infer Value } ? Value : Default

/** The shape of an image that options choose. */
export type InputOf<Options, Default extends Shape = [3, 224, 224]> =
  Chosen<Options, 'input', Default> extends infer I extends Shape ? Mut<I> : Shape

/** The number of classes that options choose. */
export type ClassesOf<Options, Default extends number = 1000> =
  Chosen<Options, 'classes', Default> extends infer C extends number ? C : number

/** The options with defaults. @throws ArgumentError when one is unknown, or is no size */
export function imageOptions(
  name: string,
  options: ImageOptions,
  names: readonly string[],
  { classes = 1000, input = [3, 224, 224] }: ImageOptions = {},
): Required<ImageOptions> {
  checkOptions(name, options, ['classes', 'input', ...names])
  const chosen = { classes: options.classes ?? classes, input: options.input ?? input }
  checkSize(name, 'classes', chosen.classes)
  if (!Array.isArray(chosen.input) || chosen.input.length !== 3 || !chosen.input.every(size => Number.isSafeInteger(size) && size >= 1))
    throw new ArgumentError(`${name}: input must be [channels,height,width], of positive integers; got ${show(chosen.input)}`)
  return chosen
}
