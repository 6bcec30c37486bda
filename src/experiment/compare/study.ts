// Runs side by side: those of one experiment are a study, those with the same options, whatever their seeds, a group of it.

import type { ConfusionMatrix } from '../experiment.js'
import type { Run } from '../folder/format.js'
import type { OptionValue } from '../options/option.js'
import { type Spread, spreadOf } from '../spread.js'
import { type Goal, goalOf, isBetter } from './goals.js'
import { bestOf, finalOf, metricsOf, own } from './run-metrics.js'

/** What the runs of a group have come to in one metric. */
export interface Cell {
  /** The last numbers of the finished runs. */
  readonly spread: Spread
  readonly values: readonly number[]
  /** The best that any run of the group has had at any time; `null` where none is better. */
  readonly best: { readonly value: number; readonly run: Run } | null
}

export interface Group {
  /** `depth=8 shortcut=true`, `resnet`; of a study without variation the name of the experiment. */
  readonly title: string
  /** Of the options that vary. */
  readonly options: readonly OptionValue[]
  readonly runs: readonly Run[]
  readonly finished: readonly Run[]
  readonly cells: ReadonlyMap<string, Cell>
}

export interface MetricColumn {
  readonly name: string
  readonly goal: Goal | null
  /** The group with the best mean, where there are several to compare. */
  readonly winner: Group | null
}

export interface Study {
  readonly experiment: string
  /** Options by which runs are grouped. */
  readonly by: readonly string[]
  /** Options that are the same in all runs. */
  readonly common: readonly (readonly [name: string, value: OptionValue])[]
  readonly metrics: readonly MetricColumn[]
  readonly groups: readonly Group[]
  readonly runs: readonly Run[]
  /** Runs that are not in the means: failed, interrupted, still running. */
  readonly unfinished: readonly Run[]
}

export interface StudyOptions {
  /** The metrics to compare, in this order; all there are, unless given. */
  readonly metrics: readonly string[]
  /** The options to group by; all that vary, unless given. */
  readonly by: readonly string[]
  readonly goals: ReadonlyMap<string, Goal | null>
}

/** What an option is, as text. */
export const showOption = (value: OptionValue | undefined): string =>
  value === undefined ? '–' : value === null ? 'none' : Array.isArray(value) ? `[${value.map(showOption).join(',')}]` : `${value}`

const keyOf = (value: unknown): string => JSON.stringify(value) ?? ''

const collator = new Intl.Collator('en', { numeric: true })

/** Numbers by size, before texts by letter, in which numbers count by size, too. */
function compareOptions(a: OptionValue | undefined, b: OptionValue | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1
  return collator.compare(showOption(a), showOption(b))
}

/** Those in which one run is better than another come first, in the order in which they are there. */
const judgedFirst = <M extends { readonly goal: Goal | null }>(metrics: readonly M[]): readonly M[] =>
  metrics.toSorted((a, b) => Number(a.goal === null) - Number(b.goal === null))

function cellOf(runs: readonly Run[], finished: readonly Run[], name: string, goal: Goal | null): Cell {
  const values = finished.flatMap(run => finalOf(run, name) ?? [])
  let best: Cell['best'] = null
  if (goal !== null)
    for (const run of runs) {
      const value = bestOf(run, name, goal)
      if (isBetter(goal, value, best?.value ?? Number.NaN)) best = { value, run }
    }
  return { spread: spreadOf(values), values, best }
}

function winnerOf(groups: readonly Group[], name: string, goal: Goal | null): Group | null {
  if (goal === null || groups.length < 2) return null
  const meanOf = (group: Group): number => group.cells.get(name)?.spread.mean ?? Number.NaN
  const best = groups.reduce((so, group) => (isBetter(goal, meanOf(group), meanOf(so)) ? group : so))
  // Of equals none is the best.
  return groups.every(group => group === best || isBetter(goal, meanOf(best), meanOf(group))) ? best : null
}

/** `depth=8 shortcut=true`; a text that stands alone says what it is. */
const titleOf = (by: readonly string[], options: readonly OptionValue[]): string =>
  by.length === 1 && typeof options[0] === 'string' && options[0] !== ''
    ? options[0]
    : by.map((name, i) => `${name}=${showOption(options[i])}`).join(' ')

