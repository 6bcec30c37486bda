// Back-propagation through time: how large ∂L/∂h_k is for a loss k steps later, in a tanh net, an LSTM and a GRU with recurrent weights of small, unit and
// large norm; vanishing, exploding, and clipped on the way back. Run: node dist/examples/bptt.js [--steps N] [--out FOLDER]

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argumentsOf, refuse } from './arguments.js'
import { type Cell, gradientNorms } from './bptt/gradients.js'
import { drawCurves, type Panel } from './bptt/picture.js'

const usage = 'usage: node dist/examples/bptt.js [--steps N] [--out FOLDER]'
const values = argumentsOf(usage, { steps: { type: 'string', default: '100' }, out: { type: 'string', default: 'runs/bptt' } })
const steps = Number(values.steps)
if (!Number.isInteger(steps) || steps < 1) refuse(usage, `--steps must be a positive integer; got ${values.steps}`)

const cells: Readonly<Record<Cell, string>> = { rnn: 'tanh RNN', lstm: 'LSTM', gru: 'GRU' }
const settings = [
  { name: 'norm 0.5', norm: 0.5, colour: '#2563eb' },
  { name: 'norm 1', norm: 1, colour: '#059669' },
  { name: 'norm 4', norm: 4, colour: '#dc2626' },
  { name: 'norm 4, clipped at 1', norm: 4, colour: '#9333ea', limit: 1, dashed: true },
] as const

const panels: Panel[] = (Object.keys(cells) as Cell[]).map(cell => ({
  title: cells[cell],
  curves: settings.map(({ norm, ...curve }) => {
    const norms = gradientNorms(cell, norm, steps, 'limit' in curve ? curve.limit : undefined)
    const at = (k: number): string => (norms[k] ?? Number.NaN).toExponential(1)
    console.log(
      `${cells[cell].padEnd(8)}  ${curve.name.padEnd(20)}  after ${Math.round(steps / 2)} steps ${at(Math.round(steps / 2))}, after ${steps} ${at(steps)}`,
    )
    return { ...curve, values: norms }
  }),
}))
mkdirSync(values.out, { recursive: true })
const picture = join(values.out, 'bptt.svg')
writeFileSync(picture, drawCurves('The norm of ∂L/∂h by distance from the loss', panels))
console.log(picture)
