// Blocks of a contraction: of depth, whose products form one chain, and of what is packed, which stays in a level-2 cache.

/** Consecutive k whose products form one fma chain: part of the meaning, see Note [Order of sums] in core/lowering.ts. */
export const depthBlock = 256
/** Floats of the right operand that a task packs at a time: half of a 512 KB level-2 cache. */
const packedFloats = 65536

/** The most columns that are packed at a time. */
export const widestBlock = (depth: number): number => Math.floor(packedFloats / Math.min(depth, depthBlock))
