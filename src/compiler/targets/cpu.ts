// What a schedule must know of a CPU: vector registers, and the register tile of contractions that fits them.

import type { DTypeName } from '../../support/dtype.js'

export interface CpuTarget {
  readonly vectorBytes: number
  readonly vectorRegisters: number
  readonly threads: number
}

/** From LLVM's feature string. */
export function cpuTarget(features: string, threads: number): CpuTarget {
  const has = (name: string): boolean => features.split(',').includes(`+${name}`)
  if (has('avx512f')) return { vectorBytes: 64, vectorRegisters: 32, threads }
  if (has('avx2')) return { vectorBytes: 32, vectorRegisters: 16, threads }
  return { vectorBytes: 16, vectorRegisters: has('neon') ? 32 : 16, threads }
}

/**
 * The register tile: `rows` × `columns` accumulators, columns being two vectors. Accumulators, two vectors of the right and one of the left
 * operand fill the registers: 6 × 16 float32 on AVX2, 14 × 32 on AVX-512.
 */
export function registerTile(target: CpuTarget, dtype: DTypeName): { rows: number; columns: number } {
  const lanes = target.vectorBytes / (dtype === 'float64' ? 8 : 4)
  const rows = Math.floor((target.vectorRegisters - 3) / 2)
  return { rows, columns: 2 * lanes }
}

/**
 * Floating-point operations a nanosecond of a contraction on one core: two units of multiply-adds at about 3 GHz, at four fifths of what
 * they could do.
 */
export const contractionRate = ({ vectorBytes }: CpuTarget, dtype: 'float32' | 'float64'): number =>
  (dtype === 'float32' ? 2.5 : 1.25) * vectorBytes
