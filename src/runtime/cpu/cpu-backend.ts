// The CPU backend: native kernels through LLVM. Put together here from its parts.

import { join } from 'node:path'
import { type CpuTarget, cpuTarget } from '../../compiler/targets/cpu.js'
import type { Buffer } from '../../core/buffer.js'
import type { Evaluator } from '../../core/pending.js'
import { LimitationError } from '../../support/errors.js'
import type { Addon, HostInfo } from '../addon-types.js'
import { currentPlatform } from '../platform.js'
import { type Batch, batchOf } from './batch.js'
import { CpuBuffer, share, storageOf } from './cpu-buffer.js'
import { type CpuCompiler, cpuCompiler } from './cpu-compiler.js'
import { type DiskCache, diskCache, noDiskCache } from './disk-cache.js'
import { machineCode } from './machine-code.js'
import { programCache } from './program-cache.js'

export interface CpuBackend {
  readonly compiler: CpuCompiler
  readonly evaluator: Evaluator
  readonly target: CpuTarget
  /** The optimised machine code of a kernel's LLVM IR, for reading. */
  readonly assembly: (text: string) => string
  /** The elements in native memory. */
  readonly place: (buffer: Buffer) => Buffer
}

export function cpuBackend(addon: Addon, host: HostInfo): CpuBackend {
  const chosen = process.env.TENET_CACHE
  const folder = chosen === undefined ? currentPlatform().cacheFolder : chosen
  // `TENET_CACHE=` (empty) turns the disk cache off.
  const cacheOf = (name: string): DiskCache => (folder === '' ? noDiskCache : diskCache(join(folder, name)))
  const target = cpuTarget(host.features, addon.threads())
  const code = machineCode(addon, host, cacheOf('kernels'))
  const compiler = cpuCompiler(addon, target, code, programCache(cacheOf('programs'), target, code))

  const compute = ({ graph, key, order, inputs, outputs, dropped }: Batch): void => {
    const storages = compiler.run(
      graph,
      key,
      inputs.map(buffer => storageOf(addon, buffer)),
    )
    for (const [i, { node, output }] of outputs.entries()) {
      const [type, storage] = [node.types[output], storages[i]]
      if (type !== undefined && storage !== undefined) node.settle(output, new CpuBuffer(addon, type, storage))
    }
    for (const [node, how] of dropped) node.dropped = how
    for (const node of order) node.measure()
  }

  return {
    compiler,
    target,
    assembly: code.assembly,
    place(buffer) {
      const storage = storageOf(addon, buffer)
      share(storage)
      return new CpuBuffer(addon, buffer.type, storage)
    },
    evaluator: {
      evaluate(roots) {
        const batch = batchOf(roots, 'wanted later')
        try {
          compute(batch)
        } catch (error) {
          // What is only kept for later may be what there is no memory for.
          if (!(error instanceof LimitationError) || batch.outputs.length <= roots.length) throw error
          compute(batchOf(roots, 'nothing'))
        }
      },
    },
  }
}
