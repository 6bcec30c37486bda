// Which process is which: a number of the operating system's is given again, so a process is told by its number and when it began.

import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { systemCode } from '../../support/io-error.js'

export interface ProcessIdentity {
  readonly pid: number
  /** When it began, as the operating system says it; '' where it does not. */
  readonly began: string
  readonly host: string
}

interface Entry {
  readonly state: string
  readonly began: string
}

/** A process in Linux's table: its state, and its start as the boot it is of and the ticks since. Elsewhere nothing. */
function entryOf(pid: number): Entry {
  try {
    // The name of the program, in brackets, may hold anything; after it come the state and, 19 fields on, the start.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return { state: fields[0] ?? '', began: `${boot} ${fields[19] ?? ''}` }
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return { state: '', began: '' }
  }
}

/** What is dead, but still in the table because nobody has asked what became of it. */
const deadStates: readonly string[] = ['Z', 'X', 'x']

/** The process that has this number now. */
export const identityOf = (pid: number): ProcessIdentity => ({ pid, began: entryOf(pid).began, host: hostname() })

/** Whether there is such a process, not a later one of its number. One of another machine counts as there: nothing is known of it. */
export function isAlive({ pid, began, host }: ProcessIdentity): boolean {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    // What may not be signalled is there.
    return systemCode(error) === 'EPERM'
  }
  const now = entryOf(pid)
  return began === now.began && !deadStates.includes(now.state)
}
