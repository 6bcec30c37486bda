// Progress of a long computation: in a terminal one line that is rewritten, with rate and remaining time; otherwise plain lines, few.

export interface Progress {
  /** @param note what to show behind the bar, e.g. the loss */
  readonly update: (done: number, note: string) => void
  /** Ends the line. */
  readonly finish: (note: string) => void
}

const duration = (seconds: number): string =>
  seconds >= 90 ? `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s` : `${Math.ceil(seconds)} s`

/**
 * @param unit what is counted, e.g. `digits`
 * @param now milliseconds, for the rate
 */
export function progress(
  title: string,
  total: number,
  unit: string,
  stream: NodeJS.WriteStream = process.stdout,
  now = performance.now.bind(performance),
): Progress {
  const started = now()
  const live = stream.isTTY === true
  let lastShown = Number.NEGATIVE_INFINITY
  let nextLine = 0.25

  const rate = (done: number): number => (done / Math.max(1e-3, now() - started)) * 1000
  return {
    update(done, note) {
      const speed = rate(done)
      const remaining = speed > 0 ? duration((total - done) / speed) : '…'
      if (!live) {
        if (done / total < nextLine || done >= total) return
        nextLine += 0.25
        stream.write(`${title}  ${String(Math.round((100 * done) / total)).padStart(3)} %  ${Math.round(speed)} ${unit}/s  ${note}\n`)
        return
      }
      if (now() - lastShown < 80) return
      lastShown = now()
      const width = Math.max(10, Math.min(30, (stream.columns ?? 80) - 62))
      const filled = Math.round((width * done) / total)
      stream.write(
        `\r\x1b[K${title} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.round(speed)} ${unit}/s, ${remaining} left  ${note}`,
      )
    },
    finish(note) {
      stream.write(
        `${live ? '\r\x1b[K' : ''}${title}  ${((now() - started) / 1000).toFixed(1)} s  ${Math.round(rate(total))} ${unit}/s  ${note}\n`,
      )
    },
  }
}
