// What is measured: one row of the table each, as data. What a row computes stands in programs.ts for us and in peers/ for the peers.
// Invariant: `work` is a lower bound: the arithmetic of the textbook algorithm, and every input and output moved once.

export interface Work {
  readonly flops: number
  readonly bytes: number
}

interface RowRecord {
  readonly name: string
  readonly description: string
  readonly work: Work
}

/** Called again and again, in one process. */
export interface CallRow extends RowRecord {
  readonly kind: 'calls'
  /** Calls in a turn, of which the last one's completion is awaited, as in a training loop that prints now and then. */
  readonly calls: number
}

/** The first call of another row's program, in a process of its own. */
export interface FirstCallRow extends RowRecord {
  readonly kind: 'first-call'
  readonly program: string
  /** Whether an earlier process has left its compiled programs on disk. */
  readonly cache: 'cold' | 'warm'
  /** Processes are slow to start: at most so many rounds. */
  readonly rounds: number
}

export type Row = CallRow | FirstCallRow

const float = 4

/** n × n times n × n. */
const matmul = (n: number): Work => ({ flops: 2 * n ** 3, bytes: 3 * n ** 2 * float })

/** 3 × 3, 64 to 64 channels, same size. */
const conv = (batch: number, size: number): Work => ({
  flops: 2 * batch * 64 * size ** 2 * 64 * 9,
  bytes: (2 * batch * 64 * size ** 2 + 64 * 64 * 9) * float,
})

/**
 * A training step: each layer's product once forwards, once for its weights, and, but for the first layer, once for its input.
 * @param products multiplications of each layer for one example
 * @param state how many arrays of the size of the parameters are read and written
 */
const trainingStep = (batch: number, inputs: number, products: readonly number[], parameters: number, state: number): Work => ({
  flops: 2 * batch * (3 * products.reduce((a, b) => a + b) - (products[0] ?? 0)),
  bytes: (2 * state * parameters + batch * (inputs + 1)) * float,
})

const mlp = trainingStep(64, 784, [784 * 256, 256 * 10], 784 * 256 + 256 + 256 * 10 + 10, 1)
const lenet = trainingStep(64, 784, [28 ** 2 * 6 * 25, 10 ** 2 * 16 * 150, 400 * 120, 120 * 84, 84 * 10], 61_706, 3)

export const rows: readonly Row[] = [
  {
    kind: 'calls',
    name: 'dispatch',
    description: 'x + 1 on 4 floats, compiled: from the call to its value in the host language',
    work: { flops: 0, bytes: 0 },
    calls: 1000,
  },
  {
    kind: 'calls',
    name: 'fused',
    description: 'tanh(2x + 1) * x on 4,194,304 floats',
    work: { flops: 0, bytes: 2 * 4_194_304 * float },
    calls: 20,
  },
  {
    kind: 'calls',
    name: 'matmul-1024',
    description: 'float32 [1024, 1024] times [1024, 1024]',
    work: matmul(1024),
    calls: 10,
  },
  {
    kind: 'calls',
    name: 'matmul-1023',
    description: 'float32 [1023, 1023] times [1023, 1023]',
    work: matmul(1023),
    calls: 10,
  },
  {
    kind: 'calls',
    name: 'conv-8x64x32',
    description: 'conv2d 3 × 3, padding 1, 64 to 64 channels on [8, 64, 32, 32]',
    work: conv(8, 32),
    calls: 20,
  },
  {
    kind: 'calls',
    name: 'conv-1x64x56',
    description: 'conv2d 3 × 3, padding 1, 64 to 64 channels on [1, 64, 56, 56]',
    work: conv(1, 56),
    calls: 40,
  },
  {
    kind: 'calls',
    name: 'mlp-step',
    description: 'training step of 784-256-10 with relu, batch 64, SGD; the loss read every 50 steps',
    work: mlp,
    calls: 50,
  },
  {
    kind: 'calls',
    name: 'lenet-step',
    description: 'training step of LeNet-5 with tanh, batch 64, Adam; the loss read every 20 steps',
    work: lenet,
    calls: 20,
  },
  {
    kind: 'first-call',
    name: 'first-call-cold',
    description: 'first LeNet step in a fresh process, nothing compiled before',
    work: { flops: 0, bytes: 0 },
    program: 'lenet-step',
    cache: 'cold',
    rounds: 3,
  },
  {
    kind: 'first-call',
    name: 'first-call-warm',
    description: 'first LeNet step in a fresh process, after another process did the same',
    work: { flops: 0, bytes: 0 },
    program: 'lenet-step',
    cache: 'warm',
    rounds: 3,
  },
]

export const rowNames: readonly string[] = rows.map(row => row.name)
