// Which colour is whose: names with a piece of their line, in as many rows as they need.

import { element } from '../../support/html/markup.js'
import { fitted, px, textWidth, write } from './canvas.js'
import { distinct, type Stroke, strokeOf, type Theme } from './theme.js'

export interface Legend {
  readonly markup: string
  readonly height: number
}

/** Where it begins, and what it may take; it has one row in any case. */
export interface Room {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const size = 12
const swatch = 22
const rowHeight = 20

interface Item extends Stroke {
  readonly name: string
  readonly x: number
  readonly row: number
}

/** So many names one after the other, and how many there are beyond. */
function layOut(names: readonly string[], count: number, theme: Theme, { left, width }: Room): readonly Item[] {
  const rest = names.length - count
  const shown = names.slice(0, count).map((name, i) => ({ name, ...strokeOf(theme, i) }))
  let [x, row] = [left, 0]
  return [...shown, ...(rest > 0 ? [{ name: `${rest} more`, ...strokeOf(theme, distinct) }] : [])].map(item => {
    const name = fitted(item.name, size, width - swatch - 8)
    const taken = swatch + 7 + textWidth(name, size)
    if (x > left && x + taken > left + width) [x, row] = [left, row + 1]
    const placed = { ...item, name, x, row }
    x += taken + 18
    return placed
  })
}

export function legendOf(names: readonly string[], theme: Theme, room: Room): Legend {
  if (names.length === 0) return { markup: '', height: 0 }
  const heightOf = (items: readonly Item[]): number => ((items.at(-1)?.row ?? 0) + 1) * rowHeight
  let count = Math.min(names.length, distinct)
  let items = layOut(names, count, theme, room)
  while (count > 1 && heightOf(items) > room.height) items = layOut(names, --count, theme, room)
  const parts = items.map(({ name, x, row, colour, dash }) => {
    const y = room.top + row * rowHeight + 10
    const line = element('line', {
      x1: px(x),
      x2: px(x + swatch),
      y1: px(y),
      y2: px(y),
      stroke: colour,
      'stroke-width': 2.5,
      'stroke-dasharray': dash,
      'stroke-linecap': dash === undefined ? 'round' : undefined,
    })
    return line + write(x + swatch + 7, y + 4, name, { fill: theme.ink })
  })
  return { markup: parts.join(''), height: heightOf(items) }
}
