// Where laws become tests: vitest's `describe` and `test` where it is running, the global ones of another runner, or those handed in.
// Nothing here needs vitest to be installed.

export interface Runner {
  readonly describe: (name: string, body: () => void) => void
  readonly test: (name: string, body: () => void | Promise<void>) => void
}

type Register = (name: string, body: () => void | Promise<void>, timeout?: number) => void

/** Long enough to shrink a failure of a slow law; runners would stop after five seconds. Milliseconds. */
const timeout = 120_000

/** Runners of vitest's kind take the time limit last. */
const withTimeout = (describe: Register, test: Register): Runner => ({
  describe: (name, body) => describe(name, body),
  test: (name, body) => test(name, body, timeout),
})

const isRegister = (value: unknown): value is Register => typeof value === 'function'

/** The globals of vitest with `globals: true`, of jest, of mocha. */
function globalRunner(): Runner | null {
  const { describe, test, it } = globalThis as { describe?: unknown; test?: unknown; it?: unknown }
  const register = test ?? it
  return isRegister(describe) && isRegister(register) ? withTimeout(describe, register) : null
}

async function vitestRunner(): Promise<Runner | null> {
  if (process.env.VITEST === undefined) return null
  const { describe, test } = await import('vitest')
  return withTimeout(describe, test)
}

// While this module loads, for a suite is called inside of a `describe`, which does not wait.
const found = globalRunner() ?? (await vitestRunner())

/** @throws Error when there is no runner */
export function runnerOr(given: Runner | undefined): Runner {
  const runner = given ?? globalRunner() ?? found
  if (runner === null)
    throw new Error(
      'laws: no test runner found; run this under vitest, under a runner with global describe and test, or pass one: { runner: { describe, test } }',
    )
  return runner
}
