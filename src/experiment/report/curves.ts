// The curves of a study on a page: one legend, whose names show and hide their curves, a large picture of the main metric, small ones of the others.

import { div, element, span, text } from '../../support/html/markup.js'
import type { Goal } from '../compare/goals.js'
import { isDrawable, scaleFor, seriesOf } from '../compare/series.js'
import { type Group, mainMetric, type Study } from '../compare/study.js'
import { type CurveSeries, curves } from '../plot/curves.js'
import { distinct } from '../plot/theme.js'
import { swatch } from './swatch.js'

/** More pictures than these are not looked at. */
const mostPanels = 12

interface Drawable {
  readonly name: string
  readonly goal: Goal | null
  readonly series: readonly CurveSeries[]
}

const legend = (groups: readonly Group[]): string =>
  div(
    'keys',
    ...groups
      .slice(0, distinct)
      .map(({ title }, i) =>
        element(
          'button',
          { type: 'button', class: 'key', 'aria-pressed': 'true', 'data-series': i },
          swatch(i),
          element('bdi', {}, text(title)),
        ),
      ),
    groups.length > distinct ? span('key', swatch(distinct), text(`${groups.length - distinct} more`)) : '',
  )

function panel({ name, goal, series }: Drawable, size: 'large' | 'small'): string {
  const scale = scaleFor(series, goal)
  const draw = (width: number, height: number): string => curves(series, { y: '', width, height, scale, legend: 'hide', theme: 'page' })
  return element(
    'figure',
    { class: `panel ${size}` },
    element('figcaption', {}, element('bdi', {}, text(name)), scale === 'log' ? element('small', {}, 'logarithmic scale') : ''),
    // What is wide for a desk is too small to read on a phone.
    ...(size === 'large' ? [div('wide', draw(1060, 380)), div('narrow', draw(360, 280))] : [draw(360, 240)]),
  )
}

/** The metric itself, or what is called like it, such as the validation accuracy for the test accuracy. */
function foremost(all: readonly Drawable[], main: string): Drawable | undefined {
  const lastWord = (name: string): string => /[\p{L}\p{N}]+$/u.exec(name.toLowerCase())?.[0] ?? ''
  const alike = all.filter(({ name }) => lastWord(name) === lastWord(main))
  return all.find(({ name }) => name === main) ?? alike.find(({ name }) => /val|test/i.test(name)) ?? alike[0] ?? all[0]
}

/** @returns '' where nothing was logged twice */
export function curvesOf(study: Study, groups: readonly Group[]): string {
  const all = study.metrics
    .map((metric): Drawable => ({ ...metric, series: seriesOf(groups, metric.name) }))
    .filter(({ series }) => isDrawable(series))
  const first = foremost(all, mainMetric(study)?.name ?? '')
  if (first === undefined) return ''
  const others = all.filter(each => each !== first).slice(0, mostPanels)
  return (
    (groups.length > 1 ? legend(groups) : '') +
    panel(first, 'large') +
    (others.length === 0 ? '' : div('panels', ...others.map(each => panel(each, 'small'))))
  )
}
