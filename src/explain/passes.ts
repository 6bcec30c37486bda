// Runs the passes one by one and counts what each changed, and by which rules.

import { pipeline, runPasses, withBodies } from '../compiler/passes/index.js'
import { callOf } from '../core/calls.js'
import { type Graph, subgraphsOf } from '../core/graph.js'
import type { BodyReport, Census, PassReport } from './explanation.js'

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
  // The graphs inside of equations come first: see `bodyReports`.
  let graph = withBodies(source, body => runPasses(body))
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

/** What the passes change in the bodies of loops and branches, those inside of them first; calls are put in place by the passes themselves. */
export const bodyReports = (source: Graph): readonly BodyReport[] =>
  source.equations.flatMap(({ primitive, params }) =>
    subgraphsOf(params).flatMap(body => [
      ...bodyReports(body),
      ...(callOf(params) === undefined ? [{ name: primitive.name, passes: passReports(body) }] : []),
    ]),
  )
