// Text for terminals: as wide as it is seen, and with nothing in it that a terminal would obey.

import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'

/** Control characters, what changes the direction of writing, halves of surrogate pairs. */
const commanding = /[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text in one line that commands no terminal: colours and the like are taken out, what else could be obeyed is shown as U+FFFD. */
export const harmless = (text: string): string => stripVTControlCharacters(text).replace(/\s/g, ' ').replace(commanding, '\ufffd')

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** How many cells a text takes: letters of the East take two. */
export const cells = (text: string): number => stringWidth(text)

/** The text, or as much of its beginning as goes into so many cells, with an ellipsis. */
export function cutTo(text: string, width: number): string {
  if (cells(text) <= width) return text
  if (width <= 0) return ''
  let [kept, taken] = ['', 1]
  for (const { segment } of graphemes.segment(text)) {
    taken += cells(segment)
    if (taken > width) break
    kept += segment
  }
  return `${kept}…`
}

/** The text in so many cells, spaces behind it or before. */
export function padTo(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - cells(text)))
  return side === 'left' ? text + space : space + text
}
