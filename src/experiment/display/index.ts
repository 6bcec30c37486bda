// The display of a sweep: a line for whatever happens.

import type { Display, DisplayOptions, Job } from './display.js'

export type { Display, DisplayOptions, Job, JobEvent, Outcome } from './display.js'

/** A line of output as it comes, a line of progress at every tenth of a run, and one for what has become of it. */
export function createDisplay({ stream, jobs }: DisplayOptions): Display {
  const tenths = new Map<string, number>()
  const say = ({ title }: Job, text: string): void => {
    stream.write(jobs.length > 1 ? `[${title}] ${text}\n` : `${text}\n`)
  }
  let finished = 0
  return {
    update(job, event) {
      if (event.type === 'output') return say(job, event.line)
      const { type, step, total, ...metrics } = event
      const tenth = Math.floor((10 * step) / total)
      if (tenths.get(job.id) === tenth) return
      tenths.set(job.id, tenth)
      say(
        job,
        [`${step}/${total}`, ...Object.entries(metrics).map(([name, value]) => `${name} ${Number(value).toPrecision(4)}`)].join('  '),
      )
    },
    finish(job, { state, seconds, error }) {
      finished++
      say(job, `${state} after ${seconds.toFixed(1)} s (${finished}/${jobs.length})${error === undefined ? '' : `: ${error}`}`)
    },
    close: () => undefined,
  }
}
