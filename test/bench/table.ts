// A table as text: columns as wide as their widest cell, words to the left, figures to the right.

export type Alignment = 'left' | 'right'

export interface Column {
  readonly title: string
  readonly align: Alignment
}

const padded = (text: string, width: number, align: Alignment): string => (align === 'left' ? text.padEnd(width) : text.padStart(width))

/** @param rows cells in the order of the columns; missing ones are empty */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map(row => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, i) => padded(cells[i] ?? '', widths[i] ?? 0, align))
      .join('  ')
      .trimEnd()
  const rule = widths.map(width => '-'.repeat(width)).join('  ')
  return [line(columns.map(({ title }) => title)), rule, ...rows.map(line)].join('\n')
}
