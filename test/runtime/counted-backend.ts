// The CPU backend plugged into the package, with a count of what it does: programs built, run, kernels launched and compiled.

import 'tenet'
import { useCompiler } from '../../src/core/executable.js'
import { useEvaluator } from '../../src/core/pending.js'
import { cpuBackend } from '../../src/runtime/cpu/cpu-backend.js'
import type { CpuStatistics } from '../../src/runtime/cpu/cpu-compiler.js'
import { loadNative } from '../../src/runtime/native.js'

const native = loadNative()
if (!native.ok) throw new Error(native.reason)
export const { addon } = native
const backend = cpuBackend(addon, native.host)
useEvaluator(backend.evaluator)
useCompiler(backend.compiler)

export const statistics = (): CpuStatistics => backend.compiler.statistics()

/** What the backend does while `body` runs. */
export function counted<R>(body: () => R): { readonly result: R } & CpuStatistics {
  const before = statistics()
  const result = body()
  const after = statistics()
  return {
    result,
    programs: after.programs - before.programs,
    runs: after.runs - before.runs,
    kernels: after.kernels - before.kernels,
    compiled: after.compiled - before.compiled,
    loaded: after.loaded - before.loaded,
  }
}
