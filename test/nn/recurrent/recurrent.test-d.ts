// What the editor shows of recurrent layers: shapes of outputs, states and parameters.

import { random, type Tensor, tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { check, type Equal } from '../../types/equal.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
const key = random.key(0)

const plain = nn.lstm(128)
const plainParams = plain.init(key, [100, 64])
check<
  Equal<
    typeof plainParams,
    {
      readonly weight_ih_l0: F32<[512, 64]>
      readonly weight_hh_l0: F32<[512, 128]>
      readonly bias_ih_l0: F32<[512]>
      readonly bias_hh_l0: F32<[512]>
    }
  >
>()
const plainOut = plain.apply(plainParams, zeros([32, 100, 64]))
check<Equal<typeof plainOut, F32<[32, 100, 128]>>>()
const [outputs, state] = plain.run(plainParams, zeros([32, 100, 64]), { lengths: tensor([1, 2], 'int32') })
check<Equal<typeof outputs, F32<[32, 100, 128]>>>()
check<Equal<typeof state, { readonly hidden: F32<[1, 32, 128]>; readonly cell: F32<[1, 32, 128]> }>>()

const deep = nn.lstm(8, { numLayers: 2, bidirectional: true, projSize: 3, bias: false })
const deepParams = deep.init(key, [100, 5])
check<
  Equal<
    typeof deepParams,
    {
      readonly weight_ih_l0: F32<[32, 5]>
      readonly weight_hh_l0: F32<[32, 3]>
      readonly weight_hr_l0: F32<[3, 8]>
      readonly weight_ih_l0_reverse: F32<[32, 5]>
      readonly weight_hh_l0_reverse: F32<[32, 3]>
      readonly weight_hr_l0_reverse: F32<[3, 8]>
      readonly weight_ih_l1: F32<[32, 6]>
      readonly weight_hh_l1: F32<[32, 3]>
      readonly weight_hr_l1: F32<[3, 8]>
      readonly weight_ih_l1_reverse: F32<[32, 6]>
      readonly weight_hh_l1_reverse: F32<[32, 3]>
      readonly weight_hr_l1_reverse: F32<[3, 8]>
    }
  >
>()
const [deepOut, deepState] = deep.run(deepParams, zeros([100, 7, 5]), { batchFirst: false })
check<Equal<typeof deepOut, F32<[100, 7, 6]>>>()
check<Equal<typeof deepState, { readonly hidden: F32<[4, 7, 3]>; readonly cell: F32<[4, 7, 8]> }>>()
deep.run(deepParams, zeros([2, 7, 5]), { state: { hidden: zeros([4, 2, 3]), cell: zeros([4, 2, 8]) } })
// @ts-expect-error the cell is not projected
deep.run(deepParams, zeros([2, 7, 5]), { state: { hidden: zeros([4, 2, 3]), cell: zeros([4, 2, 3]) } })

const classifier = nn.model([100, 64], ['rnn', nn.gru(32, { bidirectional: true, output: 'last' })], ['head', nn.linear(2)])
const classifierParams = classifier.init(key)
check<Equal<typeof classifierParams.rnn.weight_ih_l0_reverse, F32<[96, 64]>>>()
check<Equal<typeof classifierParams.head.weight, F32<[2, 64]>>>()
const logits = classifier.apply(classifierParams, zeros([4, 100, 64]))
check<Equal<typeof logits, F32<[4, 2]>>>()

declare const n: number
function anyBatch<B extends number>(x: F32<[B, 100, 64]>) {
  return plain.apply(plainParams, x)
}
const some = anyBatch(zeros([n, 100, 64]))
check<Equal<typeof some, F32<[number, 100, 128]>>>()

// @ts-expect-error other features
plain.apply(plainParams, zeros([32, 100, 65]))
// @ts-expect-error an image is no sequence
nn.model([1, 28, 28], nn.gru(4))
// @ts-expect-error no such option
nn.gru(4, { projSize: 2 })
// @ts-expect-error no such output
nn.rnn(4, { output: 'first' })

const cell = nn.lstmCell(16)
const cellParams = cell.init(key, [4])
check<
  Equal<
    typeof cellParams,
    { readonly weight_ih: F32<[64, 4]>; readonly weight_hh: F32<[64, 16]>; readonly bias_ih: F32<[64]>; readonly bias_hh: F32<[64]> }
  >
>()
const next = cell.step(cellParams, zeros([2, 4]), cell.zeroState(2))
check<Equal<typeof next, { readonly hidden: F32<[2, 16]>; readonly cell: F32<[2, 16]> }>>()
const step = nn.gruCell(3, { bias: false })
const h = step.step(step.init(key, [4]), zeros([2, 4]))
check<Equal<typeof h, F32<[2, 3]>>>()
