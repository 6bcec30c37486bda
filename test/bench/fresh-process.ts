// A process of its own for one figure: `fresh-process.js KIND PROGRAM SIZES CALLS THREADS` prints it. Data and parameters are in place before
// anything is measured.

import { readFileSync, writeFileSync } from 'node:fs'
import { currentCompiler, useCompiler } from '../../src/core/executable.js'
import { loadNative } from '../../src/runtime/native.js'
import { build } from './programs/index.js'
import type { Program } from './programs/program.js'

async function seconds(program: Program): Promise<number> {
  const start = performance.now()
  await program.run(1)
  return (performance.now() - start) / 1000
}

/** Until the compiler gets the program, which then runs all the same. */
async function untilCompiled(program: Program): Promise<number> {
  const compiler = currentCompiler()
  let end = 0
  useCompiler({
    compile(graph, captured) {
      end = performance.now()
      return compiler.compile(graph, captured)
    },
  })
  const start = performance.now()
  await program.run(1)
  return (end - start) / 1000
}

/** Bytes: `VmRSS` now, `VmHWM` at most since it was reset. */
function resident(field: 'VmRSS' | 'VmHWM'): number {
  const kilobytes = new RegExp(`${field}:\\s*(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

async function peak(program: Program, calls: number): Promise<number> {
  const before = resident('VmRSS')
  writeFileSync('/proc/self/clear_refs', '5')
  await program.run(calls)
  return resident('VmHWM') - before
}

async function measure(kind: string, program: Program, calls: number): Promise<number> {
  switch (kind) {
    case 'first-call':
      return await seconds(program)
    case 'compile':
      return (await seconds(program)) - (await seconds(program))
    case 'trace':
      return await untilCompiled(program)
    case 'peak':
      return await peak(program, calls)
    default:
      throw new Error(`there is nothing called ${kind} to measure`)
  }
}

const [kind = '', name = '', sizes = '{}', calls = '1', threads = '1'] = process.argv.slice(2)
const native = loadNative()
if (!native.ok) throw new Error(native.reason)
native.addon.setThreads(Number(threads))
process.stdout.write(String(await measure(kind, build(name, JSON.parse(sizes)), Number(calls))))
