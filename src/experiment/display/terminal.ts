// Writing to a terminal: lines that stay, and below them lines that are replaced. Each change is one write, and a line that counts is written over, not
// cleared before, so nothing flickers; terminals that know how are told to show the whole at once.

import type { Line, Style } from './live.js'
import { widthOf } from './live.js'

const csi = '\x1b['
const colours: Readonly<Record<Style, string>> = { bar: '36', rest: '2', soft: '2', good: '32', bad: '31' }

const painted = (line: Line): string =>
  line.map(({ text, style }) => (style === undefined || text === '' ? text : `${csi}${colours[style]}m${text}${csi}0m`)).join('')

const clearToEnd = `${csi}K`
const clearBelow = `${csi}J`
export const hideCursor = `${csi}?25l`
export const showCursor = `${csi}?25h`
// Synchronized output: others pass over it.
const [beginFrame, endFrame] = [`${csi}?2026h`, `${csi}?2026l`]

/** How many rows lines take in a terminal that may have become narrower since they were written. */
export const rowsOf = (lines: readonly Line[], columns: number): number =>
  lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / Math.max(1, columns))), 0)

/**
 * What to write so that lines are put above the live ones, and the live ones replaced.
 * @param before the live lines as they stand, above the cursor
 * @param columns of the terminal now
 */
export function frame(before: readonly Line[], lasting: readonly string[], after: readonly Line[], columns: number): string {
  const up = rowsOf(before, columns)
  return [
    beginFrame,
    '\r',
    up > 0 ? `${csi}${up}A` : '',
    // Where a lasting line wraps is the terminal's affair, so what it goes over is cleared before.
    lasting.length > 0 ? clearBelow : '',
    ...lasting.map(line => `${line}\n`),
    ...after.map(line => `${painted(line)}${clearToEnd}\n`),
    clearBelow,
    endFrame,
  ].join('')
}

/** A lasting line with how its mark looks. */
export const marked = (mark: string, style: Style, line: string): string => `${painted([{ text: mark, style }])} ${line}`
