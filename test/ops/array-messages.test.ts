// What operations on shapes, places and parts say of arguments that do not fit, as text: every line is a call and the error it throws.

import * as tenet from 'tenet'
import { expect, test } from 'vitest'
import { messageOf } from './setup.js'

const scope = {
  ...tenet,
  f: tenet.ones([2, 3]),
  v: tenet.ones([3]),
  t: tenet.ones([2, 3, 4]),
  i: tenet.ones([2, 3], 'int32'),
  n: tenet.ones([4], 'int32'),
  b: tenet.ones([2, 3], 'bool'),
  s: tenet.ones([]),
}

const calls = `
squeeze(f, [0, 1])
squeeze(f, [5])
squeeze(ones([1, 1]), [0, 0])
expandDims(f, [0, 0])
expandDims(f, [4])
moveAxis(t, [0, 1], [1])
moveAxis(t, [0, 0], [1, 2])
broadcastShapes([2], [3])
broadcastShapes([2], 3)
broadcastArrays([f, n])
hstack([f, ones([3, 3])])
hstack([])
vstack([f, n])
dstack([f, v])
columnStack([v, n])
arraySplit(v, 0)
arraySplit(v, 2, 1)
repeat(v, [1, 2])
repeat(v, [1, -2, 1])
repeat(v, f)
jit(c => repeat(v, c))(ones([3], 'int32'))
roll(f, 0.5)
roll(f, [1, 2], [0])
roll(f, 1, 2)
rot90(v)
rot90(f, 1, [0, 0])
rot90(f, 0.5)
atLeast2d(1)
pad(f, 1, 'mirror')
pad(zeros([0, 2]), 1, 'reflect')
pad(f, [[1, 1]], 'circular')
slice(f, 'x')
slice(f, 0, 0, '...', 0)
slice(f, '...', '...')
slice(f, [0, null, 0])
slice(f, [2, null, -1])
slice(f, n)
f.at(2)
f.at([0, 3])
f.at(0, 0, 0)
f.at(v)
f.at(n, ones([3], 'int32')).get()
f.at(ones([2, 2], 'bool')).get()
f.at(ones([2, 2], 'bool')).set(0)
f.at(ones([], 'bool')).get()
jit(m => f.at(m).get())(b)
jit(m => f.at(m).set(v))(b)
f.at(0).set(ones([2]))
f.at(n).add(ones([3, 3]))
f.at(0).set(true)
f.at(0).set(i.slice(0))
f.at(0).set('a')
i.at(0).divide(2)
b.at(0).add(1)
f.at(n).get({ mode: 'drop' })
f.at(n).set(0, { mode: 'fill' })
zeros([0, 2]).at(n).get()
take(f, n, 0, { mode: 'raise' })
nonzero(s)
jit(x => nonzero(x)[0])(f)
where(1)
compress([true, true, true, true], v)
compress([1], v)
compress(v, v)
compress([true], f, 2)
extract(b, v)
extract(f, f)
vmap(x => extract(x.greater(0), x).sum())(f)
putAlongAxis(f, i, 0, 2)
putAlongAxis(f, n, 0, 1)
putAlongAxis(f, i, v.slice([0, 2]), 1)
putAlongAxis(f, i, i, 1)
putAlongAxis(f, i, 1, 1, { combine: 'mean' })
putAlongAxis(b, i, true, 1, { combine: 'add' })
dynamicSlice(f, [0], [1, 1])
dynamicSlice(f, [0, 0.5], [1, 1])
dynamicSlice(f, [0, v], [1, 1])
dynamicSlice(f, [0, n], [1, 1])
dynamicSlice(f, 0, [1, 1])
dynamicSlice(f, [0, 0], [3, 1])
dynamicUpdateSlice(f, v, [0, 0])
dynamicUpdateSlice(f, i, [0, 0])
select([b], [f, f])
select([f], [f])
select([b], [ones([4])])
choose(f, [f])
choose(i, [])
choose(i, [f, i])
diagonal(v)
diagonal(t, { axis1: 1 })
diagonal(f, { offset: 0.5 })
diag(t)
diag(v, NaN)
tril(v)
triu(f, 0.5)
fillDiagonal(v, 0)
fillDiagonal(f, v)
fillDiagonal(i, 0.5)
indices([-1])
ravelMultiIndex([n], [2, 2])
ravelMultiIndex([n, 0.5], [2, 2])
ravelMultiIndex([n, n], [2, 2], { mode: 'raise' })
unravelIndex(v, [2])
unravelIndex(n, [0, 2])
`

const run = (call: string): unknown => new Function(...Object.keys(scope), `return ${call}`)(...Object.values(scope))

test('messages', async () => {
  const lines = calls
    .trim()
    .split('\n')
    .map(call => {
      try {
        return `${call}\n    ${messageOf(() => run(call))}`
      } catch {
        throw new Error(`${call}: expected an error`)
      }
    })
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('__snapshots__/array-messages.txt')
})
