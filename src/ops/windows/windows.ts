// Options of windows that slide over spatial axes, in PyTorch's terms: one number for all axes, or one for each.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import type { PerAxis } from '../../types/index.js'
import { show } from '../signatures/operands.js'

/** The layout of what a window of so many spatial axes slides over, for messages. */
const layouts = ['', '[batch,channels,length]', '[batch,channels,height,width]', '[batch,channels,depth,height,width]'] as const

/** @throws ShapeError unless x is [batch, channels, …spatial] with that many spatial axes */
export function checkLayout(operation: string, x: Tensor, spatial: number): void {
  if (x.shape.length !== spatial + 2)
    throw new ShapeError(`${operation}: input must be ${layouts[spatial] ?? `of rank ${spatial + 2}`}; got x ${showType(x)}`)
}

/** An option as one number for each spatial axis. @throws ArgumentError unless these are integers of at least `least` */
export function perAxis(operation: string, name: string, value: PerAxis, spatial: number, least: number): Dims {
  const values = typeof value === 'number' ? Array<number>(spatial).fill(value) : value
  if (!Array.isArray(values) || values.length !== spatial)
    throw new ArgumentError(`${operation}: ${name} must be a number or one for each of ${spatial} axes; got ${show(value)}`)
  if ([...values].some(v => !Number.isInteger(v) || v < least))
    throw new ArgumentError(`${operation}: ${name} must be integers of at least ${least}; got ${show(value)}`)
  return values
}

/** @param more by how much a window may be larger nevertheless @throws ShapeError when a window is larger than the padded input */
export function checkFits(
  operation: string,
  spatial: Dims,
  kernel: Dims,
  padding: Dims,
  dilation: Dims,
  from: string,
  more: Dims = [],
): void {
  for (const [i, size] of spatial.entries()) {
    const [room, span] = [size + 2 * (padding[i] ?? 0) + (more[i] ?? 0), (dilation[i] ?? 1) * ((kernel[i] ?? 1) - 1) + 1]
    if (span > room)
      throw new ShapeError(
        `${operation}: the kernel must fit into the padded input; expected at most ${room} (axis ${i + 2}), got ${span} ${from}`,
      )
  }
}
