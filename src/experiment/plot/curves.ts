// Curves over steps, each the mean of several runs with a band of one standard deviation to either side.

import { ArgumentError } from '../../support/errors.js'
import { element } from '../../support/html/markup.js'
import { checkChoice, optionsOf } from '../../support/options.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import { acrossScale, horizontalAxis, labelsWidth, rangeOf, type ScaleKind, scaleOf, verticalAxis } from './axes.js'
import { type Band, type BandPoint, bandOf, type Curve, thinned } from './band.js'
import { bandMarks, isDrawn } from './band-marks.js'
import { fitted, px, sheet, write } from './canvas.js'
import { legendOf } from './legend.js'
import { checkNamed, checkNumbers, checkPicture, checkPixels, checkText, type PictureOptions } from './options.js'
import { distinct, themeOf } from './theme.js'
import { shortNumber } from './words.js'

/** One line of the picture. */
export interface CurveSeries {
  readonly name: string
  /** The same curve in several runs, such as those of several seeds. */
  readonly runs: readonly Curve[]
}

export interface CurvesOptions extends PictureOptions {
  /** In pixels, from 200 to 4000. Default 400. */
  readonly height?: number
  /** What x and y are. Default: `step` and nothing. */
  readonly x?: string
  readonly y?: string
  /** How y is laid out; a logarithmic scale passes over what is not above 0. Default `'linear'`. */
  readonly scale?: ScaleKind
  /** Whether the names are in the picture. Default `'show'`. */
  readonly legend?: 'show' | 'hide'
}

/** How many points of a curve are seen: of many curves fewer. */
const mostPoints = (width: number, count: number): number => Math.round(Math.max(40, Math.min(width * 0.6, 400, 4800 / count)))

/** @throws ArgumentError unless these are names with runs, each as many x as y, x rising */
function checkSeries(series: unknown): asserts series is readonly CurveSeries[] {
  checkNamed('curves', 'series', series)
  for (const item of series as readonly Partial<CurveSeries>[]) {
    const { name = '', runs } = item
    if (!Array.isArray(runs)) throw new ArgumentError(`curves: runs of '${name}' must be an array; got ${show(runs)}`)
    for (const run of Array.from(runs as readonly unknown[])) {
      if (!isRecord(run)) throw new ArgumentError(`curves: a run of '${name}' must be an object of x and y; got ${show(run)}`)
      checkNumbers('curves', `x of '${name}'`, run.x)
      checkNumbers('curves', `y of '${name}'`, run.y)
      const { x, y } = { x: run.x, y: run.y }
      if (x.length !== y.length)
        throw new ArgumentError(`curves: x and y of '${name}' must be of one length; got ${x.length} and ${y.length} numbers`)
      for (let i = 0; i < x.length; i++)
        if (!Number.isFinite(x[i]) || (i > 0 && !(Number(x[i]) > Number(x[i - 1]))))
          throw new ArgumentError(`curves: x of '${name}' must rise; got ${show(x[i])} at ${i}`)
    }
  }
}

/**
 * The range that shows what the curves do: where they begin, and what four fifths of all values span, and as much again above and below. What lies far beyond,
 * such as the last values of a run that diverges, is not to squash the rest.
 */
function shownRange(bands: readonly Band[], kind: ScaleKind): readonly [number, number] {
  const isShown = ({ mean }: BandPoint): boolean => isDrawn(mean, kind)
  const points = bands.flat().filter(isShown)
  const means = points.map(({ mean }) => mean).sort((a, b) => a - b)
  const at = (share: number): number => means[Math.round(share * (means.length - 1))] ?? 0
  const usual = [at(0.1), at(0.9), ...bands.flatMap(band => band.find(isShown)?.mean ?? [])]
  const [low, high] = [usual.reduce((a, b) => Math.min(a, b)), usual.reduce((a, b) => Math.max(a, b))]
  const spread = high - low
  const isNear = (value: number): boolean =>
    kind === 'log' || spread === 0 || !Number.isFinite(spread) || (value >= low - 2 * spread && value <= high + 2 * spread)
  const edges = points.flatMap(({ mean, deviation }) => (Number.isNaN(deviation) ? [mean] : [mean, mean - deviation, mean + deviation]))
  return rangeOf(edges.filter(isNear), kind)
}

