// The version of the code that a script belongs to: the commit of its git repository, and whether files of it have changed since.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { CodeVersion } from '../folder/format.js'

const execute = promisify(execFile)

/** Milliseconds: a repository on a disk that does not answer must not keep a run from beginning. */
const patience = 10_000

/** What git prints; `null` where there is no git, or no repository. */
async function git(folder: string, ...args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await execute('git', ['-C', folder, ...args], { timeout: patience, maxBuffer: 2 ** 26 })
    return stdout
  } catch {
    return null
  }
}

/** `null` outside of a repository, or in one without a commit. Files that git does not know count for nothing: results are among them. */
export async function codeVersionOf(folder: string): Promise<CodeVersion | null> {
  const commit = await git(folder, 'rev-parse', '--verify', 'HEAD')
  const changes = await git(folder, 'status', '--porcelain', '--untracked-files=no')
  return commit === null || changes === null ? null : { commit: commit.trim(), dirty: changes !== '' }
}
