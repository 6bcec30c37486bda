// How a loss at the end of a sequence depends on the hidden states before it: the norms of ∂L/∂h_k, for nets whose recurrent weights have one norm.

import { concat, jit, nn, random, scan, type Tensor, vjp, zeros } from 'tenet'

export type Cell = 'rnn' | 'lstm' | 'gru'

const [hiddenSize, features, batch] = [32, 8, 16] as const

type Hidden = Tensor<[16, 32], 'float32'>
interface States {
  readonly hidden: Hidden
  readonly cell: Hidden
}

/** One step of a cell, its states as a record whatever the cell. */
interface Net {
  readonly step: (x: Tensor<[16, 8], 'float32'>, states: States) => States
}

/** Each gate's recurrent weights are an orthogonal matrix times `norm`: as a linear map they make every vector so many times as long. */
const recurrent = (key: random.Key, gates: number, norm: number): Tensor<[number, 32], 'float32'> =>
  concat(random.split(key, gates).map(own => nn.init.orthogonal(own, [hiddenSize, hiddenSize], { gain: norm }))) as Tensor<
    [number, 32],
    'float32'
  >

function netOf(cell: Cell, norm: number, key: random.Key): Net {
  const [initKey, weightKey] = random.split(key)
  if (cell === 'lstm') {
    const layer = nn.lstmCell(hiddenSize)
    const params = { ...layer.init(initKey, [features]), weight_hh: recurrent(weightKey, 4, norm) as Tensor<[128, 32], 'float32'> }
    return { step: (x, states) => layer.step(params, x, states) }
  }
  const plain = cell === 'gru' ? nn.gruCell(hiddenSize) : nn.rnnCell(hiddenSize)
  const weights = recurrent(weightKey, cell === 'gru' ? 3 : 1, norm)
  // Both take and give one hidden state; their parameters differ in size alone.
  const any = plain as unknown as { init: typeof plain.init; step: (params: unknown, x: Tensor, h: Hidden) => Hidden }
  const params = { ...any.init(initKey, [features]), weight_hh: weights }
  return { step: (x, { hidden, cell: none }) => ({ hidden: any.step(params, x, hidden), cell: none }) }
}

/**
 * The norms of ∂L/∂h_k, L = Σ v · h_T for a unit vector v of each sequence, by distance T - k = 0, 1, …. Found by adding a zero to each hidden state and
 * differentiating by that.
 * @param norm of the recurrent weights
 * @param limit of the norm of the gradient as it goes back from one step to the one before; none unless given
 */
export function gradientNorms(cell: Cell, norm: number, steps: number, limit = Number.POSITIVE_INFINITY): number[] {
  const [netKey, inputKey, vectorKey] = random.split(random.key(7), 3)
  const net = netOf(cell, norm, netKey)
  const xs = random.normal(inputKey, [steps, batch, features])
  const raw = random.normal(vectorKey, [batch, hiddenSize])
  const v = raw.div(raw.square().sum(1, { keepDims: true }).sqrt())

  const run = jit(() => {
    // The states that each step begins with.
    const [last, before] = scan(
      (states: States, x: Tensor<[16, 8], 'float32'>) => [net.step(x, states), states],
      { hidden: zeros([batch, hiddenSize]), cell: zeros([batch, hiddenSize]) } as States,
      xs,
    )
    const clipped = (g: Hidden): Hidden => {
      const size = g.square().sum().sqrt()
      return g.mul(
        size
          .mul(1 / limit)
          .maximum(1)
          .reciprocal(),
      ) as Hidden
    }
    const length = (g: Hidden): Tensor<[], 'float32'> => g.square().sum().sqrt()
    // Back from the end, step by step: this is what back-propagation through time is.
    const [, norms] = scan(
      (gradient: States, { x, states }: { readonly x: Tensor<[16, 8], 'float32'>; readonly states: States }) => {
        const [, pullback] = vjp((s: States) => net.step(x, s), states)
        const [earlier] = pullback(gradient) as readonly [States]
        const kept = limit === Number.POSITIVE_INFINITY ? earlier : { hidden: clipped(earlier.hidden), cell: clipped(earlier.cell) }
        return [kept, length(kept.hidden)]
      },
      { hidden: v.div(Math.sqrt(batch)) as Hidden, cell: last.cell.mul(0) } as States,
      { x: xs, states: before },
      { reverse: true },
    )
    return norms
  })
  return [1, ...(run() as Tensor<[number], 'float32'>).toArray().reverse()]
}
