// The physical floor of a row: no program takes less than its arithmetic at the machine's peak, or its bytes at the machine's bandwidth.
// Both are measured here, on the threads of the run, as the best of several: what disturbs a measurement only makes it slower.

import type { Addon, HostInfo, NativeProgram, NativeStorage } from '../../src/runtime/addon-types.js'
import { chains, copiedByTask, copyKernel, fmaKernel } from './floor-kernels.js'
import type { Work } from './rows/index.js'

export interface Peaks {
  /** float32 operations a second, a multiply-add being two. */
  readonly flops: number
  /** Bytes read and written a second, copying arrays of the size of the row `fused`, part of which a large cache may hold. */
  readonly bytes: number
  /** The same out of the caches: copying arrays of the size of the row `fused-far`. */
  readonly farBytes: number
  /** Seconds from the call of a native program that does next to nothing to its four floats in JavaScript. */
  readonly call: number
}

export type Bound = 'flops' | 'bytes' | 'call'

/** Work that moves so many bytes does it out of every cache there is. */
const farFrom = 2 ** 28

export interface Floor {
  readonly seconds: number
  readonly bound: Bound
}

/** `null` where the work is too little to be a limit. */
export function floorOf({ flops, bytes, nativeCalls = 0 }: Work, peaks: Peaks): Floor | null {
  if (nativeCalls > 0) return { seconds: nativeCalls * peaks.call, bound: 'call' }
  const [compute, move] = [flops / peaks.flops, bytes / (bytes >= farFrom ? peaks.farBytes : peaks.bytes)]
  if (compute === 0 && move === 0) return null
  return compute >= move ? { seconds: compute, bound: 'flops' } : { seconds: move, bound: 'bytes' }
}

const stored = (addon: Addon, values: Float32Array): NativeStorage => {
  const storage = addon.allocate(values.byteLength)
  addon.write(storage, new Uint8Array(values.buffer))
  return storage
}

/**
 * Seconds of the fastest run.
 * @param patience milliseconds of trying: on a busy machine only a few runs have all cores to themselves
 */
function best(addon: Addon, program: NativeProgram, inputs: readonly NativeStorage[], patience: number): number {
  let least = Number.POSITIVE_INFINITY
  for (const end = performance.now() + patience; performance.now() < end; ) {
    const start = performance.now()
    addon.run(program, inputs, 'inline')
    least = Math.min(least, performance.now() - start)
  }
  return least / 1000
}

const vectorLanes = (features: string): number => (features.includes('+avx512f') ? 16 : features.includes('+avx2') ? 8 : 4)

function flopsPeak(addon: Addon, host: HostInfo): number {
  const lanes = vectorLanes(host.features)
  // A run takes a fraction of a millisecond: long against starting it, short against the time slices of other programs.
  const iterations = 20_000
  const tasks = 4 * addon.threads()
  const program = addon.createProgram([addon.link(addon.compile([fmaKernel(lanes, iterations)], 1))], {
    inputBytes: [4 * lanes],
    outputBytes: [4 * lanes * tasks],
    arenaBytes: 0,
    temporaries: [],
    pointerBytes: [],
    steps: [{ op: 'kernel', symbol: 'fma_peak', slots: [0, 1], tasks, scratchBytes: 0, cost: 1e9 }],
  })
  const flops = 2 * chains * lanes * iterations * tasks
  return flops / best(addon, program, [stored(addon, new Float32Array(lanes).fill(0.5))], 2000)
}

/** @param patience milliseconds for each of two ways */
function bytesPeak(addon: Addon, floats: number, patience: number): number {
  // Both are inputs, though one is written to: what a program returns is fresh memory, whose first touch would be measured as well.
  const inputs = [stored(addon, new Float32Array(floats)), stored(addon, new Float32Array(floats))]
  const kinds = ['plain', 'streaming'] as const
  const seconds = kinds.map(kind => {
    const program = addon.createProgram([addon.link(addon.compile([copyKernel(kind)], 1))], {
      inputBytes: [4 * floats, 4 * floats],
      outputBytes: [],
      arenaBytes: 0,
      temporaries: [],
      pointerBytes: [],
      steps: [{ op: 'kernel', symbol: `copy_${kind}`, slots: [0, 1], tasks: floats / copiedByTask, scratchBytes: 0, cost: 1e9 }],
    })
    return best(addon, program, inputs, patience)
  })
  return (2 * 4 * floats) / Math.min(...seconds)
}

function callSeconds(addon: Addon, host: HostInfo): number {
  const lanes = vectorLanes(host.features)
  const program = addon.createProgram([addon.link(addon.compile([fmaKernel(lanes, 1)], 1))], {
    inputBytes: [4 * lanes],
    outputBytes: [4 * lanes],
    arenaBytes: 0,
    temporaries: [],
    pointerBytes: [],
    steps: [{ op: 'kernel', symbol: 'fma_peak', slots: [0, 1], tasks: 1, scratchBytes: 0, cost: 1 }],
  })
  const input = stored(addon, new Float32Array(lanes).fill(0.5))
  const result = new Uint8Array(16)
  const calls = 1000
  let least = Number.POSITIVE_INFINITY
  for (const end = performance.now() + 200; performance.now() < end; ) {
    const start = performance.now()
    for (let i = 0; i < calls; i++) for (const output of addon.run(program, [input], 'inline')) addon.read(output, result)
    least = Math.min(least, performance.now() - start)
  }
  return least / 1000 / calls
}

export const measurePeaks = (addon: Addon, host: HostInfo): Peaks => ({
  flops: flopsPeak(addon, host),
  bytes: bytesPeak(addon, 4_194_304, 500),
  farBytes: bytesPeak(addon, 67_108_864, 1000),
  call: callSeconds(addon, host),
})
