// A folder outside of the repository with the package installed in it, and the command run there as users run it: the compiled one, in a process of its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLeft } from 'fp-ts/lib/Either.js'
import type { Run } from '../../../src/experiment/folder/format.js'
import { readRuns } from '../../../src/experiment/folder/read-run.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Result {
  /** `null` where it was killed. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly process: ChildProcess
  /** Done when a line of its output matches. */
  readonly says: (pattern: RegExp) => Promise<void>
  readonly result: Promise<Result>
}

export interface Workplace {
  readonly folder: string
  readonly write: (name: string, content: string) => string
  /** Begins the command; with a shell's words before it, `ulimit -f 8;`. */
  readonly start: (
    args: readonly string[],
    options?: { readonly env?: Readonly<Record<string, string>>; readonly shell?: string },
  ) => Running
  readonly tenet: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Result>
  readonly runs: (below?: string) => Promise<readonly Run[]>
  readonly remove: () => void
}

export function workplace(): Workplace {
  const folder = mkdtempSync(join(tmpdir(), 'tenet run ü '))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'tenet'))
  const command = [process.execPath, join(root, 'dist/src/entries/tenet.js')] as const

  const start: Workplace['start'] = (args, { env = {}, shell } = {}) => {
    // Nothing of this process's own settings; the reference backend, which begins at once.
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TENET_') && !name.startsWith('VITEST'))
    const options = {
      cwd: folder,
      detached: true,
      env: { ...Object.fromEntries(inherited), TENET_DEVICE: 'reference', TENET_CACHE: '', ...env },
    } as const
    const child =
      shell === undefined
        ? spawn(command[0], [command[1], ...args], options)
        : spawn('bash', ['-c', `${shell} exec "$@"`, 'bash', ...command, ...args], options)
    let [stdout, stderr] = ['', '']
    const waiting = new Set<() => void>()
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString()
      for (const look of waiting) look()
    })
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString()
    })
    const result = new Promise<Result>(done => child.on('close', code => done({ code, stdout, stderr })))
    const says = (pattern: RegExp): Promise<void> =>
      new Promise((done, refuse) => {
        const look = (): void => {
          if (!pattern.test(stdout)) return
          waiting.delete(look)
          done()
        }
        waiting.add(look)
        look()
        void result.then(ended => refuse(new Error(`it ended before it said ${pattern}: ${JSON.stringify(ended)}`)))
      })
    return { process: child, says, result }
  }

  return {
    folder,
    write(name, content) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
      return name
    },
    start,
    tenet: (args, env = {}) => start(args, { env }).result,
    async runs(below = 'runs') {
      const found = await readRuns(join(folder, below))
      if (isLeft(found)) throw found.left
      if (found.right.damaged[0] !== undefined) throw found.right.damaged[0]
      return found.right.runs
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}

/** What tables are made of: everything of runs but where and when they were. */
export const essence = (runs: readonly Run[]): unknown =>
  runs.map(({ id, config, status, metrics, summary, pictures }) => ({
    id,
    config,
    state: status.state,
    metrics: metrics.map(({ time, ...numbers }) => numbers),
    summary,
    pictures,
  }))

/** Walks downhill, saves every fourth step, says so after twenty, and shows what it has come to. */
export const walk = `import { experiment, option } from 'tenet/experiment'
import { random, type Tensor } from 'tenet'

export default experiment({
  description: 'a walk downhill',
  options: {
    rate: option.float(0.1, { min: 0, max: 1, description: 'how far each step goes' }),
    steps: option.int(10, { min: 1 }),
    breakAt: option.optional(option.int()),
  },
  async run({ rate, steps, breakAt }, { key, log, progress, checkpoint, resume, summary, picture, histogram }) {
    type State = { readonly at: Tensor<[3], 'float32'>; readonly step: number }
    const fresh: State = { at: random.normal(key, [3]), step: 0 }
    let state = (await resume(fresh)) ?? fresh
    console.log(state.step === 0 ? 'from the beginning' : 'going on')
    while (state.step < steps) {
      if (state.step === breakAt) throw new Error('broken as asked')
      const at = state.at.mul(1 - rate)
      log({ height: at.square().sum(), step: state.step })
      histogram('at', at)
      state = { at, step: state.step + 1 }
      progress({ step: state.step, total: steps, height: at.square().sum() })
      if (state.step % 4 === 0) await checkpoint(state)
      if (state.step === 20) console.log('on the way')
    }
    await picture('end', { width: 3, height: 1, channels: 1, data: Uint8Array.of(0, 128, 255) })
    await summary({ values: { height: state.at.square().sum().item() }, predictions: [{ expected: 'low', predicted: 'low' }] })
  },
})
`
