// What the numbers of a run come to: the last of each, the least and the largest.

import type { Extreme, LoggedMetrics, RunSummary } from './format.js'

const better = (now: Extreme, before: Extreme | undefined, isBetter: boolean): Extreme => (before === undefined || isBetter ? now : before)

export function summarize(metrics: readonly LoggedMetrics[]): Pick<RunSummary, 'last' | 'best'> {
  const last: Record<string, number> = {}
  const best: Record<string, { readonly min: Extreme; readonly max: Extreme } | null> = {}
  for (const { step, time, ...values } of metrics)
    for (const [name, value] of Object.entries(values)) {
      last[name] = value
      const before = best[name] ?? undefined
      best[name] = Number.isNaN(value)
        ? (before ?? null)
        : {
            min: better({ value, step }, before?.min, value < (before?.min.value ?? value)),
            max: better({ value, step }, before?.max, value > (before?.max.value ?? value)),
          }
    }
  return { last, best }
}
