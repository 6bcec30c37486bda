// The lines of a live display: a bar for each job that runs, and one for all of them. A line is never wider than the terminal; what does not fit is left out,
// the least important first: metrics from the last, the rate, the bar, the remaining time.

import { showDuration, showRate } from '../durations.js'
import { cells, cutTo, padTo } from '../terminal-text.js'
import { fractionOf, type JobState, type Overall, rateOf, remainingOf } from './job-state.js'
import { metricWords, overallWords, titleOf } from './words.js'

export type Style = 'bar' | 'rest' | 'soft' | 'good' | 'bad'

/** A piece of a line, and how it looks. */
export interface Piece {
  readonly text: string
  readonly style?: Style
}

export type Line = readonly Piece[]

export interface Size {
  readonly columns: number
  readonly rows: number
}

const plain = (line: Line): string => line.map(({ text }) => text).join('')
export const widthOf = (line: Line): number => cells(plain(line))

/** Halves of a cell are drawn, too. */
function bar(fraction: number, width: number): Line {
  const halves = Math.round(fraction * width * 2)
  const full = Math.floor(halves / 2)
  const half = halves % 2 === 1 ? '╸' : ''
  return [
    { text: '━'.repeat(full) + half, style: 'bar' },
    { text: '─'.repeat(width - full - half.length), style: 'rest' },
  ]
}

const barWidth = 20
const percentOf = (fraction: number | null): string => (fraction === null ? '' : `${Math.floor(fraction * 100)} %`.padStart(5))

/** Puts pieces after each other, as long as they fit. */
function fitting(columns: number, start: Line, more: readonly Line[]): Line {
  const line = [...start]
  let taken = widthOf(line)
  for (const piece of more) {
    const width = widthOf(piece)
    if (width === 0) continue
    if (taken + 2 + width > columns) break
    line.push({ text: '  ' }, ...piece)
    taken += 2 + width
  }
  return line
}

/** A title, a bar, and then what there is room for. */
function barLine(title: string, titleWidth: number, fraction: number | null, columns: number, more: readonly Line[]): Line {
  const name = { text: padTo(cutTo(title, titleWidth), titleWidth) }
  const percent = percentOf(fraction)
  const roomy = columns >= titleWidth + barWidth + 12
  const start: Line = [
    name,
    ...(roomy && fraction !== null ? [{ text: '  ' }, ...bar(fraction, barWidth)] : []),
    ...(percent === '' || titleWidth + 2 + percent.length > columns ? [] : [{ text: ` ${percent}` }]),
  ]
  return fitting(columns, start, more)
}

function jobLine({ job, began, progress }: JobState, titleWidth: number, columns: number, now: number): Line {
  const title = titleOf(job)
  if (progress === null)
    return barLine(title, titleWidth, null, columns, [[{ text: `begun ${showDuration((now - began) / 1000)} ago`, style: 'soft' }]])
  const [rate, remaining] = [rateOf(progress, now), remainingOf(progress, now)]
  return barLine(title, titleWidth, fractionOf(progress), columns, [
    ...(remaining === null ? [] : [[{ text: `${showDuration(remaining)} left` }]]),
    ...(rate === null ? [] : [[{ text: showRate(rate), style: 'soft' as const }]]),
    ...metricWords(progress.metrics).map(text => [{ text }]),
  ])
}

function overallLine(overall: Overall, titleWidth: number, columns: number): Line {
  const { failed, remaining, fraction } = overall
  return barLine('all', titleWidth, fraction, columns, [
    ...(remaining === null ? [] : [[{ text: `${showDuration(remaining)} left` }]]),
    [{ text: overallWords(overall), style: failed > 0 ? 'bad' : 'soft' }],
  ])
}

/**
 * The display at a moment.
 * @param states of the jobs that run, in the order in which they began
 * @returns at most as many lines as the terminal has rows, less one
 */
export function liveLines(states: readonly JobState[], overall: Overall, { columns, rows }: Size, now: number): readonly Line[] {
  // The last cell stays free: some terminals begin a new line when it is written to.
  const width = Math.max(1, columns - 1)
  const several = overall.jobs > 1
  const room = Math.max(1, rows - 2 - (several ? 1 : 0))
  const shown = states.length > room ? states.slice(0, room - 1) : states
  const titles = [...shown.map(({ job }) => titleOf(job)), ...(several ? ['all'] : [])]
  const titleWidth = Math.min(
    titles.reduce((widest, title) => Math.max(widest, cells(title)), 0),
    Math.max(8, Math.floor(width * 0.4)),
    width,
  )
  const left = states.length - shown.length
  return [
    ...shown.map(state => jobLine(state, titleWidth, width, now)),
    ...(left > 0 ? [[{ text: cutTo(`… and ${left} more that run`, width), style: 'soft' as const }]] : []),
    ...(several ? [overallLine(overall, titleWidth, width)] : []),
  ]
}
