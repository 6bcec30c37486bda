// The machine's peaks, measured in a process of its own: `peaks-process.js THREADS` prints them as JSON. The half a gigabyte that is copied is gone with it; in
// the benchmark's own process it would be garbage that stands behind the first rows.

import { loadNative } from '../../src/runtime/native.js'
import { measurePeaks } from './floors.js'

const native = loadNative()
if (!native.ok) throw new Error(native.reason)
native.addon.setThreads(Number(process.argv[2]))
process.stdout.write(JSON.stringify(measurePeaks(native.addon, native.host)))
