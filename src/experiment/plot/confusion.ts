// How often each class is taken for each: a square for each pair of classes, rows of right classes, columns of predicted ones, as dark as their share of the row.

import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { show } from '../../support/show.js'
import { fitted, px, sheet, textWidth, write } from './canvas.js'
import { detailedCells, shadedCells } from './confusion-cells.js'
import { checkNumbers, checkPicture, checkText, type PictureOptions } from './options.js'
import { themeOf } from './theme.js'

/** More classes than these have no names in the picture, and more than those make none. */
const mostNamed = 30
export const mostClasses = 300

/** @throws ArgumentError unless there are as many rows as labels, and columns, of counts from 0 */
function checkCounts(labels: unknown, counts: unknown): asserts counts is readonly (readonly number[])[] {
  if (!Array.isArray(labels) || labels.length === 0)
    throw new ArgumentError(`confusion: labels must be an array that is not empty; got ${show(labels)}`)
  if (labels.length > mostClasses) throw new ArgumentError(`confusion: at most ${mostClasses} classes make a picture; got ${labels.length}`)
  for (const label of Array.from(labels as readonly unknown[])) checkText('confusion', 'each label', label)
  if (!Array.isArray(counts) || counts.length !== labels.length)
    throw new ArgumentError(`confusion: counts must be ${labels.length} rows, one a label; got ${show(counts)}`)
  for (const [i, row] of Array.from(counts as readonly unknown[]).entries()) {
    checkNumbers('confusion', `row ${i} of counts`, row)
    if (row.length !== labels.length)
      throw new ArgumentError(`confusion: row ${i} of counts must have ${labels.length} numbers, one a label; got ${row.length}`)
    for (const count of Array.from(row))
      if (!(Number.isFinite(count) && count >= 0))
        throw new ArgumentError(`confusion: counts must be from 0; got ${show(count)} in row ${i}`)
  }
}

/**
 * A picture of a confusion matrix, with the share of each class that was found.
 * @param labels the classes
 * @param counts of right classes in rows, predicted ones in columns, as `metrics.confusionMatrix` gives them
 * @returns an SVG
 * @throws ArgumentError when the counts are not as many rows and columns as there are labels, or there are more than 300
 * @example
 * ```
 * confusion(['cat', 'dog'], [[8, 2], [1, 9]]).startsWith('<svg') // true
 * ```
 */
export function confusion(labels: readonly string[], counts: readonly ArrayLike<number>[], options: PictureOptions = {}): string {
  checkCounts(labels, counts)
  const settled = optionsOf<PictureOptions>('confusion', options, { title: '', width: 560, theme: 'light' })
  checkPicture('confusion', settled)
  const { title, width, theme: themeName } = settled

  const theme = themeOf(themeName)
  const edge = 14
  const n = labels.length
  const rows = counts.map(row => Array.from(row, Number))
  const totals = rows.map(row => row.reduce((a, b) => a + b, 0))
  const share = (i: number, j: number): number => (rows[i]?.[j] ?? 0) / (totals[i] || 1)
  const found = (i: number): string => (totals[i] === 0 ? '–' : `${(100 * share(i, i)).toFixed(1)} %`)

  const named = n <= mostNamed
  const heading = title === '' ? 0 : 30
  const labelsWidth = named ? Math.min(width * 0.26, Math.max(...labels.map(label => textWidth(label, 11.5))) + 8) : 0
  const left = edge + 18 + labelsWidth
  const right = width - edge - (named ? 48 : 0)
  const cell = Math.min((right - left) / n, 64)
  const size = Math.max(3, Math.min(11.5, cell * 0.62))
  const top = edge + heading + 22 + (named ? Math.min(labelsWidth * 0.8 + 6, 90) : 0)
  const across = left + (cell * n) / 2

  const squares = { labels, rows, totals, left, top, cell, theme }
  const names = named
    ? labels.flatMap((label, i) => {
        const middle = (i + 0.5) * cell
        const short = fitted(label, size, labelsWidth - 4)
        return [
          write(left - 6, top + middle + size * 0.36, short, { anchor: 'end', size, fill: theme.ink }),
          write(left + middle + 3, top - 8, short, {
            size,
            fill: theme.ink,
            transform: `rotate(-45 ${px(left + middle + 3)} ${px(top - 8)})`,
          }),
          write(left + n * cell + 44, top + middle + size * 0.36, found(i), { anchor: 'end', size, fill: theme.soft }),
        ]
      })
    : []
  const correct = rows.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
  const all = totals.reduce((a, b) => a + b, 0)
  const side = edge + 8
  return sheet(
    {
      // Few classes need less.
      width: Math.min(width, left + cell * n + edge + (named ? 48 : 0)),
      height: top + n * cell + edge,
      title: title || 'confusion matrix',
      description: `${all === 0 ? 'No examples.' : `${correct} of ${all} right, ${((100 * correct) / all).toFixed(1)} %.`} ${labels
        .slice(0, 30)
        .map((label, i) => `${label}: ${found(i)} found.`)
        .join(' ')}`,
      theme,
      themeName,
    },
    title === '' ? '' : write(edge, edge + 12, fitted(title, 15, width - 2 * edge), { size: 15, weight: 600, fill: theme.ink }),
    write(across, edge + heading + 8, 'predicted', { anchor: 'middle', size: 11, fill: theme.soft }),
    write(side, top + (n * cell) / 2, 'true', {
      anchor: 'middle',
      size: 11,
      fill: theme.soft,
      transform: `rotate(-90 ${px(side)} ${px(top + (n * cell) / 2)})`,
    }),
    ...names,
    named ? detailedCells(squares) : shadedCells(squares),
  )
}
