// Metrics are monoids, their sums are exact, their types say what they give, and what they cannot measure they refuse.

import * as fc from 'fast-check'
import { tensor, zeros } from 'tenet'
import { fromArray, map } from 'tenet/data'
import * as metrics from 'tenet/metrics'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { exactDot, exactSum, value } from '../../src/metrics/exact-sum.js'

const float64 = (list: readonly number[]) => tensor(Float64Array.from(list))
const int32 = (list: readonly number[]) => tensor(Int32Array.from(list))

describe('exact sums', () => {
  /** The exact sum as an integer number of units of 2^-1074, rounded to nearest-even by the conversion of a bigint quotient. */
  function toUnits(x: number): bigint {
    const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer)[0] ?? 0n
    const exponent = bits >> 52n
    const mantissa = (bits & (2n ** 52n - 1n)) | (exponent === 0n ? 0n : 2n ** 52n)
    const units = mantissa << (exponent === 0n ? 0n : exponent - 1n)
    return x < 0 ? -units : units
  }
  const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }), { maxLength: 30 })

  test('are the nearest numbers to the true sum', () => {
    fc.assert(
      fc.property(numbers, list => {
        const units = list.reduce((sum, x) => sum + toUnits(x), 0n)
        const rounded = value(exactSum(list))
        // No neighbour is nearer.
        const distance = (x: number): bigint => {
          const d = toUnits(x) - units
          return d < 0n ? -d : d
        }
        const ulp = Math.max(2 ** -1074, Math.abs(rounded) * 2 ** -52)
        for (const other of [rounded + ulp, rounded - ulp]) expect(distance(rounded) <= distance(other)).toBe(true)
        expect(value(exactSum(list.toReversed()))).toBe(rounded)
      }),
    )
    expect(value(exactSum([1e100, 1, -1e100]))).toBe(1)
    expect(value(exactSum([1, 2 ** -53, 2 ** -106]))).toBe(1 + 2 ** -52)
    expect(value(exactSum([1, 2 ** -53]))).toBe(1)
    expect(value(exactSum([]))).toBe(0)
    expect(value(exactSum([1, Infinity, 5]))).toBe(Infinity)
    expect(value(exactSum([Infinity, -Infinity]))).toBeNaN()
  })

  test('of products are those of integers', () => {
    const integers = fc.array(fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()), { maxLength: 20 })
    fc.assert(
      fc.property(integers, pairs => {
        const exact = pairs.reduce((sum, [x, y]) => sum + BigInt(x) * BigInt(y), 0n)
        expect(
          value(
            exactDot(
              pairs.map(([x]) => x),
              pairs.map(([, y]) => y),
            ),
          ),
        ).toBe(Number(exact))
      }),
    )
  })
})

describe('monoids', () => {
  const batch = fc
    .array(fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.nat(1)), {
      maxLength: 8,
    })
    .map(rows => {
      const [a, b] = [rows.map(([x]) => x), rows.map(([, y]) => y)]
      const scores = tensor(Float64Array.from(a.flatMap((x, i) => [x, b[i] ?? 0])), [rows.length, 2])
      const targets = int32(rows.map(([, , target]) => target))
      return {
        numbers: { predictions: float64(a), targets: float64(b) },
        scores: { predictions: scores, targets },
        binary: { predictions: float64(a), targets },
      }
    })
  type Drawn = typeof batch extends fc.Arbitrary<infer T> ? T : never
  const whole = metrics.all({
    accuracy: metrics.contramap(metrics.accuracy(), (b: Drawn) => b.scores),
    f1: metrics.contramap(metrics.f1({ classes: 2, average: 'none' }), (b: Drawn) => b.scores),
    auc: metrics.contramap(metrics.rocAuc(), (b: Drawn) => b.binary),
    mae: metrics.contramap(metrics.meanAbsoluteError(), (b: Drawn) => b.numbers),
    r2: metrics.contramap(metrics.r2(), (b: Drawn) => b.numbers),
    moments: metrics.contramap(metrics.moments(), (b: Drawn) => b.numbers.targets),
    perplexity: metrics.contramap(metrics.perplexity(), (b: Drawn) => b.scores),
  })

  test('merge in any grouping and order to the same bits', () => {
    fc.assert(
      fc.property(batch, batch, batch, (x, y, z) => {
        const [a, b, c] = [whole.of(x), whole.of(y), whole.of(z)]
        const expected = whole.result(whole.concat(whole.concat(a, b), c))
        expect(whole.result(whole.concat(a, whole.concat(b, c)))).toEqual(expected)
        expect(whole.result(whole.concat(c, whole.concat(b, a)))).toEqual(expected)
        expect(whole.result(whole.concat(whole.empty, a))).toEqual(whole.result(a))
        expect(whole.result(whole.concat(a, whole.empty))).toEqual(whole.result(a))
      }),
      { numRuns: 40 },
    )
  })

  test('of nothing are not numbers, and moments do not cancel', async () => {
    expect(whole.result(whole.empty)).toMatchObject({ accuracy: Number.NaN, auc: Number.NaN, mae: Number.NaN, r2: Number.NaN, f1: [0, 0] })
    const far = float64([1e9 + 1, 1e9 + 2, 1e9 + 3])
    expect(await metrics.evaluate(metrics.moments({ correction: 1 }), [far])).toEqual({ count: 3, mean: 1e9 + 2, variance: 1, std: 1 })
  })

  test('take batches from data sets, and say what they give', async () => {
    const batches = map(
      fromArray([
        [0.1, 0.9],
        [0.8, 0.2],
      ]),
      async scores => ({ predictions: tensor(Float32Array.from(scores), [1, 2]), targets: int32([1]) }),
    )
    const metric = metrics.all({ accuracy: metrics.accuracy(), recall: metrics.recall({ classes: 2, average: 'none' }) })
    const result = await metrics.evaluate(metric, batches)
    expect(result).toEqual({ accuracy: 0.5, recall: [0, 0.5] })
    expectTypeOf(result).toEqualTypeOf<{ readonly accuracy: number; readonly recall: number[] }>()
    expectTypeOf(metrics.precision({ classes: 2 })).toExtend<metrics.Metric<metrics.ClassBatch, metrics.Counts, number>>()
  })
})

