// A run of epochs as that of an experiment: it begins or goes on where it was interrupted, tells how far it is, and keeps numbers, state and outcome.

import type { Fit, FitState, Report, TrainState } from 'tenet'
import type { GivenSummary, Metrics, RunContext } from 'tenet/experiment'

export interface Study<P, S, R> {
  readonly fitting: Fit<P, S, R>
  /** The state before the first step. */
  readonly start: FitState<P, S>
  readonly epochs: number
  /** Steps in an epoch. */
  readonly steps: number
  /** What an epoch that has ended comes to. */
  readonly measure: (report: Report<P, S, R>) => Metrics | Promise<Metrics>
  /** What the run comes to. */
  readonly outcome: (state: TrainState<P, S>) => GivenSummary | Promise<GivenSummary>
}

export async function record<P, S, R>(
  { fitting, start, epochs, steps, measure, outcome }: Study<P, S, R>,
  { signal, log, progress, checkpoint, resume, summary }: RunContext,
): Promise<void> {
  let state = (await resume(start)) ?? start
  for await (const report of fitting.run(state)) {
    state = report.state
    progress({
      step: report.ended ? (report.epoch + 1) * steps : report.epoch * steps + report.batch,
      total: epochs * steps,
      loss: report.loss,
    })
    if (report.ended) log({ step: report.epoch + 1, ...(await measure(report)) })
    if (report.ended || signal.aborted) await checkpoint(state)
  }
  await summary(await outcome(state.train))
}
