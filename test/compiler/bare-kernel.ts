// A kernel that has nothing but statements over one array of int32, for tests of what is done with statements.

import type { Kernel, LoopVariable, Statement } from '../../src/compiler/kernel/ir.js'

/** @param task its number is all that tells its tasks apart */
export const bareKernel = (task: LoopVariable, body: readonly Statement[]): Kernel => ({
  name: 'k',
  buffers: [{ kind: 'argument', dtype: 'int32', streamed: false }],
  once: [],
  overlaps: [],
  cells: [],
  task,
  tasks: task.extent,
  scratchBytes: 0,
  body,
  rows: null,
  cost: 1,
})