describe('are refused:', () => {
  const scores = tensor([[0.1, 0.9]])
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    [
      'no tensor',
      () => metrics.accuracy().of({ predictions: [1] as never, targets: int32([1]) }),
      'accuracy: predictions must be a tensor; got ',
    ],
    [
      'unequal numbers',
      () => metrics.accuracy().of({ predictions: scores, targets: int32([1, 0]) }),
      'accuracy: expected as many targets as predictions, 1; got int32[2]',
    ],
    [
      'classes that are none',
      () => metrics.f1({ classes: 2 }).of({ predictions: scores, targets: int32([2]) }),
      'f1: targets must be classes from 0 to 1; got 2 at position 0',
    ],
    [
      'targets of floats',
      () => metrics.accuracy().of({ predictions: scores, targets: tensor([1]) as never }),
      'targets must be of an integer dtype; got float32[1]',
    ],
    [
      'scores of other classes',
      () => metrics.recall({ classes: 3 }).of({ predictions: scores, targets: int32([1]) }),
      'recall: predictions must have a score for each of 3 classes; got float32[1,2]',
    ],
    [
      'k beyond the classes',
      () => metrics.topKAccuracy(3).of({ predictions: scores, targets: int32([1]) }),
      'k must be at most the number of classes, 2; got 3',
    ],
    ['k of nothing', () => metrics.topKAccuracy(0), 'k must be an integer from 1; got 0'],
    [
      'an average that is none',
      () => metrics.f1({ classes: 2, average: 'samples' as 'macro' }),
      "f1: average must be 'macro', 'micro', 'weighted', 'none'; got 'samples'",
    ],
    [
      'logits for probabilities',
      () => metrics.calibrationError().of({ predictions: tensor([[1.5, 0]]), targets: int32([1]) }),
      'calibrationError: predictions must be probabilities in [0, 1], e.g. softmax(logits); got 1.5',
    ],
    [
      'scores that are NaN',
      () => metrics.rocAuc().of({ predictions: tensor([Number.NaN]), targets: int32([1]) }),
      'rocAuc: predictions must not be NaN; got NaN at position 0',
    ],
    [
      'unequal shapes',
      () => metrics.meanAbsoluteError().of({ predictions: tensor([1, 2]), targets: tensor([1]) }),
      'must have one shape; expected float32[2] (predictions), got float32[1] (targets)',
    ],
    [
      'several quantities',
      () => metrics.r2().of({ predictions: scores, targets: scores }),
      'r2: targets must be one quantity, float[N]; got float32[1,2]',
    ],
    [
      'no classes',
      () => metrics.accuracy().of({ predictions: zeros([2, 0]), targets: int32([0, 0]) }),
      'scores of at least one class; got float32[2,0]',
    ],
    [
      'targets to ignore that are wrong',
      () => metrics.perplexity({ ignore: -100 }).of({ predictions: scores, targets: int32([-1]) }),
      'targets must be classes from 0 to 1, or -100, which is ignored; got -1',
    ],
    ['no metrics', () => metrics.all({}), 'expected a record of metrics'],
  ]
  test.each(cases)('%s', (_what, run, message) => {
    expect(run).toThrow(message)
  })

  test('but padding is left out', () => {
    const perplexity = metrics.perplexity({ ignore: -100 })
    const state = perplexity.of({
      predictions: tensor([
        [0, 0],
        [5, 5],
      ]),
      targets: int32([1, -100]),
    })
    expect([state.count, perplexity.result(state)]).toEqual([1, 2])
  })
})
