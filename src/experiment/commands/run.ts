// `tenet run`: the runs of a sweep that are not finished yet, and what has become of them.

import { dirname, join } from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import { IoError, systemCode } from '../../support/io-error.js'
import { createDisplay } from '../display/index.js'
import { codeVersionOf } from '../environment/code-version.js'
import { fileNames, type RunState } from '../folder/format.js'
import { type Holder, holderOf } from '../folder/lock.js'
import { isAlive } from '../folder/processes.js'
import { readStatus } from '../folder/read-run.js'
import { type LoadedScript, loadScript } from '../job/load-script.js'
import { wordsOf } from '../job/words.js'
import { type Ran, schedule, type Task } from '../sweep/schedule.js'
import { stopOnSignals } from '../sweep/signals.js'
import { type Command, type Terminal, UsageError } from './command.js'
import { generalHelp, help, usage } from './help.js'
import { commandOptions, type RunSettings, readSettings } from './run-settings.js'

/** What became of a run before; `null` where there has been none. */
async function stateOf(folder: string): Promise<RunState | null> {
  const status = await readStatus(folder)
  if (!isLeft(status)) return status.right.state
  if (systemCode(status.left.cause) === 'ENOENT') return null
  throw status.left
}

/** A run whose parent is no more is about to end: its process looks for that as soon as it can. Milliseconds. */
const orphanPatience = 10_000
const orphanPause = 20

/** The process that has a folder, if it is there to stay. */
async function holderToStay(folder: string): Promise<Holder | null> {
  const path = join(folder, fileNames.lock)
  for (let waited = 0; ; waited += orphanPause) {
    const holder = await holderOf(path)
    if (holder === null || isAlive(holder.parent) || waited >= orphanPatience) return holder
    await new Promise(done => setTimeout(done, orphanPause))
  }
}

/** @throws IoError when a run of the sweep is running already */
async function checkFree(tasks: readonly Task[]): Promise<void> {
  for (const { assignment } of tasks) {
    const holder = await holderToStay(assignment.folder)
    if (holder !== null)
      throw new IoError(assignment.folder, `process ${holder.pid} is running it; wait until it ends, or give --runs another folder`)
  }
}

/** The runs that are still to be run. */
async function pending({ path, name }: LoadedScript, { planned, runs, again }: RunSettings): Promise<readonly Task[]> {
  const version = await codeVersionOf(dirname(path))
  const tasks: Task[] = []
  for (const { id, title, options, seed } of planned) {
    const folder = join(runs, name, id)
    if (!again && (await stateOf(folder)) === 'finished') continue
    tasks.push({ id, title, assignment: { script: path, experiment: name, options, seed, folder, version, again } })
  }
  return tasks
}

const count = (number: number, of: string): string => `${number} ${of}${number === 1 ? '' : 's'}`

/** What has failed, and what is left. */
function conclude(ran: readonly Ran[], tasks: readonly Task[], { stdout, stderr }: Terminal): void {
  const ended = (state: string): readonly Ran[] => ran.filter(({ outcome }) => outcome.state === state)
  for (const { title, assignment, outcome } of ended('failed'))
    stderr.write(`failed: ${title}: ${outcome.error}\n  what it printed: ${join(assignment.folder, fileNames.output)}\n`)
  const left = tasks.length - ended('finished').length
  const parts = [`${ended('finished').length} finished`, ...(ended('failed').length === 0 ? [] : [`${ended('failed').length} failed`])]
  stdout.write(`${count(tasks.length, 'run')}: ${parts.join(', ')}${left === 0 ? '' : `; the same command goes on with ${left} of them`}\n`)
}

/** The script, with what goes wrong in it said in its own words. */
async function load(script: string): Promise<LoadedScript> {
  try {
    return await loadScript(script)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${script} cannot be loaded: ${error instanceof Error ? (error.stack ?? wordsOf(error)) : wordsOf(error)}`)
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { stdout, env } = terminal
  const [script, ...rest] = args
  const asked = args.includes('--help')
  if (script === undefined || script.startsWith('-')) {
    if (!asked) throw new UsageError(`a script must come first; ${usage}`)
    stdout.write(`${generalHelp(commandOptions)}\n`)
    return 0
  }
  const loaded = await load(script)
  if (asked) {
    stdout.write(`${help(loaded, commandOptions)}\n`)
    return 0
  }
  const settings = await readSettings(loaded.experiment.options, rest, env)
  const tasks = await pending(loaded, settings)
  const done = settings.planned.length - tasks.length
  if (done > 0) stdout.write(`${count(done, 'run')} of ${settings.planned.length} finished before (--again runs them once more)\n`)
  if (tasks.length === 0) return 0
  await checkFree(tasks)
  const signals = stopOnSignals(terminal)
  const display = createDisplay({ stream: stdout, jobs: tasks })
  const ran = await schedule(tasks, { jobs: settings.jobs, env, display, stop: signals.stop, kill: signals.kill }).finally(() => {
    display.close()
    signals.dispose()
  })
  conclude(ran, tasks, terminal)
  return signals.exitCode() ?? (ran.some(({ outcome }) => outcome.state !== 'finished') ? 1 : 0)
}

/** The command. */
export const runCommand: Command = Object.freeze({ name: 'run', summary: 'runs an experiment, over options and seeds', run })
