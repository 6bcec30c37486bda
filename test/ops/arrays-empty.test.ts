// Operations on arrays without elements and on scalars: what they give, as text, alike on every device and inside jit.

import * as tenet from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'

const scope = {
  ...tenet,
  z: tenet.zeros([0, 3, 4, 4]),
  e: tenet.zeros([0]),
  m: tenet.zeros([0, 3]),
  k: tenet.tensor([], 'int32'),
  s: tenet.tensor(2),
}

const calls = `
interpolate(z, { size: 7, mode: 'bilinear' })
interpolate(z, { size: 7 })
unfold(z, 2)
fold(zeros([0, 12, 9]), [4, 4], 2)
slidingWindowView(z, 2)
pad(m, [[0, 0], [1, 1]], 'reflect')
pad(e, 2)
roll(e, 1)
rot90(m)
m.at([], tensor([0, 2], 'int32')).get()
m.at([], tensor([0, 2], 'int32')).set(1)
ones([3]).at(k).add(1)
s.at().get()
s.at().set(5)
s.at(null, '...').get()
stack(nonzero(m))
argwhere(s)
compress([], e)
dynamicSlice(s, [], [])
dynamicUpdateSlice(s, tensor(9), [])
dynamicSlice(m, [0, 1], [0, 2])
diag(e)
diagonal(m)
tril(m)
fillDiagonal(m, 1)
indices([0, 2])
indices([])
ravelMultiIndex([k, k], [2, 3])
countNonzero(s)
ptp(s)
average(s)
nanSum(e)
nanMean(m, 0)
nanArgmax(s)
cov(m)
diff(e)
trapezoid(m)
interp(e, tensor([1, 2]), tensor([3, 4]))
digitize(e, e)
polyval(e, s)
vander(e)
meshgrid([e, e])[1]
tabulate([0], i => i)
kron(m, s)
inner(m, m)
vecdot(m, m)
einsum('ij,kj,lj->il', m, ones([2, 3]), m)
repeat(e, [])
tile(e, [2])
select([tensor(true)], [s], 1)
choose(k, [e, e])
putAlongAxis(m, zeros([0, 1], 'int32'), 1, 1)
hstack([s, s])
arraySplit(e, 2)[1]
dstack([s, s])
broadcastArrays([m, s])[1]
geomspace(1, 2, 0)
squeeze(s)
maxPool2d(z, 3, { ceilMode: true, stride: 2 })
avgPool2d(z, 3, { ceilMode: true, stride: 2 })
conv2d(z, ones([2, 3, 2, 2]), { padding: 'same' })
`

const eager = /nonzero|argwhere/

describe.each(tenet.availableDevices())('on %s', device => {
  beforeAll(() => tenet.useDevice(device))

  test('without elements and of scalars', async () => {
    const lines = calls
      .trim()
      .split('\n')
      .map(call => {
        const run = (): tenet.Tensor => new Function(...Object.keys(scope), `return ${call}`)(...Object.values(scope))
        const x = run()
        if (!eager.test(call)) expect(tenet.jit(run)().toArray(), call).toEqual(x.toArray())
        return `${call}\n    ${x.dtype}[${x.shape}] ${JSON.stringify(x.toArray())}`
      })
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('__snapshots__/arrays-empty.txt')
  })
})
