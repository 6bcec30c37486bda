// A series foretold by linear, convolutional and recurrent models, beside two rules that learn nothing: that all stays as it is, or as it was a season ago.
// Run: npx tenet run examples/series.ts --model linear,convolutional,recurrent --seed 0..2
//      npx tenet compare runs/series

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ArgumentError } from 'tenet'
import { draws, exampleKey, ndArray, readCsv } from 'tenet/data'
import { experiment, option } from 'tenet/experiment'
import { modelNames, type Quantity, seriesStudy } from './series/study.js'
import { record } from './studies/record.js'

const nearby = '../shared/data/series'

/** Name, file, column, and how many steps a season has. */
const kinds = {
  sunspots: { file: 'monthly-sunspots.csv', column: 'Sunspots', season: 132 },
  passengers: { file: 'airline-passengers.csv', column: 'Passengers', season: 12 },
} as const

/** Two waves of unequal lengths whose heights drift, and noise: so many months. */
export function madeUpSeries(length: number, seed: number): Quantity {
  const { normal } = draws(exampleKey(seed, 0, 0))
  let [height, other] = [1, 1]
  const values = Float32Array.from({ length }, (_, t) => {
    height = Math.max(0.3, height + 0.03 * normal())
    other = Math.max(0.3, other + 0.03 * normal())
    return 50 + 30 * height * Math.sin((2 * Math.PI * t) / 12) + 15 * other * Math.sin((2 * Math.PI * t) / 31) + 3 * normal()
  })
  return ndArray([length], 'float32', values)
}

async function read(name: keyof typeof kinds, folder: string): Promise<Quantity> {
  const { file, column } = kinds[name]
  const table = await readCsv(join(folder, file), { columns: { [column]: 'float32' } })
  if (table._tag === 'Left') throw table.left
  const values = table.right.columns[column] ?? new Float32Array()
  return ndArray([values.length], 'float32', values)
}

export default experiment({
  description: 'The next months of a series, foretold by a linear, a convolutional or a recurrent model.',
  options: {
    model: option.choice('linear', modelNames),
    series: option.choice('sunspots', ['sunspots', 'passengers', 'made-up'], { description: 'made-up where there are no files' }),
    input: option.int(48, { min: 2, description: 'months that are looked at' }),
    horizon: option.int(12, { min: 1, description: 'months that are foretold' }),
    epochs: option.int(30, { min: 1 }),
    batch: option.int(64, { min: 1 }),
    lr: option.float(3e-3, { min: 0 }),
    data: option.optional(option.path(), null, {
      description: 'a folder with monthly-sunspots.csv and airline-passengers.csv; none: ../shared/data/series if it is there',
    }),
  },
  async run({ model, series, input, horizon, epochs, batch, lr, data }, context) {
    const made = series === 'made-up' || (data === null && !existsSync(nearby))
    const values = made ? madeUpSeries(600, context.seed) : await read(series, data ?? nearby)
    const season = made ? 12 : kinds[series].season
    const needed = 5 * (input + horizon)
    if (values.shape[0] < needed)
      throw new ArgumentError(
        `input: ${input} months to look at and ${horizon} to foretell need ${needed} in all; the series has ${values.shape[0]}`,
      )
    await record(seriesStudy({ model, input, horizon, season, epochs, batch, learningRate: lr }, values, context), context)
  },
})
