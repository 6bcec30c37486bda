// Collects young objects when native memory has been given out, so that dead results come back to the pool soon.
// V8 answers growth of external memory with a full collection, ten to twenty milliseconds every 64 MB; results of a step die young, and
// a collection of young objects alone takes a fraction of one. Where V8 does not offer it, nothing is lost but that speed.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (options: { readonly type: 'minor' }) => void

/** Whether V8 may share a collection among threads, unless it was started otherwise. */
const isParallel = (): boolean =>
  !/single[-_]threaded|no[-_]parallel[-_]scavenge/.test(`${process.execArgv} ${process.env.NODE_OPTIONS ?? ''}`)

/** V8's `gc`, from a context made for the purpose: none of the user's contexts gets to see it. */
function findCollect(): Collect | null {
  try {
    setFlagsFromString('--expose-gc')
    const collect: unknown = runInNewContext('gc')
    setFlagsFromString('--no-expose-gc')
    if (typeof collect !== 'function') return null
    const alone: Collect = options => Reflect.apply(collect, undefined, [options])
    if (!isParallel()) return alone
    // What is young and alive is next to nothing: to wake other threads for it takes longer than to do it, and the pool's threads have their cores.
    return options => {
      setFlagsFromString('--no-parallel-scavenge')
      alone(options)
      setFlagsFromString('--parallel-scavenge')
    }
  } catch {
    return null
  }
}

/**
 * Bytes given out between two collections. Few enough that what comes back is still in the last level of cache when it is given out again:
 * measured at 32 MB, results of 256 KB cost twice as much, a training step of a small network a third more. A collection takes 35 to 90 µs.
 */
const interval = 8 * 1024 * 1024

/** Tell it of every output; it collects when enough has been given out. */
export function youngCollection(): (bytes: number) => void {
  const collect = findCollect()
  let given = 0
  return bytes => {
    given += bytes
    if (given < interval || collect === null) return
    given = 0
    collect({ type: 'minor' })
  }
}
