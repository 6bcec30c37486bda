// A process of its own for one first call: `first-call.js PROGRAM SIZES THREADS` prints the seconds from calling the jitted function for the
// first time (data and parameters are in place) to its value: tracing, compiling, running.

import { loadNative } from '../../src/runtime/native.js'
import { build } from './programs/index.js'

const [name = '', sizes = '{}', threads = '1'] = process.argv.slice(2)
const native = loadNative()
if (!native.ok) throw new Error(native.reason)
native.addon.setThreads(Number(threads))
const program = build(name, JSON.parse(sizes))
const start = performance.now()
await program.run(1)
process.stdout.write(String((performance.now() - start) / 1000))
