// The table of operations is complete: every public function of arrays has a row, whose laws are run in test/laws/operations, or a reason why it
// has none; and every one of them is compared with values from elsewhere.

import { readdirSync, readFileSync } from 'node:fs'
import * as tenet from 'tenet'
import { expect, test } from 'vitest'
import { pytorch } from '../conformance/pytorch/index.js'
import { functionsOf } from '../hostile/recorded-calls.js'
import { contractions } from './operations/contractions.js'
import { creation } from './operations/creation.js'
import { elementwise } from './operations/elementwise.js'
import { indexing } from './operations/indexing.js'
import { linearAlgebra } from './operations/linear-algebra.js'
import { randomNumbers } from './operations/random.js'
import { reductions } from './operations/reductions.js'
import { shapes } from './operations/shapes.js'
import { signals } from './operations/signals.js'
import { sorting } from './operations/sorting.js'

const namespaces = ['fft', 'linalg', 'random', 'signal']
const functions = [
  ...functionsOf(
    Object.fromEntries(Object.entries(tenet).filter(([name, value]) => namespaces.includes(name) || typeof value === 'function')),
  ).keys(),
]

/** Functions that are no operations on tensors, by the reason why laws of operations say nothing of them. */
const others: Readonly<Record<string, string>> = {
  'takes and gives functions: test/laws/transforms, test/transforms': `checkFinite customJvp customVjp evalShape explain explainRecompile grad hessian hvp jacfwd
    jacrev jit jvp linearTranspose linearize remat toGraph valueAndGrad vjp vmap`,
  'takes functions, and is a transform of its own: test/laws/control, test/transforms/control': `associativeScan cond foriLoop scan switchCase whileLoop`,
  'has a meaning inside of vmap alone: test/transforms/collectives': 'allGather axisIndex axisSize pmax pmean pmin psum',
  'the identity, to transforms something else: test/transforms': 'checkpointName stopGradient',
  'gives no tensor': 'broadcastShapes currentDevice availableDevices device deviceOf devices einsumPath isComplex isTensor put useDevice',
  'trains: test/training': 'earlyStopping fit keepBest train',
}
const named = new Set(Object.values(others).flatMap(names => names.split(/\s+/)))

const table = {
  ...elementwise,
  ...reductions,
  ...sorting,
  ...creation,
  ...shapes,
  ...indexing,
  ...contractions,
  ...linearAlgebra,
  ...signals,
  ...randomNumbers,
}
const rows = new Set(Object.keys(table).map(name => name.split(/[ ,(]/)[0]))

test('every operation has a row or a reason', () => {
  expect(functions.filter(name => !rows.has(name) && !named.has(name))).toEqual([])
  expect([...rows, ...named].filter(name => name !== undefined && !functions.includes(name))).toEqual([])
})

const golden = (path: string): string => readFileSync(new URL(`../golden/${path}`, import.meta.url), 'utf8')
/** Files of golden values: calls in our words, or values by name. */
const sources = readdirSync(new URL('../golden', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.json') && !path.startsWith('conformance'))
  .map(golden)
  .join('\n')
const { samples } = JSON.parse(golden('conformance/samples.json')) as { readonly samples: readonly { readonly name: string }[] }
/** The same in one tensor. */
const likeness: Readonly<Record<string, string>> = { 'random.keys': 'random.split' }
const sampled = new Set(
  samples.flatMap(({ name }) => {
    const row = pytorch[name]
    return typeof row === 'object' ? row.ours : []
  }),
)

function isCompared(of: string): boolean {
  const name = likeness[of] ?? of
  const word = name.split('.').at(-1) as string
  const call = name === word ? `(?<![\\w.])${name}\\(|\\.${name}\\(` : `${name.replace('.', '\\.')}\\(`
  return sampled.has(name) || new RegExp(`${call}|"name": ?"${word}"|"${word}(?: float)?\\d*": ?[[{]`).test(sources)
}

test('every operation is compared with values of NumPy, SciPy, PyTorch, JAX or mpmath', () => {
  expect(functions.filter(name => !named.has(name) && !isCompared(name))).toEqual([])
})
