// Max pools whose windows lie irregularly, so that sizes shrink by any factor: the distances between windows alternate between two whole numbers, by a
// random shift of each channel.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { arange, full } from '../../ops/creation/creation.js'
import { add, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { equal } from '../../ops/elementwise/comparison.js'
import { trunc } from '../../ops/elementwise/float-functions.js'
import { slice } from '../../ops/indexing/slice.js'
import { takeAlongAxis } from '../../ops/indexing/take.js'
import { type Key, uniform } from '../../ops/random/index.js'
import { argmax } from '../../ops/reductions/statistics.js'
import { broadcastTo, expandDims, reshape } from '../../ops/shape/reshape.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { checkGivenOptions } from '../../support/options.js'
import { type Dims, sameShape, sizeOf } from '../../support/shape.js'
import { show } from '../../support/show.js'
import type {
  FirstBox,
  LayerShapes,
  List,
  NoParameters,
  PerAxis,
  Shape,
  SpatialExample,
  SpatialRank,
  WrongLayout,
} from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer, noParameters } from '../layer/layer.js'
import { checkExampleRank, checkImages, perAxis } from '../window/window-options.js'

export interface FractionalPoolOptions {
  /** The spatial sizes of the result: one number for all axes, or one for each. */
  readonly outputSize?: PerAxis
  /** What the spatial sizes are multiplied by, above 0 and below 1, rounded down; instead of a size. */
  readonly outputRatio?: PerAxis
  /** float32[batch, channels, axes]: the shifts, 0 to 1, the width's first in two axes, the depth's in three. Drawn in training, 1/2 otherwise, unless given. */
  readonly randomSamples?: Tensor
}

/** fractionalMaxPool: [channels, ...spatial] to [channels, ...outputSize]. */
export interface FractionalPoolShapes<Name extends string, Rank extends 2 | 3, O> extends LayerShapes {
  readonly out: SpatialExample<this['in'], Rank> extends infer X extends List
    ? [...FirstBox<X>, ...Sizes<Rank, O extends { readonly outputSize: infer Size extends PerAxis } ? Size : number>]
    : WrongLayout<Name, Rank, this['in']>
  readonly parameters: NoParameters
}

type Sizes<Rank extends 2 | 3, Size> = Size extends List
  ? { -readonly [I in keyof Size]: Size[I] }
  : { 2: [Size, Size]; 3: [Size, Size, Size] }[Rank]

interface Settings {
  readonly kernel: Dims
  readonly sizesFor: (spatial: Dims) => Dims
  readonly samples: Tensor | undefined
}

function settingsOf(name: string, rank: SpatialRank, kernelSize: PerAxis, options: FractionalPoolOptions): Settings {
  checkGivenOptions(name, options, ['outputSize', 'outputRatio', 'randomSamples'])
  const { outputSize, outputRatio, randomSamples } = options
  if ((outputSize === undefined) === (outputRatio === undefined))
    throw new ArgumentError(`${name}: needs either an outputSize or an outputRatio; got ${show(outputSize)} and ${show(outputRatio)}`)
  if (randomSamples !== undefined && !isTensor(randomSamples))
    throw new ArgumentError(`${name}: randomSamples must be a tensor; got ${show(randomSamples)}`)
  const kernel = perAxis(name, 'kernelSize', kernelSize, rank, 1)
  const fixed = outputSize === undefined ? undefined : perAxis(name, 'outputSize', outputSize, rank, 1)
  const ratios: readonly unknown[] = Array.isArray(outputRatio) ? outputRatio : new Array(rank).fill(outputRatio)
  if (fixed === undefined && !(ratios.length === rank && ratios.every(r => typeof r === 'number' && r > 0 && r < 1)))
    throw new ArgumentError(`${name}: outputRatio must be above 0 and below 1, or ${rank} such numbers; got ${show(outputRatio)}`)
  const sizesFor = (spatial: Dims): Dims => fixed ?? spatial.map((size, i) => Math.floor(size * (ratios[i] as number)))
  return { kernel, sizesFor, samples: randomSamples }
}

/** Which of the samples is that of each axis: two are given for the width first, three for the depth. */
const sampleOf: Readonly<Record<number, Dims>> = { 2: [1, 0], 3: [0, 1, 2] }

