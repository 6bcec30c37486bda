// The experiment of a script: its default export. TypeScript is translated on the way, by tsx, which needs no compiler and no settings.

import { existsSync, statSync } from 'node:fs'
import { register } from 'node:module'
import { basename, extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../commands/command.js'
import { type Experiment, experimentMark, isExperiment } from '../experiment.js'

export interface LoadedScript {
  /** Absolute. */
  readonly path: string
  /** What the experiment says, or the name of the script without its extension. */
  readonly name: string
  readonly experiment: Experiment
}

const typescript: readonly string[] = ['.ts', '.mts', '.tsx']
const javascript: readonly string[] = ['.js', '.mjs']

/** Lets imports find TypeScript from now on. */
async function translateTypeScript(): Promise<void> {
  const tsx = await import('tsx/esm/api')
  tsx.register()
  register(new URL('./modules-hook.js', import.meta.url))
}

/**
 * Loads a script and finds its experiment.
 * @throws UsageError when there is no such file, it is no script, or it exports no experiment; what the script throws
 */
export async function loadScript(given: string): Promise<LoadedScript> {
  const path = resolve(given)
  if (!existsSync(path)) throw new UsageError(`there is no script '${given}'`)
  const extension = extname(path)
  if (!statSync(path).isFile() || ![...typescript, ...javascript].includes(extension))
    throw new UsageError(`a script must be a file that ends in ${[...typescript, ...javascript].join(', ')}; got '${given}'`)
  if (typescript.includes(extension)) await translateTypeScript()
  const { default: experiment }: { readonly default?: unknown } = await import(pathToFileURL(path).href)
  if (isExperiment(experiment)) return { path, name: experiment.name ?? basename(path, extension), experiment }
  if (typeof experiment === 'object' && experiment !== null && experimentMark in experiment)
    throw new UsageError(
      `${given} imports another installation of tenet than the one of this command; run the command of its own: npx tenet run`,
    )
  throw new UsageError(`${given} must export an experiment: export default experiment({ options, run })`)
}
