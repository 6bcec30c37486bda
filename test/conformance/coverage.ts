// What the tables say of the lists: how many names there are, and why others are missing.

import { type Counterpart, numpy } from './numpy.js'
import { pytorch } from './pytorch/index.js'

export interface Names {
  readonly versions: Readonly<Record<string, string>>
  readonly opinfo: readonly string[]
  readonly numpy: readonly string[]
}

export interface Coverage {
  readonly title: string
  /** Names of theirs that are one function of ours, and those that are several together. */
  readonly alike: ReadonlyMap<string, string>
  readonly composed: ReadonlyMap<string, readonly string[]>
  /** By reason. */
  readonly missing: ReadonlyMap<string, readonly string[]>
  /** In the list, but in no table; and in a table, but not in the list. */
  readonly unlisted: readonly string[]
  readonly unknown: readonly string[]
}

function coverage(title: string, names: readonly string[], table: Readonly<Record<string, Counterpart>>): Coverage {
  const alike = new Map<string, string>()
  const composed = new Map<string, readonly string[]>()
  const missing = new Map<string, string[]>()
  for (const name of names) {
    const entry = table[name]
    if (entry === undefined) continue
    if ('reason' in entry) missing.set(entry.reason, [...(missing.get(entry.reason) ?? []), name])
    else if (entry.ours.length > 1) composed.set(name, entry.ours)
    else alike.set(name, entry.ours[0] ?? '')
  }
  const listed = new Set(names)
  return {
    title,
    alike,
    composed,
    missing,
    unlisted: names.filter(name => table[name] === undefined),
    unknown: Object.keys(table).filter(name => !listed.has(name)),
  }
}

const ofRows = (): Readonly<Record<string, Counterpart>> =>
  Object.fromEntries(Object.entries(pytorch).map(([name, row]) => [name, typeof row === 'string' ? { reason: row } : { ours: row.ours }]))

export const coverages = ({ versions, opinfo, numpy: functions }: Names): readonly Coverage[] => [
  coverage(`PyTorch ${versions.torch}, operations with an OpInfo`, opinfo, ofRows()),
  coverage(`NumPy ${versions.numpy}, public functions`, functions, numpy),
]

/** As text: counts, and what is missing by reason. */
export function describeCoverage({ title, alike, composed, missing }: Coverage): string {
  const absent = [...missing.values()].reduce((sum, names) => sum + names.length, 0)
  const total = alike.size + composed.size + absent
  const percent = (n: number): string => `${((100 * n) / total).toFixed(0)} %`
  const wrapped = (names: readonly string[]): string => {
    const lines = ['']
    for (const name of names) {
      const last = lines.at(-1) ?? ''
      if (last.length + name.length > 120) lines.push(name)
      else lines[lines.length - 1] = last === '' ? name : `${last} ${name}`
    }
    return lines.map(line => `      ${line}`).join('\n')
  }
  return [
    `${title}: ${total}`,
    `  ${String(alike.size).padStart(4)}  ${percent(alike.size).padStart(5)}  one function`,
    `  ${String(composed.size).padStart(4)}  ${percent(composed.size).padStart(5)}  several together`,
    `  ${String(absent).padStart(4)}  ${percent(absent).padStart(5)}  missing:`,
    ...[...missing].flatMap(([reason, names]) => [`    ${reason} (${names.length})`, wrapped(names)]),
  ].join('\n')
}
