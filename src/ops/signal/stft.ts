// Short-time Fourier transforms: spectra of overlapping pieces of signals, and the signals that have them.
// Source: torch.stft and torch.istft; Griffin, Lim (1984), Signal estimation from modified short-time Fourier transform.

import { showType } from '../../core/array-type.js'
import { isComplex } from '../../core/complex.js'
import { contentOf, isTensor, type Tensor } from '../../core/tensor.js'
import { outsideTraces } from '../../core/trace.js'
import { cast } from '../../primitives/elementwise/cast.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { pad as surround } from '../../primitives/structure/slice.js'
import { complexDType, isComplexDType, partDType } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { sizeOf } from '../../support/shape.js'
import type { ComplexDType, ComplexOf, FloatDType, InexactDType, List, RealOf, Shape } from '../../types/index.js'
import { real } from '../complex/parts.js'
import { fft, ifft, irfft, rfft } from '../fft/one-axis.js'
import { part } from '../shape/along.js'
import { type PadMode, pad } from '../shape/pad.js'
import { swapAxes } from '../shape/permute.js'
import { checkInteger, checkKind, floatKind, inexactKinds } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { fold, slidingWindowView } from '../windows/unfold.js'

/** What `stft` and `istft` have in common. */
interface FrameOptions {
  /** How far pieces are apart. Default a quarter of their length. */
  readonly hop?: number | undefined
  /** floats[at most size], put in the middle of a piece: what its elements are multiplied with. Default 1. */
  readonly window?: Tensor | undefined
  /** Whether piece i has its middle, not its beginning, at i · hop. Default true. */
  readonly center?: boolean
  /** Whether spectra are divided by √size. Default false. */
  readonly normalized?: boolean
}

/** What `stft` takes. */
export interface StftOptions extends FrameOptions {
  /** What surrounds a signal whose pieces are centred. Default 'reflect'. */
  readonly padMode?: PadMode
  /** Whether a spectrum has the frequencies from 0 to the middle alone. Default: of real signals. */
  readonly oneSided?: boolean | undefined
}

/** What `istft` takes. */
export interface IstftOptions extends FrameOptions {
  /** How long the signal is. Default: as far as the pieces reach. */
  readonly length?: number | undefined
  /** Whether the spectra have the frequencies from 0 to the middle alone. Default true, which gives real signals. */
  readonly oneSided?: boolean
}

/** The shape of `stft(x)`: frequencies and pieces in place of time. */
export type Spectra<S extends List> = S extends readonly [...infer Rest extends Shape, number] ? [...Rest, number, number] : Shape
/** The shape of `istft(x)`: time in place of frequencies and pieces. */
export type Signals<S extends List> = S extends readonly [...infer Rest extends Shape, number, number] ? [...Rest, number] : Shape

/** How far pieces are apart, and the window in the middle of a piece. @throws ArgumentError, ShapeError, DTypeError */
function framesOf(operation: string, size: number, x: Tensor, hop: number | undefined, window: unknown): readonly [number, Tensor] {
  checkInteger(operation, 'size', size, 1)
  const step = hop ?? Math.max(1, Math.floor(size / 4))
  checkInteger(operation, 'hop', step, 1)
  const dtype = partDType(isComplexDType(x.dtype) ? x.dtype : complexDType(x.dtype))
  if (window === undefined) return [step, full(1, { shape: [size], dtype })]
  checkKind(operation, window, floatKind, 'the window')
  const [count] = window.shape
  if (count === undefined || window.shape.length !== 1 || count === 0 || count > size)
    throw new ShapeError(`${operation}: the window must be a vector of at most ${size}; got ${showType(window)}`)
  const before = Math.floor((size - count) / 2)
  return [step, surround(cast(window, dtype), [before], [size - count - before], [0])]
}

/** The elements times the window, along the last axis. */
function windowed(x: Tensor, window: Tensor): Tensor {
  const spread = broadcast(window, x.shape, [x.shape.length - 1])
  return p.mul(x, cast(spread, x.dtype))
}

/**
 * The spectra of overlapping pieces of signals: `out[…, f, i] = Σ_k window[k] · x[…, i · hop + k] · exp(-2πi·fk / size)`.
 * @param x floats[…, time] or complex[…, time]
 * @param size how long a piece is
 * @param options hop, default a quarter of the size; window, default ones; center, whether signals are surrounded by half a piece, default
 *   true, and by what, padMode, default 'reflect'; normalized, default false; oneSided, default of real signals
 * @returns complex[…, frequencies, pieces]
 * @throws ShapeError when a signal is shorter than a piece, or the window longer; ArgumentError on illegal options, DTypeError unless float
 *   or complex
 * @example
 * ```
 * signal.stft(ones([8]), 4, { hop: 4, center: false }).shape // [3, 2]
 * signal.stft(ones([8]), 4, { hop: 4, center: false }).real().toArray() // [[4, 4], [0, 0], [0, 0]]
 * ```
 */
