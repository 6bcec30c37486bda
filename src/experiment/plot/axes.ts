// From numbers to places, and the lines and figures that say so. Scales and their ticks are d3's.

import { scaleLinear, scaleLog } from 'd3-scale'
import { element } from '../../support/html/markup.js'
import { px, textWidth, write } from './canvas.js'
import type { Theme } from './theme.js'

export type ScaleKind = 'linear' | 'log'

export interface Scale {
  readonly place: (value: number) => number
  readonly ticks: readonly { readonly at: number; readonly label: string }[]
}

/** Where the drawing goes, between the figures. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Differences of such numbers are finite. */
const largestShown = Number.MAX_VALUE / 4
/** Of smaller ones, on a logarithmic scale, neighbours differ by too much for ticks. */
const smallestShown = 1e-300

/** How figures on an axis are written: few digits, whatever their size. */
function specifier(low: number, high: number): string | undefined {
  const largest = Math.max(Math.abs(low), Math.abs(high))
  if (largest >= 1e15 || (largest > 0 && largest < 1e-3)) return '~e'
  return largest >= 10_000 ? '~s' : undefined
}

/**
 * A scale from a range of values to one of pixels, its ends at round numbers.
 * @param range what is lowest and highest; of a logarithmic scale above 0
 */
export function scaleOf(kind: ScaleKind, [low, high]: readonly [number, number], pixels: readonly [number, number], ticks: number): Scale {
  if (kind === 'log') {
    const scale = scaleLog().domain([low, high]).range(pixels)
    const format = scale.tickFormat(ticks, '~g')
    const labelled = scale.ticks(ticks).map(value => ({ at: scale(value), label: format(value) }))
    return { place: value => scale(value), ticks: labelled.filter(({ label }) => label !== '') }
  }
  // Numbers that differ by less have no ticks between them.
  const span = Math.max(high - low, 1e-300, 1e-12 * Math.max(Math.abs(low), Math.abs(high)))
  const scale = scaleLinear()
    .domain([low, low + span])
    .range(pixels)
  const format = scale.tickFormat(ticks, specifier(low, high))
  // What lies far outside is placed as far outside as is seen, so that no difference or quotient is infinite.
  const [least, most] = [Math.max(low - 8 * span, -largestShown), Math.min(low + 9 * span, largestShown)]
  const place = (value: number): number => scale(Math.min(Math.max(value, least), most))
  return { place, ticks: scale.ticks(ticks).map(value => ({ at: scale(value), label: format(value) })) }
}

/** A scale whose figures stand beside each other with room between them. @param whole whether only whole numbers have a figure */
export function acrossScale(range: readonly [number, number], pixels: readonly [number, number], whole: boolean): Scale {
  const [length, most] = [pixels[1] - pixels[0], whole ? Math.max(1, Math.floor(range[1] - range[0])) : Number.POSITIVE_INFINITY]
  for (let ticks = Math.min(most, Math.max(2, Math.round(length / 80))); ; ticks--) {
    const scale = scaleOf('linear', range, pixels, ticks)
    if (ticks <= 1 || scale.ticks.length * (labelsWidth(scale, 12) + 14) <= length) return scale
  }
}

/** The range of some values, a little wider, never empty. */
export function rangeOf(values: readonly number[], kind: ScaleKind): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return kind === 'log' ? [0.1, 10] : [0, 1]
  if (kind === 'log') {
    // Powers first, for the quotient may be infinite.
    const room = low === high ? 2 : high ** 0.04 / low ** 0.04
    return [Math.max(low / room, smallestShown), Math.min(Math.max(high * room, 2 * smallestShown), largestShown)]
  }
  // Halves, since the difference of two numbers may be infinite.
  const margin = low === high ? Math.abs(low) / 10 || 1 : (high / 2 - low / 2) * 0.08
  return [Math.max(low - margin, -largestShown), Math.min(high + margin, largestShown)]
}

/** How much the figures of an axis take. */
export const labelsWidth = ({ ticks }: Scale, size: number): number => Math.max(0, ...ticks.map(({ label }) => textWidth(label, size)))

/** Lines across the drawing, and their figures to the left. */
export const verticalAxis = ({ ticks }: Scale, { left, width }: Box, { line, soft }: Theme): string =>
  ticks
    .map(
      ({ at, label }) =>
        element('line', { x1: px(left), x2: px(left + width), y1: px(at), y2: px(at), stroke: line }) +
        write(left - 8, at + 4, label, { anchor: 'end', fill: soft }),
    )
    .join('')

/** The lower edge, and figures below it. */
export const horizontalAxis = ({ ticks }: Scale, { left, top, width, height }: Box, { soft }: Theme): string => {
  const bottom = top + height
  return (
    element('line', { x1: px(left), x2: px(left + width), y1: px(bottom), y2: px(bottom), stroke: soft, 'stroke-opacity': 0.6 }) +
    ticks
      .map(
        ({ at, label }) =>
          element('line', { x1: px(at), x2: px(at), y1: px(bottom), y2: px(bottom + 4), stroke: soft, 'stroke-opacity': 0.6 }) +
          write(at, bottom + 18, label, { anchor: 'middle', fill: soft }),
      )
      .join('')
  )
}
