// One curve of a picture: its line, the band around it, and where it ends. Lines and areas are d3's.

import { area, line } from 'd3-shape'
import { element, text } from '../../support/html/markup.js'
import type { Box, Scale, ScaleKind } from './axes.js'
import type { Band, BandPoint } from './band.js'
import { px } from './canvas.js'
import { distinct, strokeOf, type Theme } from './theme.js'

export interface Frame {
  readonly x: Scale
  readonly y: Scale
  readonly box: Box
  readonly kind: ScaleKind
  readonly theme: Theme
}

/** Whether a value has a place: a logarithm is one of what is above 0. */
export const isDrawn = (value: number, kind: ScaleKind): boolean => Number.isFinite(value) && (kind === 'linear' || value > 0)

/** Where a curve ends: a dot, or a cross where it goes on in numbers that are not finite. */
function endMark(band: Band, end: BandPoint, [x, y]: readonly [number, number], colour: string): string {
  if (band.at(-1) === end) return element('circle', { cx: px(x), cy: px(y), r: 3, fill: colour })
  const cross = `M${px(x - 4)} ${px(y - 4)}l8 8m0-8l-8 8`
  return element('path', { d: cross, stroke: colour, 'stroke-width': 2.2, 'stroke-linecap': 'round' })
}

/** @param i which of the curves it is; those beyond all colours are thin and grey, and have neither band nor end */
export function bandMarks(name: string, band: Band, i: number, { x, y, box, kind, theme }: Frame): string {
  const { colour, dash } = strokeOf(theme, i)
  const isGrey = i >= distinct
  const isShown = ({ mean }: BandPoint): boolean => isDrawn(mean, kind)
  const across = (point: BandPoint): number => x.place(point.x)
  const up = (value: number): number => {
    const place = y.place(value)
    // Beyond the edges it is hidden: infinities lie there, and logarithms of what is not above 0.
    const bottom = box.top + 2 * box.height
    return Number.isNaN(place) ? bottom : Math.min(Math.max(place, box.top - box.height), bottom)
  }
  const curve = line<BandPoint>()
    .defined(isShown)
    .x(across)
    .y(({ mean }) => up(mean))
    .digits(1)
  const spread = area<BandPoint>()
    .defined(point => isShown(point) && !Number.isNaN(point.deviation))
    .x(across)
    .y0(({ mean, deviation }) => up(mean - deviation))
    .y1(({ mean, deviation }) => up(mean + deviation))
    .digits(1)
  const hasSpread = band.some(point => isShown(point) && !Number.isNaN(point.deviation))
  const end = band.findLast(isShown)
  return element(
    'g',
    { class: 'series', 'data-series': i },
    hasSpread && !isGrey ? element('path', { d: spread(band) ?? '', fill: colour, 'fill-opacity': 0.16 }) : '',
    element(
      'path',
      {
        d: curve(band) ?? '',
        fill: 'none',
        stroke: colour,
        'stroke-width': isGrey ? 1 : 2,
        'stroke-opacity': isGrey ? 0.45 : undefined,
        'stroke-dasharray': dash,
        'stroke-linejoin': 'round',
        'stroke-linecap': dash === undefined ? 'round' : undefined,
      },
      element('title', {}, text(name)),
    ),
    end === undefined || isGrey ? '' : endMark(band, end, [across(end), up(end.mean)], colour),
  )
}
