// Runs the passes one by one and counts what each changed, and by which rules.

import { pipeline } from '../compiler/passes/index.js'
import type { Graph } from '../core/graph.js'
import type { Census, PassReport } from './explanation.js'

export function census(graph: Graph): Census {
  const counts: Record<string, number> = {}
  for (const { primitive } of graph.equations) counts[primitive.name] = (counts[primitive.name] ?? 0) + 1
  return counts
}

/** What there is more of in `a` than in `b`, most first. */
const surplus = (a: Census, b: Census): Census =>
  Object.fromEntries(
    Object.entries(a)
      .map(([name, count]) => [name, count - (b[name] ?? 0)] as const)
      .filter(([, more]) => more > 0)
      .toSorted(([, x], [, y]) => y - x),
  )

export function passReports(source: Graph): readonly PassReport[] {
  let graph = source
  return pipeline.map(({ name, description, run }) => {
    const before = graph
    const applied = new Map<string, number>()
    graph = run(before, rule => applied.set(rule, (applied.get(rule) ?? 0) + 1))
    const [was, is] = [census(before), census(graph)]
    return {
      name,
      description,
      before: before.equations.length,
      after: graph.equations.length,
      removed: surplus(was, is),
      added: surplus(is, was),
      rules: surplus(Object.fromEntries(applied), {}),
    }
  })
}
