// The squares of a confusion matrix: with figures where there is room for them, and as few elements as shades where there are many.

import { element, text } from '../../support/html/markup.js'
import { px, textWidth, write } from './canvas.js'
import { strokeOf, type Theme } from './theme.js'
import { shortNumber } from './words.js'

export interface Cells {
  readonly labels: readonly string[]
  readonly rows: readonly (readonly number[])[]
  /** Sums of rows. */
  readonly totals: readonly number[]
  /** Where the first begins, and how large one is. */
  readonly left: number
  readonly top: number
  readonly cell: number
  readonly theme: Theme
}

/** A few are seen, too. */
const opacityOf = (share: number): number => 0.08 + 0.92 * share

/** Each square says what it is. */
export function detailedCells({ labels, rows, totals, left, top, cell, theme }: Cells): string {
  const { colour } = strokeOf(theme, 0)
  const size = Math.max(3, Math.min(11.5, cell * 0.62))
  const one = (count: number, i: number, j: number): string => {
    const [x, y, share] = [left + j * cell, top + i * cell, count / (totals[i] || 1)]
    const figure = shortNumber(count, 3)
    const hasFigure = cell >= 20 && count > 0 && textWidth(figure, size) < cell - 2
    return element(
      'g',
      {},
      element('title', {}, text(`${labels[i] ?? ''}, predicted as ${labels[j] ?? ''}: ${count} of ${totals[i] ?? 0}`)),
      element('rect', {
        x: px(x + 0.5),
        y: px(y + 0.5),
        width: px(cell - 1),
        height: px(cell - 1),
        rx: cell > 16 ? 2 : undefined,
        fill: count === 0 ? theme.line : colour,
        'fill-opacity': count === 0 ? 0.35 : opacityOf(share).toFixed(3),
      }),
      hasFigure
        ? write(x + cell / 2, y + cell / 2 + size * 0.36, figure, {
            anchor: 'middle',
            size: Math.round(size * 10) / 10,
            fill: share > 0.62 ? theme.paper : theme.ink,
          })
        : '',
    )
  }
  return rows.map((row, i) => row.map((count, j) => one(count, i, j)).join('')).join('')
}

const shades = 20

/** A path for each shade, of all squares that have it; none for pairs that do not occur. */
export function shadedCells({ rows, totals, left, top, cell, theme }: Cells): string {
  const { colour } = strokeOf(theme, 0)
  const paths = Array.from({ length: shades + 1 }, (): string[] => [])
  const side = px(Math.max(0.4, cell - (cell > 4 ? 0.5 : 0)))
  const hundredth = (value: number): number => Math.round(value * 100) / 100
  for (const [i, row] of rows.entries())
    for (const [j, count] of row.entries()) {
      if (count === 0) continue
      const shade = Math.ceil((count / (totals[i] || 1)) * shades)
      paths[shade]?.push(`M${hundredth(left + j * cell)} ${hundredth(top + i * cell)}h${side}v${side}h-${side}z`)
    }
  const [across, down] = [px(cell * rows.length), px(cell * rows.length)]
  return [
    element('rect', { x: px(left), y: px(top), width: across, height: down, fill: theme.line, 'fill-opacity': 0.35 }),
    ...paths.map((squares, shade) =>
      squares.length === 0
        ? ''
        : element('path', { d: squares.join(''), fill: colour, 'fill-opacity': opacityOf(shade / shades).toFixed(3) }),
    ),
  ].join('')
}
