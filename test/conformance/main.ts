// npm run conformance: which operations of PyTorch and functions of NumPy there are, what they are called here, and why others are missing.
// --names lists what is there; --samples runs PyTorch's samples and says what becomes of them.

import { readFileSync } from 'node:fs'
import { currentDevice } from 'tenet'
import { coverages, describeCoverage, type Names } from './coverage.js'
import { pytorch } from './pytorch/index.js'
import { runSample, type Sample } from './samples.js'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../test/golden/conformance/${name}.json`, import.meta.url), 'utf8'))

const options = new Set(process.argv.slice(2))
for (const option of options)
  if (option !== '--names' && option !== '--samples') {
    console.error(`usage: npm run conformance -- [--names] [--samples]; got ${option}`)
    process.exit(2)
  }

for (const coverage of coverages(read('names') as Names)) {
  console.log(describeCoverage(coverage))
  if (options.has('--names')) {
    for (const [theirs, ours] of coverage.alike) console.log(`    ${theirs} → ${ours}`)
    for (const [theirs, ours] of coverage.composed) console.log(`    ${theirs} → ${ours.join(', ')}`)
  }
  console.log()
}

if (options.has('--samples')) {
  const { samples } = read('samples') as { readonly samples: readonly Sample[] }
  const mapped = samples.filter(({ name }) => typeof pytorch[name] === 'object')
  const outcomes = mapped.map(sample => ({ sample, outcome: runSample(pytorch, sample) }))
  const count = (kind: string): number => outcomes.filter(({ outcome }) => outcome.kind === kind).length
  console.log(
    `samples of PyTorch on ${currentDevice()}: ${samples.length}, of operations that there are ${mapped.length}: ` +
      `${count('passes')} pass, ${count('left out')} are left out, ${count('fails')} fail`,
  )
  const why = new Map<string, number>()
  for (const { sample, outcome } of outcomes) {
    if (outcome.kind === 'left out') why.set(outcome.why, (why.get(outcome.why) ?? 0) + 1)
    if (outcome.kind === 'fails') console.log(`  ${sample.name}: ${outcome.why}`)
  }
  for (const [reason, n] of [...why].toSorted(([, a], [, b]) => b - a)) console.log(`  ${String(n).padStart(4)}  ${reason}`)
}
