// Rows of texts below each other, each column as wide as its widest.

import { cells, cutTo, harmless, padTo } from '../terminal-text.js'

export interface TextColumn {
  readonly title: string
  readonly side: 'left' | 'right'
  /** Wider ones are cut. */
  readonly most?: number
}

/** Lines without spaces at their ends; the first has the titles. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [columns.map(({ title }) => title), ...rows].map(row =>
    row.map((text, i) => cutTo(harmless(text), columns[i]?.most ?? Number.POSITIVE_INFINITY)),
  )
  const widths = columns.map((_, i) => all.reduce((widest, row) => Math.max(widest, cells(row[i] ?? '')), 0))
  return all.map(row =>
    row
      .map((text, i) => padTo(text, widths[i] ?? 0, columns[i]?.side))
      .join('  ')
      .trimEnd(),
  )
}