export function stft<S extends Shape, D extends InexactDType>(
  x: Tensor<S, D>,
  size: number,
  options?: StftOptions,
): Tensor<Spectra<S>, ComplexOf<D>>
export function stft(x: Tensor, size: number, options?: StftOptions): Tensor {
  checkKind('signal.stft', x, inexactKinds)
  const { hop, window, center, padMode, normalized, oneSided } = optionsOf<StftOptions>('signal.stft', options, {
    ...{ hop: undefined, window: undefined, center: true, normalized: false },
    ...{ padMode: 'reflect', oneSided: undefined },
  })
  const half = oneSided ?? !isComplex(x)
  if (typeof half !== 'boolean' || (half && isComplex(x)))
    throw new ArgumentError(`signal.stft: oneSided must be a boolean, and false of complex signals; got x ${showType(x)}`)
  const [step, weights] = framesOf('signal.stft', size, x, hop, window)
  if (x.shape.length === 0) throw new ShapeError(`signal.stft: a signal must have an axis of time; got ${showType(x)}`)
  const around = Math.floor(size / 2)
  const widths = x.shape.map((_, axis): readonly [number, number] => (axis === x.shape.length - 1 ? [around, around] : [0, 0]))
  const whole: Tensor = center ? pad(x, widths, padMode) : x
  if ((whole.shape.at(-1) as number) < size)
    throw new ShapeError(`signal.stft: a signal must be as long as a piece; expected at least ${size}, got x ${showType(x)}`)
  const pieces = windowed(slidingWindowView(whole, size, -1, step), weights) // [..., pieces, size]
  const norm = normalized ? 'ortho' : 'backward'
  const spectra: Tensor = half ? rfft(typed<Shape, FloatDType>(pieces), { norm }) : fft(typed<Shape, InexactDType>(pieces), { norm })
  return swapAxes(spectra, -1, -2)
}

/** Overlapping pieces added up: floats[…, pieces, size] to floats[…, (pieces - 1) · hop + size]. */
function overlapped(pieces: Tensor, hop: number): Tensor {
  const [count, size] = pieces.shape.slice(-2) as [number, number]
  const length = (count - 1) * hop + size
  const rest = pieces.shape.slice(0, -2)
  const columns: Tensor = swapAxes(reshape(pieces, [sizeOf(rest), count, size]), -1, -2)
  return reshape(fold(columns, [length], size, { stride: hop }), [...rest, length])
}

/**
 * The signals with these spectra of pieces: pieces times the window, added up, over the sum of its squares. The inverse of `stft` where no
 * place is outside of all windows, and the signal with the nearest spectra where they are those of none.
 * @param x complex[…, frequencies, pieces]
 * @param size how long a piece is
 * @param options those of the `stft`; length, how long the signal is
 * @returns floats[…, time], complex if not oneSided
 * @throws ShapeError when there are not the frequencies of such pieces, ArgumentError when the windows leave a place out or options are
 *   illegal, DTypeError unless complex
 * @example
 * ```
 * const x = tensor([1, 2, 3, 4, 5, 6, 7, 8])
 * signal.istft(signal.stft(x, 4), 4).round().toArray() // [1, 2, 3, 4, 5, 6, 7, 8]
 * ```
 */
export function istft<S extends Shape, D extends ComplexDType>(
  x: Tensor<S, D>,
  size: number,
  options?: IstftOptions & { readonly oneSided?: true },
): Tensor<Signals<S>, RealOf<D>>
export function istft<S extends Shape, D extends ComplexDType>(
  x: Tensor<S, D>,
  size: number,
  options: IstftOptions,
): Tensor<Signals<S>, RealOf<D> | D>
export function istft(x: Tensor, size: number, options?: IstftOptions): Tensor {
  checkKind('signal.istft', x, ['complex'], 'spectra')
  const { hop, window, center, normalized, length, oneSided } = optionsOf<IstftOptions>('signal.istft', options, {
    ...{ hop: undefined, window: undefined, center: true, normalized: false },
    ...{ length: undefined, oneSided: true },
  })
  const [step, weights] = framesOf('signal.istft', size, x, hop, window)
  if (length !== undefined) checkInteger('signal.istft', 'length', length, 0)
  const [frequencies, count] = x.shape.slice(-2)
  const expected = oneSided ? Math.floor(size / 2) + 1 : size
  if (x.shape.length < 2 || frequencies !== expected || count === undefined || count === 0)
    throw new ShapeError(`signal.istft: spectra must be [frequencies, pieces]; expected ${expected} frequencies, got x ${showType(x)}`)
  const spectra = swapAxes(x, -1, -2) as Tensor<Shape, ComplexDType> // [..., pieces, frequencies]
  const norm = normalized ? 'ortho' : 'backward'
  const pieces: Tensor = oneSided ? irfft(spectra, { n: size, norm }) : ifft(spectra, { norm })
  const [start, whole] = [center ? Math.floor(size / 2) : 0, (count - 1) * step + size]
  const stop = length === undefined ? whole - (center ? Math.floor(size / 2) : 0) : Math.min(whole, start + length)
  const inside = (y: Tensor): Tensor => part(y, y.shape.length - 1, start, Math.max(start, stop))
  const weightOf = (w: Tensor): Tensor => inside(overlapped(broadcast(p.mul(w, w), [count, size], [1]), step))
  const weight = weightOf(weights)
  // A window that is known is looked at, inside of transforms too.
  if (!isTensor(window) || contentOf(window).kind !== 'traced')
    outsideTraces(() => checkCovered(weightOf(framesOf('signal.istft', size, x, hop, window)[1])))
  const signals = inside(overlapped(windowed(pieces, weights), step))
  const found = p.div(signals, cast(broadcast(weight, signals.shape, [signals.shape.length - 1]), signals.dtype))
  const missing = length === undefined ? 0 : start + length - stop
  const zeros = found.shape.map(() => 0)
  return missing > 0 ? surround(found, zeros, zeros.with(-1, missing), zeros) : found
}

/** @throws ArgumentError when a place is outside of all windows */
function checkCovered(weight: Tensor): void {
  const values = real(weight).dataSync() as ArrayLike<number>
  for (let i = 0; i < values.length; i++)
    if ((values[i] as number) < 1e-11)
      throw new ArgumentError(
        `signal.istft: windows must overlap everywhere; place ${i} of the signal has none; choose a smaller hop or another window`,
      )
}
