// Runs tracing and compiling as what they are in most processes: code that runs once or twice. V8 would optimise it while it runs, on the threads that LLVM
// needs at that time, and be done when it is not needed any more: for a ResNet's training step that takes two fifths of all time in JavaScript, and saves
// none. Where a process goes on compiling, the compiler is optimised as everything else.

import { setFlagsFromString } from 'node:v8'

/** Whether somebody has decided already what V8 optimises: then it stays as decided. */
const isDecided = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)].some(option =>
  /^--(no-?)?(always-)?(opt|turbofan|maglev|sparkplug|jitless)\b/.test(option),
)

/** How many bodies are running, one in another. */
let depth = 0

/**
 * Runs bodies, synchronous ones, while which V8 optimises nothing: nothing else runs in this thread meanwhile, and what other threads run is optimised
 * a little later.
 * @param milliseconds after so many, of all bodies together, they are worth optimising
 */
export function unoptimised(milliseconds: number): <R>(body: () => R) => R {
  let left = milliseconds
  return body => {
    if (isDecided || left <= 0 || depth > 0) return body()
    const started = performance.now()
    depth++
    setFlagsFromString('--no-opt')
    try {
      return body()
    } finally {
      depth--
      setFlagsFromString('--opt')
      left -= performance.now() - started
    }
  }
}

/** For what a process does a few times at its beginning, and for as long as that takes with the largest programs. */
export const inFirstSeconds = unoptimised(3000)
