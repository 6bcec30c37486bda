// A process that trains is killed, again and again, also in the middle of saving. What it has kept is enough: in the end there are the same bits as of
// a run that nobody has disturbed.

import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { built } from '../runtime/processes.js'

/** Trains a small LeNet for three epochs of six steps, and keeps everything after each step. Says what it does, line by line. */
const program = `
import { createHash } from 'node:crypto'
import { data, io, jit, nn, optim, random, tree, valueAndGrad } from '${built('index')}'

const path = process.argv[1]
const size = 48
const digits = data.dataset({
  x: data.column([1, 12, 12], 'uint8', Uint8Array.from({ length: size * 144 }, (_, i) => ((i % 12 < 6) === (Math.floor(i / 144) % 2 === 0) ? 150 : 50) + (i * 7919) % 101)),
  y: data.column([], 'int32', Int32Array.from({ length: size }, (_, i) => i % 2)),
})
const lenet = nn.model([1, 12, 12],
  ['conv1', nn.conv2d(4, 3)], nn.tanh, nn.avgPool2d(2), nn.flatten, nn.dropout(0.2), ['fc1', nn.linear(16)], nn.tanh, ['fc2', nn.linear(2)])
const optimizer = optim.chain(optim.clipByGlobalNorm(1), optim.adam({ learningRate: optim.cosine(0.01, 18) }))
const step = jit((params, state, x, y, key) => {
  const loss = p => {
    const [logits, refreshed] = lenet.train(p, x.cast('float32').div(255), key)
    return [nn.crossEntropy(logits, y), refreshed]
  }
  const [[value, refreshed], gradients] = valueAndGrad(loss, { aux: true })(params)
  const [updates, next] = optimizer.update(gradients, state, params)
  return [optim.applyUpdates(refreshed, updates), next, value]
})

const params = lenet.init(random.key(0))
const fresh = { params, state: optimizer.init(params), key: random.key(1), epoch: 0, batch: 0, losses: [] }
const loaded = await io.loadCheckpoint(path, fresh)
if (loaded._tag === 'Left' && !loaded.left.message.includes('ENOENT')) throw loaded.left
let run = loaded._tag === 'Left' ? fresh : loaded.right
console.log('starting at ' + run.epoch + '.' + run.batch)
while (run.epoch < 3) {
  const batches = data.batch(data.shuffle(digits, { seed: 1, epoch: run.epoch }), 8, { last: 'drop' })
  const { x, y } = batches.get(run.batch)
  const [own, key] = random.split(run.key)
  const [params, state, loss] = step(run.params, run.state, x, y, own)
  const isLast = run.batch + 1 === batches.length
  run = { params, state, key, epoch: run.epoch + (isLast ? 1 : 0), batch: isLast ? 0 : run.batch + 1, losses: [...run.losses, loss.item()] }
  console.log('saving')
  await io.saveCheckpoint(path, run)
  console.log('saved')
}
const hash = createHash('sha256')
for (const leaf of tree.leaves(run)) hash.update(new Uint8Array(leaf.dataSync().buffer))
console.log('done ' + hash.update(run.losses.join(' ')).digest('hex') + ' after ' + run.losses.length)
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  readonly lines: readonly string[]
  readonly killed: boolean
  readonly stderr: string
}

/** Runs the program; kills it as soon as it has said something so many times. */
function run(path: string, kill?: { readonly said: string; readonly times: number }): Promise<Ended> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, path], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  })
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', chunk => {
    stderr += chunk
  })
  child.stdout.on('data', chunk => {
    stdout += chunk
    if (kill !== undefined && stdout.split(kill.said).length > kill.times) child.kill('SIGKILL')
  })
  return new Promise(resolve => {
    child.on('close', (_, signal) => resolve({ lines: stdout.trim().split('\n'), killed: signal === 'SIGKILL', stderr }))
  })
}

// Seven processes, some seconds where nothing else runs.
test.skipIf(process.platform === 'win32')(
  'killed at any moment and started again, a run ends with the same bits',
  async () => {
    const undisturbed = await run(join(folder, 'whole.safetensors'))
    expect(undisturbed.stderr).toBe('')
    expect(undisturbed.lines.at(-1)).toMatch(/^done [0-9a-f]{64} after 18$/)

    const path = join(folder, 'killed.safetensors')
    const kills = [
      { said: 'saving\n', times: 1 },
      { said: 'saving\n', times: 2 },
      { said: 'saved\n', times: 3 },
      { said: 'starting', times: 1 },
      { said: 'saving\n', times: 4 },
    ]
    const starts: string[] = []
    for (const kill of kills) {
      const { killed, lines, stderr } = await run(path, kill)
      expect(stderr).toBe('')
      expect(killed).toBe(true)
      starts.push(lines[0] ?? '')
    }
    const { lines, stderr } = await run(path)
    expect(stderr).toBe('')
    // It went on from somewhere in the middle.
    expect(lines[0]).not.toBe('starting at 0.0')
    expect(new Set(starts).size).toBeGreaterThan(1)
    expect(lines.at(-1)).toBe(undisturbed.lines.at(-1))
    // A temporary file that a kill has left is no checkpoint, and none is taken for one.
    expect((await readdir(folder)).filter(name => !name.endsWith('.tmp')).sort()).toEqual(['killed.safetensors', 'whole.safetensors'])
  },
  900_000,
)
