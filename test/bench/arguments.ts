// The command line, decoded: what the user typed is data that may be wrong, so that every failure is a value.

import { parseArgs } from 'node:util'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { contenderNames, typedName } from './names.js'
import { rowNames } from './rows/index.js'

export interface BenchOptions {
  /** Rows to run, in the order of the table. */
  readonly rows: readonly string[]
  /** Who takes part, by the names of the columns. */
  readonly contenders: readonly string[]
  /** Seconds that a contender may take for a row, everything included. */
  readonly limit: number
  /** How often each contender has its turn. */
  readonly rounds: number
  readonly threads: number
  /** Where the figures go. */
  readonly json: string
  /** Only print the names of the rows. */
  readonly list: boolean
}

export const usage = `usage: npm run bench -- [--row NAME]… [--contenders A,B] [--limit S] [--rounds N] [--threads N] [--json PATH] [--list]
  --row NAME         run this row only, or those that a pattern with * matches; may be repeated
  --contenders A,B   who takes part (default: all): ${contenderNames.map(typedName).join(', ')}
  --limit S          seconds that a contender may take for a row, after which it is stopped (default 120)
  --rounds N         how often each contender has its turn (default 9)
  --threads N        threads for everyone (default: all cores)
  --json PATH        where the figures go, rewritten after every row (default runs/bench.json)
  --list             print the names of the rows and what they measure
TENET_BENCH_PYTHON names a Python that has PyTorch, JAX and ONNX Runtime; default: test/bench/peers/.venv, made by node test/bench/peers/install.mjs`

const wholeNumber = (option: string, text: string, most: number): Either<string, number> => {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= 1 && value <= most
    ? right(value)
    : left(`--${option}: expected a whole number from 1 to ${most}; got ${JSON.stringify(text)}`)
}

const options = {
  row: { type: 'string', multiple: true },
  contenders: { type: 'string' },
  limit: { type: 'string', default: '120' },
  rounds: { type: 'string', default: '9' },
  threads: { type: 'string' },
  json: { type: 'string', default: 'runs/bench.json' },
  list: { type: 'boolean', default: false },
} as const

/** What `parseArgs` refuses is an exception; here it is a Left. */
function tokens(args: readonly string[]) {
  try {
    return right(parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values)
  } catch (error) {
    return left(error instanceof Error ? error.message : String(error))
  }
}

/** Names as they are, and patterns in which `*` is any text. */
const matches = (pattern: string, name: string): boolean => {
  const parts = pattern.split(/\*+/).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(name)
}

/** In the order of the table. */
function chosenRows(patterns: readonly string[] | undefined): Either<string, readonly string[]> {
  if (patterns === undefined) return right(rowNames)
  const unknown = patterns.find(pattern => !rowNames.some(name => matches(pattern, name)))
  return unknown === undefined
    ? right(rowNames.filter(name => patterns.some(pattern => matches(pattern, name))))
    : left(`--row: expected one of ${rowNames.join(', ')}, or a pattern of some; got ${JSON.stringify(unknown)}`)
}

function chosenContenders(text: string | undefined): Either<string, readonly string[]> {
  if (text === undefined) return right(contenderNames)
  const wanted = text.split(',').map(name => name.trim().toLowerCase())
  const unknown = wanted.find(name => !contenderNames.some(known => typedName(known) === name))
  return unknown === undefined
    ? right(contenderNames.filter(name => wanted.includes(typedName(name))))
    : left(`--contenders: expected some of ${contenderNames.map(typedName).join(', ')}, with commas; got ${JSON.stringify(unknown)}`)
}

/** @param cores how many threads there may be at most */
export function parseArguments(args: readonly string[], cores: number): Either<string, BenchOptions> {
  const parsed = tokens(args)
  if (parsed._tag === 'Left') return parsed
  const { json, list, threads: threadsText = String(cores), ...texts } = parsed.right
  if (json === '') return left('--json: expected a path; got an empty one')
  const rows = chosenRows(texts.row)
  if (rows._tag === 'Left') return rows
  const contenders = chosenContenders(texts.contenders)
  if (contenders._tag === 'Left') return contenders
  const limit = wholeNumber('limit', texts.limit, 86_400)
  if (limit._tag === 'Left') return limit
  const rounds = wholeNumber('rounds', texts.rounds, 1000)
  if (rounds._tag === 'Left') return rounds
  const threads = wholeNumber('threads', threadsText, cores)
  if (threads._tag === 'Left') return threads
  return right({
    rows: rows.right,
    contenders: contenders.right,
    limit: limit.right,
    rounds: rounds.right,
    threads: threads.right,
    json,
    list,
  })
}
