// Prints elements the way NumPy does: nested brackets, columns aligned, long axes abridged with an ellipsis.

import type { Kind, TypedArray } from '../support/dtype.js'
import type { Dims } from '../support/shape.js'
import { sizeOf } from '../support/shape.js'

const edge = 3
const abridgeAbove = 1000

const formatNumber = (value: number, kind: Kind): string => {
  if (kind === 'bool') return value === 0 ? 'false' : 'true'
  // Wide integers are bigints, which print in full.
  if (kind !== 'float' || Number.isNaN(value) || !Number.isFinite(value)) return String(value)
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return `${Object.is(value, -0) ? '-0' : value}.`
  const shown = Math.abs(value) >= 1e7 || Math.abs(value) < 1e-4 ? value.toExponential(4) : value.toPrecision(5)
  return shown.includes('e') ? shown : String(Number(shown))
}

/** `1.-2.i`: the sign of the imaginary part stands between the two. */
function formatPair(elements: TypedArray, offset: number): string {
  const [re = Number.NaN, im = Number.NaN] = elements.subarray(2 * offset, 2 * offset + 2)
  const imaginary = formatNumber(im, 'float')
  return `${formatNumber(re, 'float')}${imaginary.startsWith('-') ? '' : '+'}${imaginary}i`
}

export function formatElements(elements: TypedArray, shape: Dims, kind: Kind): string {
  const abridge = sizeOf(shape) > abridgeAbove
  const positions = (size: number): (number | null)[] => {
    const all = Array.from({ length: size }, (_, i) => i)
    return abridge && size > 2 * edge ? [...all.slice(0, edge), null, ...all.slice(-edge)] : all
  }
  let width = 0
  const visit = (axis: number, offset: number, show: (text: string) => string): string => {
    if (axis === shape.length)
      return show(kind === 'complex' ? formatPair(elements, offset) : formatNumber(elements[offset] ?? Number.NaN, kind))
    const stride = sizeOf(shape.slice(axis + 1))
    const parts = positions(shape[axis] ?? 0).map(i => (i === null ? '…' : visit(axis + 1, offset + i * stride, show)))
    const separator = axis === shape.length - 1 ? ' ' : `${'\n'.repeat(shape.length - axis - 1)}${' '.repeat(axis + 1)}`
    return `[${parts.join(separator)}]`
  }
  visit(0, 0, text => {
    width = Math.max(width, text.length)
    return text
  })
  return visit(0, 0, text => text.padStart(width))
}