/** In a sentence for each curve, how it ends. */
const describe = (series: readonly CurveSeries[], bands: readonly Band[], x: string): string =>
  series
    .slice(0, distinct)
    .map(({ name, runs }, i) => {
      const last = bands[i]?.findLast(({ mean }) => Number.isFinite(mean))
      if (last === undefined) return `${name}: no numbers.`
      const deviation = Number.isNaN(last.deviation) ? '' : ` ± ${shortNumber(last.deviation)}`
      const of = runs.length > 1 ? `, over ${last.count} of ${runs.length} runs` : ''
      return `${name}: ${shortNumber(last.mean)}${deviation} at ${x} ${shortNumber(last.x)}${of}.`
    })
    .join(' ') + (series.length > distinct ? ` And ${series.length - distinct} more.` : '')

/**
 * A picture of curves: a line for the mean over the runs of each, and a band of a standard deviation around it where there are several. What is not
 * finite is a gap, and a cross says where a curve ends in one. The same input gives the same text.
 * @param series names, and the curves of their runs
 * @returns an SVG
 * @throws ArgumentError when the series are none, x and y of a run have different lengths, or x does not rise
 * @example
 * ```
 * curves([{ name: 'plain', runs: [{ x: [0, 1, 2], y: [2.3, 0.9, 0.4] }] }], { y: 'loss' }).startsWith('<svg') // true
 * ```
 */
export function curves(series: readonly CurveSeries[], options: CurvesOptions = {}): string {
  checkSeries(series)
  const settled = optionsOf<CurvesOptions>('curves', options, {
    title: '',
    width: 720,
    height: 400,
    theme: 'light',
    x: 'step',
    y: '',
    scale: 'linear',
    legend: 'show',
  })
  checkPicture('curves', settled)
  const { title, width, height, theme: themeName, x: across, y: up, scale: kind, legend: shown } = settled
  checkPixels('curves', 'height', height)
  checkText('curves', 'x', across)
  checkText('curves', 'y', up)
  checkChoice('curves', 'scale', kind, ['linear', 'log'])
  checkChoice('curves', 'legend', shown, ['show', 'hide'])

  const theme = themeOf(themeName)
  const bands = series.map(({ runs }) => thinned(bandOf(runs), mostPoints(width, series.length)))
  const edge = 14
  const names = series.map(({ name }) => name)
  const heading = title === '' ? 0 : 26
  const room = { left: edge, top: edge + heading, width: width - 2 * edge, height: height * 0.4 }
  const legend = legendOf(shown === 'show' ? names : [], theme, room)
  const top = edge + heading + legend.height + (up === '' ? 8 : 24)
  const bottom = height - (across === '' ? 30 : 46)
  // Figures of the y axis decide where it stands.
  const y = scaleOf(kind, shownRange(bands, kind), [bottom, top], Math.max(2, Math.round((bottom - top) / 55)))
  const left = edge + labelsWidth(y, 12) + 10
  const box = { left, top, width: width - edge - left - 12, height: Math.max(10, bottom - top) }
  const places = bands.flat().map(point => point.x)
  const first = places.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const last = places.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const [from, to] = first > last ? [0, 1] : first === last ? [first - 0.5, last + 0.5] : [first, last]
  const x = acrossScale([from, to], [left, left + box.width], places.every(Number.isInteger))

  const marks = bands.map((band, i) => bandMarks(names[i] ?? '', band, i, { x, y, box, kind, theme }))
  // Whatever is beyond all colours lies below the rest.
  const drawn = [...marks.slice(distinct), ...marks.slice(0, distinct)]

  return sheet(
    {
      width,
      height,
      title: title || [up, across].filter(name => name !== '').join(' over ') || 'curves',
      description: describe(series, bands, across),
      theme,
      themeName,
    },
    title === '' ? '' : write(edge, edge + 12, fitted(title, 15, width - 2 * edge), { size: 15, weight: 600, fill: theme.ink }),
    legend.markup,
    up === '' ? '' : write(edge, top - 10, fitted(up, 12, width - 2 * edge), { fill: theme.soft }),
    verticalAxis(y, box, theme),
    horizontalAxis(x, box, theme),
    across === '' ? '' : write(left + box.width, bottom + 36, across, { anchor: 'end', fill: theme.soft }),
    // A sheet of its own cuts off what is beyond its edges.
    element(
      'svg',
      {
        x: px(left - 5),
        y: px(top - 5),
        width: px(box.width + 10),
        height: px(box.height + 6),
        viewBox: `${px(left - 5)} ${px(top - 5)} ${px(box.width + 10)} ${px(box.height + 6)}`,
      },
      ...drawn,
    ),
  )
}
