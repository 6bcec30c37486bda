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

/** The start of a process, from Linux's table of processes: the boot it is of, and the ticks since. Elsewhere ''. */
function beganOf(pid: number): string {
  try {
    // The name of the program, in brackets, may hold anything; 19 fields after it is the start.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
    return `${boot} ${fields[19] ?? ''}`
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return ''
  }
}

/** The process that has this number now. */
export const identityOf = (pid: number): ProcessIdentity => ({ pid, began: beganOf(pid), host: hostname() })

/** Whether there is such a process, not a later one of its number. One of another machine counts as there: nothing is known of it. */
export function isAlive({ pid, began, host }: ProcessIdentity): boolean {
  if (host !== hostname()) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    // What may not be signalled is there.
    return systemCode(error) === 'EPERM'
  }
  return began === beganOf(pid)
}
