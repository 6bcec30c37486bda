// Which colour is whose: names with a piece of their line, in as many rows as they need.

import { element } from '../../support/html/markup.js'
import { fitted, px, textWidth, write } from './canvas.js'
import { distinct, strokeOf, type Theme } from './theme.js'

export interface Legend {
  readonly markup: string
  readonly height: number
}

const size = 12
const swatch = 22
const rowHeight = 20

/** @param left @param top where it begins @param width what it may take */
export function legendOf(names: readonly string[], theme: Theme, left: number, top: number, width: number): Legend {
  const rest = names.length - distinct
  const items = names
    .slice(0, distinct)
    .map((name, i) => ({ name, ...strokeOf(theme, i) }))
    .concat(rest > 0 ? [{ name: `${rest} more`, ...strokeOf(theme, distinct) }] : [])
  let [x, row] = [left, 0]
  const parts = items.map(({ name, colour, dash }) => {
    const shown = fitted(name, size, width - swatch - 8)
    const taken = swatch + 7 + textWidth(shown, size) + 18
    if (x > left && x + taken - 18 > left + width) [x, row] = [left, row + 1]
    const y = top + row * rowHeight + 10
    const markup =
      element('line', {
        x1: px(x),
        x2: px(x + swatch),
        y1: px(y),
        y2: px(y),
        stroke: colour,
        'stroke-width': 2.5,
        'stroke-dasharray': dash,
        'stroke-linecap': dash === undefined ? 'round' : undefined,
      }) + write(x + swatch + 7, y + 4, shown, { fill: theme.ink })
    x += taken
    return markup
  })
  return { markup: parts.join(''), height: items.length === 0 ? 0 : (row + 1) * rowHeight }
}