/** Where the windows of an axis begin, for each channel: int32[batch, channels, out]; the last one at the end. */
function begins(shifts: FloatTensor, size: number, out: number, kernel: number): Tensor<Shape, 'int32'> {
  const last = size - kernel
  const place = arange(out, 'int32')
  if (out === 1) return full([...shifts.shape, 1], last, 'int32')
  const step = last / (out - 1)
  const shift = expandDims(shifts, -1) as FloatTensor
  const at = (x: FloatTensor): FloatTensor => trunc(mul(x, step)) as FloatTensor
  const between = sub(at(add(cast(place, shifts.dtype), shift) as FloatTensor), at(shift))
  return where(equal(place, out - 1), last, cast(between as FloatTensor, 'int32')) as Tensor<Shape, 'int32'>
}

/** The largest elements of the windows and their positions in the channel, row-major. @param shifts floats[batch, channels, axes] */
function pooled(name: string, x: FloatTensor, shifts: FloatTensor, { kernel, sizesFor }: Settings): readonly [FloatTensor, Tensor] {
  const [batch = 0, channels = 0, ...spatial] = x.shape
  const out = sizesFor(spatial)
  const rank = spatial.length
  if (!spatial.every((size, i) => (out[i] as number) >= 1 && (out[i] as number) + (kernel[i] as number) - 1 <= size))
    throw new ShapeError(
      `${name}: windows must fit; expected output [${out}] + kernel [${kernel}] - 1 within the input, got ${showType(x)}`,
    )
  const dims = (axis: number, size: number, inKernel: boolean): Dims => {
    const shape = new Array<number>(2 + 2 * rank).fill(1)
    shape[2 + axis + (inKernel ? rank : 0)] = size
    return shape
  }
  // Positions along each axis [batch, channels, …out, …kernel], and of them one in the channel.
  const position = spatial.reduce<Tensor<Shape, 'int32'>>(
    (sum, size, axis) => {
      const own = slice(shifts, [], [], sampleOf[rank]?.[axis] ?? 0) as FloatTensor
      const first = begins(own, size, out[axis] as number, kernel[axis] as number)
      const laid = reshape(
        first,
        dims(axis, out[axis] as number, false)
          .with(0, batch)
          .with(1, channels),
      )
      const within = reshape(arange(kernel[axis] as number, 'int32'), dims(axis, kernel[axis] as number, true))
      return add(sum, mul(add(laid, within), sizeOf(spatial.slice(axis + 1)))) as Tensor<Shape, 'int32'>
    },
    full([], 0, 'int32') as Tensor<Shape, 'int32'>,
  )
  const rows = [batch, channels, sizeOf(out), sizeOf(kernel)]
  const places = reshape(broadcastTo(position, [batch, channels, ...out, ...kernel]), rows) as Tensor<Shape, 'int32'>
  const flat = reshape(x, [batch, channels, sizeOf(spatial)])
  const values = reshape(
    takeAlongAxis(flat, reshape(places, [batch, channels, sizeOf(out) * sizeOf(kernel)]) as never, 2, { mode: 'clip' }),
    rows,
  )
  const chosen = expandDims(argmax(values as FloatTensor, 3), 3) as Tensor<Shape, 'int32'>
  const shape = [batch, channels, ...out]
  return [
    reshape(takeAlongAxis(values as FloatTensor, chosen as never, 3), shape) as FloatTensor,
    reshape(takeAlongAxis(places, chosen as never, 3), shape),
  ]
}

/** The samples that were given, for a batch. @throws ShapeError, DTypeError */
function given(name: string, samples: Tensor, x: FloatTensor): FloatTensor {
  const expected = [...x.shape.slice(0, 2), x.shape.length - 2]
  if (!sameShape(samples.shape, expected))
    throw new ShapeError(`${name}: randomSamples must be [batch,channels,axes]; expected [${expected}], got ${showType(samples)}`)
  if (samples.dtype !== x.dtype)
    throw new DTypeError(`${name}: randomSamples must be of the input's dtype; expected ${x.dtype}, got ${showType(samples)}`)
  return samples as FloatTensor
}

