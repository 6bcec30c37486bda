// Numbers side by side: a bar for the mean of each, a line of one standard deviation to either side, a dot for each run, and what it is in figures.

import { element, text } from '../../support/html/markup.js'
import { checkChoice, optionsOf } from '../../support/options.js'
import { spreadOf } from '../spread.js'
import { acrossScale, rangeOf } from './axes.js'
import { fitted, px, sheet, textWidth, write } from './canvas.js'
import { checkNamed, checkNumbers, checkPicture, type PictureOptions } from './options.js'
import { strokeOf, themeOf } from './theme.js'
import { decimalsOf, meanAndDeviation } from './words.js'

export interface BarRow {
  readonly name: string
  /** One a run; those that are not finite are counted in words alone. */
  readonly values: ArrayLike<number>
}

export interface BarsOptions extends PictureOptions {
  /** Where bars begin: at `zero` (the default), or near the `data`, as lines that say that their length means nothing. */
  readonly from?: 'zero' | 'data'
}

function checkRows(rows: unknown): asserts rows is readonly BarRow[] {
  checkNamed('bars', 'rows', rows)
  for (const { name, values } of rows as readonly { readonly name: string; readonly values?: unknown }[])
    checkNumbers('bars', `values of '${name}'`, values)
}

/**
 * A picture of numbers by name, in the order given, as high as it has to be.
 * @param rows names, and one value for each run
 * @returns an SVG
 * @throws ArgumentError when the rows are none
 * @example
 * ```
 * bars([{ name: 'ResNet', values: [0.91, 0.92] }, { name: 'VGG', values: [0.89, 0.9] }], { title: 'accuracy', from: 'data' }).startsWith('<svg') // true
 * ```
 */
export function bars(rows: readonly BarRow[], options: BarsOptions = {}): string {
  checkRows(rows)
  const settled = optionsOf<BarsOptions>('bars', options, { title: '', width: 720, theme: 'light', from: 'zero' })
  checkPicture('bars', settled)
  checkChoice('bars', 'from', settled.from, ['zero', 'data'])
  const { title, width, theme: themeName, from } = settled

  const theme = themeOf(themeName)
  const edge = 14
  // Where there is little room, names stand above their bars.
  const stacked = width < 480
  const rowHeight = stacked ? 42 : 30
  const numbers = rows.map(({ values }) => Array.from(values, Number))
  const spreads = numbers.map(spreadOf)
  const decimals = decimalsOf(spreads)
  const figures = spreads.map(spread => meanAndDeviation(spread, decimals))
  const figuresWidth = Math.max(0, ...figures.map(figure => textWidth(figure, 12))) + 12
  const namesWidth = stacked ? 0 : Math.min(width * 0.36, Math.max(0, ...rows.map(({ name }) => textWidth(name, 12.5))) + 14)
  const heading = title === '' ? 0 : 30
  const top = edge + heading
  const bottom = top + rows.length * rowHeight + 4
  const left = edge + namesWidth
  const right = width - edge - figuresWidth

  const ends = spreads.flatMap(({ mean, deviation, least, most }) => [least, most, mean - (deviation || 0), mean + (deviation || 0)])
  const [low, high] = rangeOf(from === 'zero' ? [...ends, 0] : ends, 'linear')
  // A bar begins at the very edge.
  const domain = [
    from === 'zero' && !ends.some(end => end < 0) ? 0 : low,
    from === 'zero' && !ends.some(end => end > 0) ? 0 : high,
  ] as const
  const x = acrossScale(domain, [left, right], false)
  const base = from === 'zero' ? x.place(0) : left

  const drawn = rows.map(({ name }, i) => {
    const y = top + i * rowHeight
    const middle = y + (stacked ? 28 : 15)
    const { colour } = strokeOf(theme, i)
    const { mean, deviation, count } = spreads[i] ?? spreadOf([])
    const label = stacked
      ? write(edge, y + 14, fitted(name, 12.5, width - 2 * edge), { size: 12.5, fill: theme.ink })
      : write(left - 12, middle + 4, fitted(name, 12.5, namesWidth - 14), { anchor: 'end', size: 12.5, fill: theme.ink })
    const figure = write(width - edge, middle + 4, figures[i] ?? '', { anchor: 'end', fill: theme.ink })
    if (count === 0) return label + figure
    const at = x.place(mean)
    const shape =
      from === 'zero'
        ? element('rect', {
            x: px(Math.min(base, at)),
            y: px(middle - 7),
            width: px(Math.abs(at - base)),
            height: 14,
            rx: 2,
            fill: colour,
            'fill-opacity': 0.75,
          })
        : element('line', { x1: px(base), x2: px(at), y1: px(middle), y2: px(middle), stroke: theme.soft, 'stroke-dasharray': '1 3' })
    const [a, b] = [x.place(mean - deviation), x.place(mean + deviation)]
    const whisker = Number.isNaN(deviation)
      ? ''
      : element('path', {
          d: `M${px(a)} ${px(middle)}H${px(b)}M${px(a)} ${px(middle - 4)}v8M${px(b)} ${px(middle - 4)}v8`,
          stroke: from === 'zero' ? theme.ink : colour,
          'stroke-width': 1.5,
          fill: 'none',
        })
    const dots = (numbers[i] ?? [])
      .filter(Number.isFinite)
      .map(value =>
        element('circle', { cx: px(x.place(value)), cy: px(middle), r: 2.2, fill: theme.paper, stroke: theme.ink, 'stroke-width': 1 }),
      )
    const mark = from === 'zero' ? '' : element('circle', { cx: px(at), cy: px(middle), r: 5, fill: colour })
    return element('g', {}, element('title', {}, text(`${name}: ${figures[i] ?? ''}`)), label, shape, mark, whisker, ...dots, figure)
  })
  const grid = x.ticks.map(
    ({ at, label }) =>
      element('line', { x1: px(at), x2: px(at), y1: px(top), y2: px(bottom), stroke: theme.line }) +
      write(at, bottom + 15, label, { anchor: 'middle', size: 11, fill: theme.soft }),
  )
  return sheet(
    {
      width,
      height: bottom + 24,
      title: title || 'bars',
      description: rows.map(({ name }, i) => `${name}: ${figures[i] ?? ''}.`).join(' '),
      theme,
      themeName,
    },
    title === '' ? '' : write(edge, edge + 12, fitted(title, 15, width - 2 * edge), { size: 15, weight: 600, fill: theme.ink }),
    ...grid,
    ...drawn,
  )
}
