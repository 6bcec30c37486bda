// What a batch consists of: the pending operations that the wanted outputs need, each after those it depends on.

import type { Pending, PendingOutput } from '../core/pending.js'
import { operandOf } from '../core/tensor.js'

/** Pending operations in order of computation; iterative, because chains can be longer than the stack. */
export function dependencies(roots: readonly PendingOutput[]): Pending[] {
  const order: Pending[] = []
  const seen = new Set<Pending>()
  for (const root of roots) {
    const stack: { readonly node: Pending; next: number }[] = []
    const enter = (node: Pending): void => {
      if (seen.has(node)) return
      seen.add(node)
      stack.push({ node, next: 0 })
    }
    if (root.node.results?.[root.output] == null) enter(root.node)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.node.inputs[top.next++]
      if (input === undefined) {
        order.push(top.node)
        stack.pop()
        continue
      }
      const content = operandOf(input)
      if (content.kind === 'pending') enter(content.node)
    }
  }
  return order
}
