// Running sums, products and extrema along an axis, and the recurrence they differentiate by.

export { cumMax, cumMaxP, cumMin, cumMinP } from './extremum.js'
export { recurrence, recurrenceP } from './recurrence.js'
export type { CumulativeParams } from './running.js'
export { cumProduct, cumProductP, cumSum, cumSumP } from './sum.js'
