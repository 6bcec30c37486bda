// Tells what happens in lines that stay.

import type { Clock } from './display.js'
import type { JobState } from './job-state.js'
import { isDue, labelled, progressLine, type Said, saidAtBeginning } from './plain.js'
import type { Reporter, Sweep } from './reporter.js'
import { metricWords, outcomeWords, overallWords } from './words.js'

export function plainReporter(stream: NodeJS.WritableStream, { several, overall }: Sweep, clock: Clock): Reporter {
  const said = new Map<string, Said>()
  const say = (state: JobState, line: string): void => {
    stream.write(`${labelled(state, several, line)}\n`)
  }
  return {
    line: say,
    progress(state, now) {
      const { job, progress, began } = state
      if (progress === null || !isDue(state, said.get(job.id) ?? saidAtBeginning(began), now)) return
      said.set(job.id, { time: now, step: progress.step, fraction: progress.step / progress.total || 0 })
      say(state, progressLine(state, now))
    },
    finish(state, outcome) {
      const numbers = outcome.state === 'finished' && state.progress !== null ? metricWords(state.progress.metrics) : []
      say(state, [outcomeWords(outcome), ...numbers, ...(several ? [`(${overallWords(overall(clock.now()))})`] : [])].join('  '))
    },
    close: () => undefined,
  }
}
