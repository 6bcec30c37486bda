// The table of a study on a page: a table where there is room, a card for each row where there is none.

import { element, span, text } from '../../support/html/markup.js'
import { bestFirst, type Group, type MetricColumn, type Study, showOption } from '../compare/study.js'
import { meanOf, runsOf } from '../compare/text.js'
import { decimalsOf, shortNumber } from '../plot/words.js'
import { spreadOf } from '../spread.js'
import { swatch } from './swatch.js'

/** More columns and rows than these make no table. */
const mostMetrics = 5
const mostRows = 100

/** A name that is long may be broken anywhere; others keep the column as wide as they are. */
const name = (value: string): string => element('bdi', { class: value.length > 30 ? 'long' : undefined }, text(value))

function metricCells({ name: metric, goal, winner }: MetricColumn, groups: readonly Group[]): readonly string[] {
  const spreads = groups.map(({ cells }) => cells.get(metric)?.spread ?? spreadOf([]))
  const decimals = decimalsOf(spreads)
  return groups.map((group, i) => {
    const best = group.cells.get(metric)?.best
    const won = group === winner
    return element(
      'td',
      { 'data-name': metric, class: won ? 'number won' : 'number' },
      span(
        'mean',
        text(meanOf(spreads[i] ?? spreadOf([]), goal, decimals)),
        won ? element('span', { class: 'star', title: 'the best mean', role: 'img', 'aria-label': 'the best mean' }, '★') : '',
      ),
      goal === null ? '' : element('small', {}, text(best ? `best run ${shortNumber(best.value)}` : 'no number')),
    )
  })
}

/** @param places of groups among the curves; absent: none has its own colour */
export function resultTable(study: Study, places: ReadonlyMap<Group, number>): string {
  const { by, metrics, groups, experiment } = study
  const shown = metrics.slice(0, mostMetrics)
  const rows = groups.length > mostRows ? bestFirst(study).slice(0, mostRows) : groups
  const columns = shown.map(metric => metricCells(metric, rows))
  const titles = by.length === 0 ? [experiment] : by
  const head = element(
    'thead',
    {},
    element(
      'tr',
      {},
      ...titles.map(title => element('th', { scope: 'col' }, name(title))),
      element('th', { scope: 'col', class: 'number' }, 'runs'),
      ...shown.map(({ name: title, goal }) =>
        element(
          'th',
          { scope: 'col', class: 'number' },
          name(title),
          goal === null ? '' : element('small', {}, goal === 'min' ? 'less is better' : 'more is better'),
        ),
      ),
    ),
  )
  const body = rows.map((group, i) =>
    element(
      'tr',
      {},
      ...(by.length === 0 ? [group.title] : group.options.map(showOption)).map((value, j) =>
        j === 0
          ? element(
              'th',
              { scope: 'row', 'data-name': titles[0] },
              span('name', swatch(places.get(group)), by.length === 0 ? '' : span('label', text(titles[0] ?? '')), name(value)),
            )
          : element('td', { 'data-name': titles[j] }, name(value)),
      ),
      element('td', { 'data-name': 'runs', class: 'number' }, text(runsOf(group))),
      ...columns.map(column => column[i] ?? ''),
    ),
  )
  const left = [
    ...(groups.length > rows.length ? [`The best ${rows.length} of ${groups.length} rows.`] : []),
    ...(metrics.length > shown.length
      ? [
          `Left out: ${metrics
            .slice(mostMetrics, mostMetrics + 20)
            .map(({ name }) => name)
            .join(', ')}; --metric shows them.`,
        ]
      : []),
  ]
  return (
    element('div', { class: 'scroll table' }, element('table', {}, head, element('tbody', {}, ...body))) +
    (left.length === 0 ? '' : element('p', { class: 'note under' }, text(left.join(' '))))
  )
}
