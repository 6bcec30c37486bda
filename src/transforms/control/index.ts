// Loops and branches as operations: what is inside is traced once, runs natively, and is differentiated and batched like everything else.

import type { Params, Primitive } from '../../core/primitive.js'
import { condP } from './cond-primitive.js'
import { scanP } from './scan-primitive.js'
import { whileP } from './while-primitive.js'

export { type AssociativeScanOptions, associativeScan, type ElementsAlong } from './associative-scan.js'
export { cond, switchCase } from './cond.js'
export { type ScanOptions, scan } from './scan.js'
export type { Slices, Stacked } from './trees.js'
export { foriLoop, whileLoop } from './while-loop.js'

/** In a list, records and their own parameters travel together untyped. */
const listed = <P extends Params>(primitive: Primitive<P>): Primitive => primitive as unknown as Primitive

export const controlPrimitives: readonly Primitive[] = Object.freeze([listed(scanP), listed(whileP), listed(condP)])
