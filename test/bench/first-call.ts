// A process of its own for one first call: `first-call.js PROGRAM THREADS` prints the seconds from calling the jitted function for the
// first time (data and parameters are in place) to its value: tracing, compiling, running.

import { loadNative } from '../../src/runtime/native.js'
import { programs } from './programs.js'

const [name = '', threads = '1'] = process.argv.slice(2)
const native = loadNative()
const program = programs.get(name)?.()
if (!native.ok || program === undefined) throw new Error(native.ok ? `there is no program ${name}` : native.reason)
native.addon.setThreads(Number(threads))
const start = performance.now()
await program.run(1)
process.stdout.write(String((performance.now() - start) / 1000))
