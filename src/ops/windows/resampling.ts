// Where the elements of a resampled axis come from: for each of them some places of the input and their weights, PyTorch's.
// Places are worked out in exact fractions of the two sizes, or in float64 where a scale is given, and the same for every dtype.
// Source: R. Keys, Cubic convolution interpolation for digital image processing (1981); Pillow's resampling for `antialias`.

/** For each element of the output its places in the input, which may come twice, and their weights. */
export type Taps = readonly (readonly { readonly at: number; readonly weight: number }[])[]

/** How an axis is resampled. */
export interface AxisResampling {
  readonly input: number
  readonly output: number
  /** Input elements for one of the output; unless given, the ratio of the sizes. */
  readonly step?: number
  readonly alignCorners: boolean
}

const clip = (at: number, size: number): number => Math.min(Math.max(at, 0), size - 1)

const outputs = <T>(count: number, make: (o: number) => T): T[] => Array.from({ length: count }, (_, o) => make(o))

/** The input place of each output element: the one its front lies in, or its middle. */
export function nearestPlaces({ input, output, step }: AxisResampling, middle: boolean): readonly number[] {
  const shift = middle ? 1 : 0
  const exact = (o: number): number => Math.floor(((2 * o + shift) * input) / (2 * output))
  return outputs(output, o => clip(step === undefined ? exact(o) : Math.floor((o + shift / 2) * step), input))
}

/** Where the middle of an output element lies, the middle of input element i being i. */
function centre({ input, output, step, alignCorners }: AxisResampling, o: number): number {
  if (alignCorners) return output > 1 ? (o * (input - 1)) / (output - 1) : 0
  return step === undefined ? ((2 * o + 1) * input - output) / (2 * output) : (o + 0.5) * step - 0.5
}

/** Between two neighbours; what lies beyond the ends is the end. */
export const linearTaps = (axis: AxisResampling): Taps =>
  outputs(axis.output, o => {
    const source = Math.max(0, centre(axis, o))
    const first = Math.min(Math.floor(source), axis.input - 1)
    const weight = Math.min(Math.max(source - first, 0), 1)
    return [
      { at: first, weight: 1 - weight },
      { at: Math.min(first + 1, axis.input - 1), weight },
    ]
  })

/** Keys' cubic, of a distance. */
function cubic(distance: number, a: number): number {
  const d = Math.abs(distance)
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0
}

/** Among four neighbours, a = -0.75; what lies beyond the ends is the end. */
export const cubicTaps = (axis: AxisResampling): Taps =>
  outputs(axis.output, o => {
    const source = centre(axis, o)
    const first = Math.floor(source)
    return [-1, 0, 1, 2].map(k => ({ at: clip(first + k, axis.input), weight: cubic(source - first - k, -0.75) }))
  })

/** All elements that an output element covers, in part or whole, alike. */
export const areaTaps = ({ input, output }: AxisResampling): Taps =>
  outputs(output, o => {
    const start = Math.floor((o * input) / output)
    const end = Math.ceil(((o + 1) * input) / output)
    return outputs(end - start, k => ({ at: start + k, weight: 1 / (end - start) }))
  })

/** A filter of the width of an output element where that is the wider, so that nothing is passed over; a = -0.5 for cubics. */
export function smoothTaps(axis: AxisResampling, kind: 'linear' | 'cubic'): Taps {
  const { input, output, alignCorners } = axis
  const ratio = alignCorners ? (output > 1 ? (input - 1) / (output - 1) : 0) : (axis.step ?? input / output)
  const width = Math.max(1, ratio)
  const radius = (kind === 'linear' ? 1 : 2) * width
  const filter = (d: number): number => (kind === 'linear' ? Math.max(0, 1 - Math.abs(d)) : cubic(d, -0.5))
  return outputs(output, o => {
    const middle = ratio * (o + 0.5)
    const start = Math.max(0, Math.trunc(middle - radius + 0.5))
    const end = Math.min(input, Math.trunc(middle + radius + 0.5))
    const weights = outputs(Math.max(0, end - start), k => filter((start + k - middle + 0.5) / width))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return weights.map((weight, k) => ({ at: start + k, weight: total === 0 ? weight : weight / total }))
  })
}
