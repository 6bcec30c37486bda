// The other end of the pipe for the peer that runs in Node: answers as worker.py does. A program is a call as a loop makes it; what a call gives is
// waited for, and let go of, before the next: jax-js computes when it is asked for a result.
//
//   node worker.mjs jax-js THREADS

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { provideWebWorkers } from './web-worker.mjs'

const threads = Number(process.argv[3] ?? 1)
provideWebWorkers(threads)
const jax = await import('@jax-js/jax')
const { programs } = await import('./jax_js_programs.mjs')
await jax.init('wasm')
jax.defaultDevice('wasm')

const version = () => {
  const entry = createRequire(import.meta.url).resolve('@jax-js/jax')
  return JSON.parse(readFileSync(entry.replace(/dist.*$/, 'package.json'), 'utf8')).version
}

/** Turns, and seconds, before the first that counts, as for everyone. */
const [warmUpTurns, warmUpSeconds] = [3, 0.5]

/** Seconds of so many calls. */
async function run(call, calls) {
  const start = performance.now()
  for (let i = 0; i < calls; i++) {
    const result = call()
    if (!(result instanceof jax.numpy.Array)) continue
    await jax.blockUntilReady(result)
    result.dispose()
  }
  return (performance.now() - start) / 1000
}

const build = ({ program, sizes }) => {
  const make = programs[program]
  if (make === undefined) throw new Error(`there is no program ${program}`)
  return make(sizes)
}

const status = name => Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024

let prepared = null

async function answer(question) {
  switch (question.op) {
    case 'hello':
      return { about: `jax-js ${version()} on WebAssembly, threads: ${threads}` }
    case 'prepare':
      prepared = build(question)
      for (let turn = 0, seconds = 0; turn < warmUpTurns || seconds < warmUpSeconds; turn++) seconds += await run(prepared, question.calls)
      return {}
    case 'measure':
      // What other contenders left in the caches is not this one's affair.
      await run(prepared, 1)
      return { seconds: (await run(prepared, question.calls)) / question.calls }
    case 'release':
      prepared = null
      return {}
    case 'first-call':
      return { seconds: await run(build(question), 1) }
    case 'compile': {
      const call = build(question)
      return { seconds: (await run(call, 1)) - (await run(call, 1)) }
    }
    case 'trace': {
      const { record } = build(question)
      const start = performance.now()
      record()
      return { seconds: (performance.now() - start) / 1000 }
    }
    case 'peak': {
      const call = build(question)
      // What was asked for last has come when this has: computing goes in order.
      await jax.blockUntilReady(jax.numpy.zeros([1]))
      const before = status('VmRSS')
      writeFileSync('/proc/self/clear_refs', '5')
      await run(call, question.calls)
      return { bytes: status('VmHWM') - before }
    }
    default:
      throw new Error(`unknown op ${question.op}`)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let answered
  try {
    answered = await answer(JSON.parse(line))
  } catch (error) {
    answered = { error: String(error).split('\n')[0].slice(0, 300) }
  }
  process.stdout.write(`${JSON.stringify(answered)}\n`)
}
process.exit(0)
