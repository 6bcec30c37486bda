// Lowered programs on disk, so that a second process neither runs passes nor schedules kernels again: what the addon takes, and the names of the machine
// code it refers to. Found by the graph's canonical structure, the target and the compiler's fingerprint.

import { createHash } from 'node:crypto'
import type { ProgramOutput } from '../../compiler/program/compile-program.js'
import type { LaidOut } from '../../compiler/program/operands.js'
import type { CpuTarget } from '../../compiler/targets/cpu.js'
import type { ArrayType } from '../../core/array-type.js'
import type { Graph } from '../../core/graph.js'
import type { NativeProgramSpec } from '../addon-types.js'
import { compilerFingerprint } from './compiler-fingerprint.js'
import type { DiskCache } from './disk-cache.js'

export interface StoredProgram {
  readonly spec: NativeProgramSpec
  readonly outputs: readonly ProgramOutput[]
  readonly stored: readonly ArrayType[]
  readonly operands: readonly LaidOut[]
  /** For each kernel, the symbol of its machine code. */
  readonly symbols: readonly string[]
}

export interface ProgramCache {
  readonly get: (graph: Graph, key: string) => StoredProgram | null
  readonly put: (graph: Graph, key: string, program: StoredProgram) => void
}

/** Smaller programs are lowered in the time that a file takes. */
const leastEquations = 16

/** @param disk holds nothing else @param machine what machine code depends on */
export function programCache(disk: DiskCache, target: CpuTarget, machine: string): ProgramCache {
  let context: string | null | undefined
  const nameOf = (graph: Graph, key: string): string | null => {
    if (graph.equations.length < leastEquations) return null
    if (context === undefined) {
      const fingerprint = compilerFingerprint()
      context = fingerprint && [fingerprint, machine, JSON.stringify(target)].join('\n')
    }
    return context && createHash('sha256').update(context).update('\n').update(key).digest('hex')
  }
  return {
    get(graph, key) {
      const name = nameOf(graph, key)
      const bytes = name && disk.get(name)
      // Its checksum says that it is what was put there.
      return bytes ? (JSON.parse(Buffer.from(bytes).toString()) as StoredProgram) : null
    },
    put(graph, key, program) {
      const name = nameOf(graph, key)
      if (name !== null) disk.put(name, Buffer.from(JSON.stringify(program)))
    },
  }
}
