// Lowered programs on disk, so that a second process neither runs passes nor schedules kernels again: what the addon takes, and the machine code of all its
// kernels, in one file, for to open hundreds takes longer than to read one. Kernels have files of their own besides, by which programs share them.
// Found by the graph's canonical structure, the target and the compiler's fingerprint.

import { createHash } from 'node:crypto'
import type { ProgramOutput } from '../../compiler/program/compile-program.js'
import type { LaidOut } from '../../compiler/program/operands.js'
import type { CpuTarget } from '../../compiler/targets/cpu.js'
import type { ArrayType } from '../../core/array-type.js'
import type { Graph } from '../../core/graph.js'
import type { NativeProgramSpec } from '../addon-types.js'
import { compilerFingerprint } from './compiler-fingerprint.js'
import type { DiskCache } from './disk-cache.js'
import type { MachineCode, Objects } from './machine-code.js'

export interface StoredProgram {
  readonly spec: NativeProgramSpec
  readonly outputs: readonly ProgramOutput[]
  readonly stored: readonly ArrayType[]
  readonly operands: readonly LaidOut[]
  /** For each kernel, the symbol of its machine code. */
  readonly symbols: readonly string[]
}

/** A program and the machine code of its kernels: a file. */
export interface Bundle {
  readonly program: StoredProgram
  readonly objects: Objects
}

export interface ProgramCache {
  readonly get: (graph: Graph, key: string) => Bundle | null
  /** Keeps a program whose kernels have files. */
  readonly put: (graph: Graph, key: string, program: StoredProgram) => void
}

/** Smaller programs are lowered in the time that a file takes. */
const leastEquations = 16

/** What stands before the objects of a bundle, which follow one another in this order. */
interface Header {
  readonly program: StoredProgram
  readonly objects: readonly (readonly [symbol: string, bytes: number])[]
}

const lengthBytes = 4

/** The length of the header, the header as JSON, and the objects. */
function encode({ program, objects }: Bundle): Uint8Array {
  const header: Header = { program, objects: [...objects].map(([symbol, object]) => [symbol, object.length]) }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(lengthBytes)
  length.writeUInt32LE(text.length)
  return Buffer.concat([length, text, ...objects.values()])
}

/** Of bytes whose checksum has said that they are what was encoded. */
function decode(bytes: Uint8Array): Bundle {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let place = lengthBytes + file.readUInt32LE()
  const { program, objects } = JSON.parse(file.toString('utf8', lengthBytes, place)) as Header
  const found = new Map<string, Uint8Array>()
  for (const [symbol, size] of objects) {
    found.set(symbol, file.subarray(place, place + size))
    place += size
  }
  return { program, objects: found }
}

/** @param disk holds nothing else @param code whose kernels programs run */
export function programCache(disk: DiskCache, target: CpuTarget, code: Pick<MachineCode, 'context' | 'objectsOf'>): ProgramCache {
  let context: string | null | undefined
  const nameOf = (graph: Graph, key: string): string | null => {
    if (graph.equations.length < leastEquations) return null
    if (context === undefined) {
      const fingerprint = compilerFingerprint()
      context = fingerprint && [fingerprint, code.context, JSON.stringify(target)].join('\n')
    }
    return context && createHash('sha256').update(context).update('\n').update(key).digest('hex')
  }
  return {
    get(graph, key) {
      const name = nameOf(graph, key)
      const bytes = name && disk.get(name)
      return bytes ? decode(bytes) : null
    },
    put(graph, key, program) {
      const name = nameOf(graph, key)
      const objects = name && code.objectsOf(program.symbols)
      if (objects) disk.put(name, encode({ program, objects }))
    },
  }
}