/** What tells a run from the others of its study: `depth=8 shortcut=true, seed 0`. */
export function titleOfRun({ by }: Pick<Study, 'by'>, { config: { options, seed } }: Run): string {
  const title = titleOf(
    by,
    by.map(name => own(options, name) ?? null),
  )
  return `${title}${title === '' ? '' : ', '}seed ${seed}`
}

/** One study of runs of one experiment. */
function studyOf(experiment: string, runs: readonly Run[], { metrics: wanted, by: chosen, goals }: StudyOptions): Study {
  const names = [...new Set(runs.flatMap(({ config }) => Object.keys(config.options)))]
  const differing = names.filter(name => new Set(runs.map(({ config }) => keyOf(own(config.options, name)))).size > 1)
  const by = chosen.length > 0 ? chosen.filter(name => names.includes(name)) : differing
  const grouped = new Map<string, Run[]>()
  for (const run of runs) {
    const key = keyOf(by.map(name => own(run.config.options, name) ?? null))
    const group = grouped.get(key)
    if (group === undefined) grouped.set(key, [run])
    else group.push(run)
  }
  const all = metricsOf(runs)
  const withGoal = (name: string) => {
    const said = goals.get(name)
    return { name, goal: said === undefined ? goalOf(name) : said }
  }
  const columns = wanted.length > 0 ? wanted.filter(name => all.includes(name)).map(withGoal) : judgedFirst(all.map(withGoal))
  const groups = [...grouped.values()]
    .map((members): Group => {
      const finished = members.filter(({ status }) => status.state === 'finished')
      // Every member has the same.
      const options = by.map(name => own(members[0]?.config.options, name) ?? null)
      return {
        title: titleOf(by, options) || experiment,
        options,
        runs: members,
        finished,
        cells: new Map(columns.map(({ name, goal }) => [name, cellOf(members, finished, name, goal)])),
      }
    })
    .sort((a, b) => {
      for (const i of by.keys()) {
        const order = compareOptions(a.options[i], b.options[i])
        if (order !== 0) return order
      }
      return 0
    })
  const [first] = runs
  return {
    experiment,
    by,
    common: names
      .filter(name => !differing.includes(name) && !by.includes(name))
      .map(name => [name, own(first?.config.options, name) ?? null] as const),
    metrics: columns.map(({ name, goal }) => ({ name, goal, winner: winnerOf(groups, name, goal) })),
    groups,
    runs,
    unfinished: runs.filter(({ status }) => status.state !== 'finished'),
  }
}

/** The studies among some runs, by the names of their experiments. */
export function studiesOf(runs: readonly Run[], options: StudyOptions): readonly Study[] {
  const experiments = [...new Set(runs.map(({ config }) => config.experiment))].sort()
  return experiments.map(name =>
    studyOf(
      name,
      runs.filter(({ config }) => config.experiment === name),
      options,
    ),
  )
}

/** Whether a matrix is one: it has classes, and counts from 0. */
export const isConfusion = (matrix: ConfusionMatrix | undefined): boolean =>
  matrix !== undefined && matrix.labels.length > 0 && matrix.counts.flat().every(count => Number.isFinite(count) && count >= 0)

/** The metric that a study is about: the first in which one group is better than another, else the first. */
export const mainMetric = ({ metrics }: Study): MetricColumn | undefined =>
  metrics.find(({ goal, winner }) => goal !== null && winner !== null) ?? metrics.find(({ goal }) => goal !== null) ?? metrics[0]

/** The groups by their means in the main metric; where none is better than another, as they are. */
export function bestFirst(study: Study): readonly Group[] {
  const main = mainMetric(study)
  const goal = main?.goal
  if (main === undefined || goal === undefined || goal === null) return study.groups
  const meanOf = (group: Group): number => group.cells.get(main.name)?.spread.mean ?? Number.NaN
  return study.groups.toSorted((a, b) => {
    const [x, y] = [meanOf(a), meanOf(b)]
    return isBetter(goal, x, y) ? -1 : isBetter(goal, y, x) ? 1 : 0
  })
}
