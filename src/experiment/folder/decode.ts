// The files of a run's folder, decoded without trust: whatever they hold is checked, and what is wrong is said.

import { type Fields, isCount, isFields, showValue } from '../../io/untrusted/values.js'
import { Malformed } from '../../support/read-file.js'
import type { ConfusionMatrix, SamplePrediction } from '../experiment.js'
import type { OptionValue } from '../options/option.js'
import type { CodeVersion, Extreme, LoggedMetrics, RunConfig, RunState, RunStatus, RunSummary } from './format.js'
import { numberOfPlain } from './plain-numbers.js'

/** @throws Malformed: what must be what */
const wrong = (name: string, expected: string, value: unknown): never => {
  throw new Malformed(`${name} must be ${expected}; got ${showValue(value)}`)
}

const text = (name: string, value: unknown): string => (typeof value === 'string' ? value : wrong(name, 'a text', value))
const fields = (name: string, value: unknown): Fields => (isFields(value) ? value : wrong(name, 'an object', value))
const number = (name: string, value: unknown): number => numberOfPlain(value) ?? wrong(name, 'a number', value)
const list = (name: string, value: unknown): readonly unknown[] => (Array.isArray(value) ? value : wrong(name, 'a list', value))
const integer = (name: string, value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : wrong(name, 'an integer', value)

const numbers = (name: string, value: unknown): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(fields(name, value)).map(([key, inner]) => [key, number(`${name}.${key}`, inner)]))

const isOptionValue = (value: unknown): value is OptionValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.every(isOptionValue))

function decodeVersion(value: unknown): CodeVersion | null {
  if (value === null) return null
  const { commit, dirty } = fields('version', value)
  return {
    commit: text('version.commit', commit),
    dirty: typeof dirty === 'boolean' ? dirty : wrong('version.dirty', 'true or false', dirty),
  }
}

export function decodeConfig({ experiment, options, seed, version }: Fields): RunConfig {
  const values = Object.entries(fields('options', options)).map(
    ([name, value]) => [name, isOptionValue(value) ? value : wrong(`options.${name}`, 'plain', value)] as const,
  )
  return {
    experiment: text('experiment', experiment),
    options: Object.fromEntries(values),
    seed: isCount(seed) ? seed : wrong('seed', 'a non-negative integer', seed),
    version: decodeVersion(version),
  }
}

const states: readonly unknown[] = ['running', 'finished', 'failed', 'interrupted']
const isState = (value: unknown): value is RunState => states.includes(value)

const moment = (name: string, value: unknown): string =>
  Number.isFinite(Date.parse(text(name, value))) ? text(name, value) : wrong(name, 'a date and time', value)

export function decodeStatus({ state, started, ended, seconds, error }: Fields): RunStatus {
  return {
    state: isState(state) ? state : wrong('state', states.join(', '), state),
    started: moment('started', started),
    ended: ended === null ? null : moment('ended', ended),
    seconds: number('seconds', seconds),
    ...(error === undefined ? {} : { error: text('error', error) }),
  }
}

export function decodeMetrics(value: unknown): LoggedMetrics {
  const logged = numbers('a line', value)
  return { ...logged, step: integer('step', logged.step), time: number('time', logged.time) }
}

const decodeExtreme = (name: string, value: unknown): Extreme => {
  const extreme = fields(name, value)
  return { value: number(`${name}.value`, extreme.value), step: integer(`${name}.step`, extreme.step) }
}

function decodeConfusion(value: unknown): ConfusionMatrix {
  const { labels, counts } = fields('confusion', value)
  const names = list('confusion.labels', labels).map((label, i) => text(`confusion.labels[${i}]`, label))
  const rows = list('confusion.counts', counts).map((row, i) => {
    const cells = list(`confusion.counts[${i}]`, row).map(count => number(`confusion.counts[${i}]`, count))
    return cells.length === names.length ? cells : wrong(`confusion.counts[${i}]`, `${names.length} numbers`, row)
  })
  return rows.length === names.length ? { labels: names, counts: rows } : wrong('confusion.counts', `${names.length} rows`, counts)
}

function decodePrediction(value: unknown, i: number): SamplePrediction {
  const name = `predictions[${i}]`
  const { expected, predicted, confidence, text: input, picture } = fields(name, value)
  return {
    expected: text(`${name}.expected`, expected),
    predicted: text(`${name}.predicted`, predicted),
    ...(confidence === undefined ? {} : { confidence: number(`${name}.confidence`, confidence) }),
    ...(input === undefined ? {} : { text: text(`${name}.text`, input) }),
    ...(picture === undefined ? {} : { picture: text(`${name}.picture`, picture) }),
  }
}

export function decodeSummary({ last, best, values, confusion, predictions }: Fields): RunSummary {
  const extremes = Object.entries(fields('best', best)).map(([name, value]) => {
    if (value === null) return [name, null] as const
    const { min, max } = fields(`best.${name}`, value)
    return [name, { min: decodeExtreme(`best.${name}.min`, min), max: decodeExtreme(`best.${name}.max`, max) }] as const
  })
  return {
    last: numbers('last', last),
    best: Object.fromEntries(extremes),
    ...(values === undefined ? {} : { values: numbers('values', values) }),
    ...(confusion === undefined ? {} : { confusion: decodeConfusion(confusion) }),
    ...(predictions === undefined ? {} : { predictions: list('predictions', predictions).map(decodePrediction) }),
  }
}
