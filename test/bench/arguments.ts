// The command line, decoded: what the user typed is data that may be wrong, so that every failure is a value.

import { parseArgs } from 'node:util'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { rowNames } from './rows/index.js'

export interface BenchOptions {
  /** Rows to run, in the order of the table. */
  readonly rows: readonly string[]
  /** How often each contender has its turn. */
  readonly rounds: number
  readonly threads: number
  /** Where the figures go. */
  readonly json: string
  /** Only print the names of the rows. */
  readonly list: boolean
}

export const usage = `usage: npm run bench -- [--row NAME]… [--rounds N] [--threads N] [--json PATH] [--list]
  --row NAME     run this row only; may be repeated
  --rounds N     how often each contender has its turn (default 9)
  --threads N    threads for everyone (default: all cores)
  --json PATH    where the figures go (default runs/bench.json)
  --list         print the names of the rows and what they measure
TENET_BENCH_PYTHON names a Python that has PyTorch, JAX and ONNX Runtime; default: test/bench/peers/.venv, made by node test/bench/peers/install.mjs`

const wholeNumber = (option: string, text: string, most: number): Either<string, number> => {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= 1 && value <= most
    ? right(value)
    : left(`--${option}: expected a whole number from 1 to ${most}; got ${JSON.stringify(text)}`)
}

const options = {
  row: { type: 'string', multiple: true },
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

/** @param cores how many threads there may be at most */
export function parseArguments(args: readonly string[], cores: number): Either<string, BenchOptions> {
  const parsed = tokens(args)
  if (parsed._tag === 'Left') return parsed
  const { row: wanted, rounds: roundsText, threads: threadsText = String(cores), json, list } = parsed.right
  const unknown = wanted?.find(name => !rowNames.includes(name))
  if (unknown !== undefined) return left(`--row: expected one of ${rowNames.join(', ')}; got ${JSON.stringify(unknown)}`)
  if (json === '') return left('--json: expected a path; got an empty one')
  const rounds = wholeNumber('rounds', roundsText, 1000)
  if (rounds._tag === 'Left') return rounds
  const threads = wholeNumber('threads', threadsText, cores)
  if (threads._tag === 'Left') return threads
  const rows = wanted === undefined ? rowNames : rowNames.filter(name => wanted.includes(name))
  return right({ rows, rounds: rounds.right, threads: threads.right, json, list })
}
