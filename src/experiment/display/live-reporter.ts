// Tells what happens in a terminal: bars below, what stays above them. Drawn at most ten times a second, whatever happens.

import type { Clock } from './display.js'
import { type Line, liveLines, type Size } from './live.js'
import { labelled } from './plain.js'
import type { Reporter, Sweep } from './reporter.js'
import { frame, hideCursor, marked, showCursor } from './terminal.js'
import { metricWords, outcomeWords, titleOf } from './words.js'

export interface Terminal extends NodeJS.WritableStream {
  readonly isTTY: true
  readonly columns?: number
  readonly rows?: number
}

const frameMs = 100
/** What counts by itself is drawn anew every so many frames. */
const framesOfSilence = 10

export function liveReporter(terminal: Terminal, { several, running, isOver, overall }: Sweep, clock: Clock): Reporter {
  // The lines as they stand on the screen, what is to stay above them, and whether something has happened since.
  let standing: readonly Line[] = []
  let lasting: string[] = []
  let isStale = false
  let silent = 0
  const size = (): Size => ({ columns: terminal.columns || 80, rows: terminal.rows || 24 })

  function draw(lines: readonly Line[]): void {
    isStale = false
    silent = 0
    // What has not changed is not written again.
    if (lasting.length === 0 && JSON.stringify(lines) === JSON.stringify(standing)) return
    terminal.write(frame(standing, lasting, lines, size().columns))
    standing = lines
    lasting = []
  }

  function refresh(): void {
    const now = clock.now()
    draw(isOver() ? [] : liveLines(running(), overall(now), size(), now))
  }

  // Also where the process ends by an error before the display is closed.
  const restore = (): void => {
    terminal.write(showCursor)
  }
  process.once('exit', restore)
  terminal.write(hideCursor)
  refresh()
  terminal.on('resize', refresh)
  const stop = clock.every(frameMs, () => {
    silent++
    if (isStale || silent >= framesOfSilence) refresh()
  })
  return {
    line(state, line) {
      lasting.push(labelled(state, several, line))
      isStale = true
    },
    progress() {
      isStale = true
    },
    finish(state, outcome) {
      const isGood = outcome.state === 'finished'
      const numbers = isGood && state.progress !== null ? metricWords(state.progress.metrics) : []
      const words = [several ? titleOf(state.job) : '', outcomeWords(outcome), ...numbers].filter(text => text !== '').join('  ')
      lasting.push(marked(isGood ? '✓' : '✗', isGood ? 'good' : 'bad', words))
      isStale = true
    },
    close() {
      stop()
      terminal.off('resize', refresh)
      // Bars do not stay: what has become of the jobs stands above them.
      draw([])
      restore()
      process.off('exit', restore)
    },
  }
}
