// A series foretold from its past by three kinds of model: a linear one, convolutions over time, and a recurrent net, which see the same steps.

import { fit, metrics, nn, optim, type Tensor, type Trainable, train } from 'tenet'
import { batch, type Dataset, fitNormalization, map, type Series, type SeriesWindow, seriesWindows, shuffle, splitSeries } from 'tenet/data'
import type { RunContext } from 'tenet/experiment'
import type { Study } from '../studies/record.js'

export type Quantity = Series<readonly []>
export const modelNames = ['linear', 'convolutional', 'recurrent'] as const

export interface Plan {
  readonly model: (typeof modelNames)[number]
  /** Steps that are looked at, and steps that are foretold. */
  readonly input: number
  readonly horizon: number
  /** Steps until the next cycle, for the foretelling that nothing changes from one to the next. */
  readonly season: number
  readonly epochs: number
  readonly batch: number
  readonly learningRate: number
}

type Windows = Tensor<[number, number], 'float32'>
type Foretelling<P> = Trainable<P, Windows, Windows>

/** The part of a series that is learned from. */
const past = 0.8
const atOnce = 512

function modelOf({ model, input, horizon }: Plan): Foretelling<unknown> {
  const models = {
    linear: () => nn.model([input], nn.linear(horizon)),
    convolutional: () =>
      nn.model(
        [input],
        nn.unflatten(1, [1, input]),
        nn.conv1d(16, 5, { padding: 2 }),
        nn.relu,
        nn.conv1d(16, 5, { padding: 2 }),
        nn.relu,
        nn.maxPool1d(2),
        nn.flatten,
        nn.linear(horizon),
      ),
    recurrent: () => nn.model([input], nn.unflatten(1, [input, 1]), nn.gru(32, { output: 'last' }), nn.linear(horizon)),
  }
  // Each takes the parameters that it makes.
  return models[model]() as Foretelling<unknown>
}

/** The root of the mean square of what a rule gets wrong, in the unit of the series. */
const errorOf = (windows: Dataset<SeriesWindow<readonly [], 'float32'>>, rule: (input: Float32Array, step: number) => number): number => {
  let [sum, count] = [0, 0]
  for (const { input, target } of windows)
    for (const [step, value] of target.data.entries()) {
      sum += (rule(input.data, step) - value) ** 2
      count++
    }
  return Math.sqrt(sum / count)
}

/** @throws ArgumentError, ShapeError when the series is too short for its windows */
export function seriesStudy(
  plan: Plan,
  series: Quantity,
  { key, seed }: Pick<RunContext, 'key' | 'seed'>,
): Study<unknown, unknown, number> {
  const { input, horizon, season, epochs, batch: size, learningRate } = plan
  const [before, after] = splitSeries(series, Math.floor(series.shape[0] * past))
  const { normalize, std } = fitNormalization(before)
  const windows = { input, horizon }
  const [training, heldOut] = [seriesWindows(normalize(before), windows), seriesWindows(normalize(after), windows)]
  const batches = (from: typeof training, count: number) =>
    map(batch(from, count), ({ input: x, target: y }) => ({ x, y }) as { x: Windows; y: Windows })
  const steps = Math.ceil(training.length / size)
  const optimizer = optim.chain(
    optim.clipByGlobalNorm(1),
    optim.adamw({ learningRate: optim.cosine(learningRate, epochs * steps) }),
  ) as optim.Optimizer<unknown>
  const trainer = train(modelOf(plan), (y: Windows, target: Windows) => nn.mseLoss(y, target), optimizer)
  const fitting = fit(trainer, {
    epochs,
    batches: epoch => batches(shuffle(training, { seed, epoch }), size),
    validation: () => batches(heldOut, atOnce),
    metric: metrics.rootMeanSquaredError(),
    reportEvery: 10,
  })
  const inUnits = (normalized: number | undefined): number => (normalized ?? Number.NaN) * (std[0] ?? 1)
  return {
    fitting,
    start: fitting.init(key),
    epochs,
    steps,
    measure: ({ loss, validation }) => ({ loss, heldOutLoss: validation?.loss ?? Number.NaN, error: inUnits(validation?.metric) }),
    outcome(state) {
      const future = seriesWindows(after, windows)
      return {
        values: {
          parameters: nn.countParameters(state.params),
          errorOfLastValue: errorOf(future, past => past.at(-1) ?? 0),
          errorOfLastSeason: errorOf(future, (past, step) => past.at((step % season) - season) ?? 0),
        },
      }
    },
  }
}
