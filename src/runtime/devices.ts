// Which backend computes. Chosen when the first value is computed, not at import: `TENET_DEVICE`, or the CPU where libLLVM and the
// addon are there, or else the reference backend, after one clear line that says how to get what is missing.

import type { CpuTarget } from '../compiler/targets/cpu.js'
import { type Compiler, useCompiler } from '../core/executable.js'
import { type Evaluator, useEvaluator } from '../core/pending.js'
import { ArgumentError, LimitationError } from '../support/errors.js'
import { show } from '../support/show.js'
import { cpuBackend } from './cpu/cpu-backend.js'
import { loadNative } from './native.js'
import { referenceCompiler } from './reference/compile.js'
import { referenceEvaluator } from './reference/evaluate.js'

export type Device = 'cpu' | 'reference'

/** What the compiler of a device may be asked: for whom it compiles, and what machine code comes out. */
export interface Inspection {
  readonly target: CpuTarget
  readonly assembly: (llvm: string) => string
}

interface Backend {
  readonly device: Device
  readonly evaluator: Evaluator
  readonly compiler: Compiler
  /** `null` where nothing is compiled. */
  readonly inspection: Inspection | null
}

const reference: Backend = { device: 'reference', evaluator: referenceEvaluator, compiler: referenceCompiler, inspection: null }

const mostThreads = 1024

/** Built once: programs and machine code are cached in it. */
let cpu: Backend | { readonly reason: string } | null = null

/** The addon takes a number of threads that it cannot use for none at all; the user should know. */
function checkThreads(): void {
  const value = process.env.TENET_THREADS ?? ''
  if (value !== '' && !(/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= mostThreads))
    throw new ArgumentError(`TENET_THREADS must be a whole number from 1 to ${mostThreads}; got ${JSON.stringify(value)}`)
}

function cpuOrReason(): Backend | { readonly reason: string } {
  if (cpu !== null) return cpu
  checkThreads()
  const native = loadNative()
  if (native.ok) {
    const { evaluator, compiler, target, assembly } = cpuBackend(native.addon, native.host)
    cpu = { device: 'cpu', evaluator, compiler, inspection: { target, assembly } }
  } else cpu = { reason: native.reason }
  return cpu
}

const isDevice = (name: string): name is Device => name === 'cpu' || name === 'reference'

let chosen: Backend | null = null

function backend(): Backend {
  if (chosen !== null) return chosen
  const wanted = process.env.TENET_DEVICE ?? ''
  if (wanted !== '' && !isDevice(wanted)) throw new ArgumentError(`TENET_DEVICE must be cpu or reference; got ${wanted}`)
  if (wanted === 'reference') {
    chosen = reference
    return chosen
  }
  const found = cpuOrReason()
  if ('reason' in found) {
    if (wanted === 'cpu') throw new LimitationError(`TENET_DEVICE=cpu: ${found.reason}`)
    process.stderr.write(`tenet: computing with the slow reference backend: ${found.reason}\n`)
    chosen = reference
  } else chosen = found
  return chosen
}

/** The device that computes from now on. */
export const currentDevice = (): Device => backend().device

/** How the device that computes from now on compiles; `null` where it does not. */
export const currentInspection = (): Inspection | null => backend().inspection

/** The devices that can be had on this machine; the reference device always. */
export const availableDevices = (): readonly Device[] => ('reason' in cpuOrReason() ? ['reference'] : ['cpu', 'reference'])

/** Computes on the device from now on. @throws LimitationError when it cannot be had, saying how to get what is missing */
export function useDevice(device: Device): void {
  if (!isDevice(device)) throw new ArgumentError(`useDevice: expected 'cpu' or 'reference'; got ${show(device)}`)
  if (device === 'reference') {
    chosen = reference
    return
  }
  const found = cpuOrReason()
  if ('reason' in found) throw new LimitationError(`useDevice: ${found.reason}`)
  chosen = found
}

/** Plugs the devices into core; called once, by `index.ts`. */
export function plugDevices(): void {
  useEvaluator({ evaluate: roots => backend().evaluator.evaluate(roots) })
  useCompiler({
    compile(graph, captured) {
      let on = backend()
      let executable = on.compiler.compile(graph, captured)
      return inputs => {
        const now = backend()
        if (now !== on) {
          executable = now.compiler.compile(graph, captured)
          on = now
        }
        return executable(inputs)
      }
    },
  })
}
