// Programs in processes of their own, on the built package: for what a process decides once, at its start.

import { execFile } from 'node:child_process'

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const root = new URL('../..', import.meta.url)

/** URLs of the built modules, by their path in `src`. */
export const built = (path: string): string => new URL(`dist/src/${path}.js`, root).href

/**
 * Runs a module whose text is given; variables set to `undefined` are taken out of the environment.
 * @param user whose process it is, where root asks
 */
export function runModule(text: string, variables: Readonly<Record<string, string | undefined>> = {}, user?: number): Promise<Outcome> {
  const env = Object.fromEntries(Object.entries({ ...process.env, ...variables }).filter(([, value]) => value !== undefined))
  return new Promise(resolve => {
    execFile(
      process.execPath,
      ['--input-type=module', '-e', text],
      { cwd: root, env, ...(user === undefined ? {} : { uid: user, gid: user }) },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, stdout, stderr }),
    )
  })
}