function fractionalPool<F extends LayerShapes>(name: string, rank: 2 | 3, kernelSize: PerAxis, options: FractionalPoolOptions): Layer<F> {
  const settings = settingsOf(name, rank, kernelSize, options)
  const { samples } = settings
  const check = (x: unknown): FloatTensor => {
    checkInput(name, x)
    checkImages(name, rank, x)
    return x
  }
  const shape = (x: FloatTensor): Dims => [...x.shape.slice(0, 2), rank]
  return defineLayer<F>({
    name,
    init(_key, input) {
      checkExampleRank(name, rank, input)
      return noParameters
    },
    apply(_params, x) {
      const image = check(x)
      const shifts = samples === undefined ? full(shape(image), 0.5, image.dtype) : given(name, samples, image)
      return pooled(name, image, shifts as FloatTensor, settings)[0]
    },
    train(params, x, key: Key) {
      const image = check(x)
      const shifts = samples === undefined ? uniform(key, shape(image), { dtype: image.dtype }) : given(name, samples, image)
      return [pooled(name, image, shifts as FloatTensor, settings)[0], params]
    },
  })
}

/**
 * The largest element of each window, where windows lie irregularly: window i of n begins at `⌊(i + u) α⌋ - ⌊u α⌋`, `α = (size - kernel) / (n - 1)`, the last
 * one at the end. In training u is drawn for each channel and axis; applied it is 1/2.
 * @param kernelSize one number for both axes, or [height, width]
 * @param options either `outputSize`, or `outputRatio`, what sizes are multiplied by; `randomSamples`: the u of each channel, float32[batch, channels, 2],
 *   the width's first
 * @returns a layer from float32[batch, channels, height, width] to float32[batch, channels, …outputSize]
 * @throws ArgumentError unless there is a size or a ratio; when applied, ShapeError when windows do not fit
 * @example
 * ```
 * model([16, 25, 25], fractionalMaxPool2d(2, { outputRatio: 0.7 }), conv2d(32, 3))
 * ```
 * @source Graham, "Fractional max-pooling", 2014; as in PyTorch
 * @deviation from PyTorch: applied, nothing is drawn; PyTorch draws always
 */
export const fractionalMaxPool2d = <const O extends FractionalPoolOptions>(
  kernelSize: PerAxis,
  options: O,
): Layer<FractionalPoolShapes<'fractionalMaxPool2d', 2, O>> => fractionalPool('fractionalMaxPool2d', 2, kernelSize, options)

/** Pools of irregular windows of float32[batch, channels, depth, height, width]; see `fractionalMaxPool2d`. */
export const fractionalMaxPool3d = <const O extends FractionalPoolOptions>(
  kernelSize: PerAxis,
  options: O,
): Layer<FractionalPoolShapes<'fractionalMaxPool3d', 3, O>> => fractionalPool('fractionalMaxPool3d', 3, kernelSize, options)

/**
 * What `fractionalMaxPool2d` and `3d` give for such samples, and where each element was: its position in the channel, row-major.
 * @param x float32[batch, channels, …] of two or three more axes
 * @param options as of the layers; `randomSamples` 1/2 unless given
 * @returns `[y, indices]`, float32 and int32[batch, channels, …outputSize]
 * @throws ArgumentError, ShapeError, DTypeError as the layers do
 * @example
 * ```
 * const [y, indices] = fractionalMaxPoolWithIndices(tensor([[[[1, 2, 3], [6, 5, 4], [7, 8, 9]]]]), 2, { outputSize: 2 })
 * indices.toArray() // [[[[3, 4], [7, 8]]]]
 * ```
 * @source as in PyTorch with `return_indices`
 */
export function fractionalMaxPoolWithIndices(
  x: Tensor<Shape, 'float32'>,
  kernelSize: PerAxis,
  options: FractionalPoolOptions,
): readonly [Tensor<Shape, 'float32'>, Tensor<Shape, 'int32'>] {
  const name = 'fractionalMaxPoolWithIndices'
  checkInput(name, x)
  const rank = x.shape.length - 2
  if (rank !== 2 && rank !== 3)
    throw new ShapeError(`${name}: input must be [batch,channels,…] of two or three more axes; got ${showType(x)}`)
  const settings = settingsOf(name, rank, kernelSize, options)
  const shifts = settings.samples === undefined ? full([...x.shape.slice(0, 2), rank], 0.5, x.dtype) : given(name, settings.samples, x)
  return pooled(name, x, shifts as FloatTensor, settings) as unknown as readonly [Tensor<Shape, 'float32'>, Tensor<Shape, 'int32'>]
}
