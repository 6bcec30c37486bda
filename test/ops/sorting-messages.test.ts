// What sorting, search, counting, quantiles and cumulative operations say of arguments that do not fit.

import * as tenet from 'tenet'
import { expect, test } from 'vitest'
import { messageLines } from './message-lines.js'

const scope = {
  ...tenet,
  f: tenet.ones([2, 3]),
  v: tenet.ones([3]),
  i: tenet.ones([2, 3], 'int32'),
  u: tenet.ones([3], 'uint8'),
  b: tenet.ones([2, 3], 'bool'),
  s: tenet.ones([]),
}

const calls = `
sort(f, 2)
sort(s)
sort([3, 1])
sort(f, 0, { descending: 1 })
argsort(f, 0.5)
argsort(3)
lexsort([])
lexsort(f)
lexsort([f, v])
lexsort([v], 1)
topK(v, 4)
topK(v, -1)
topK(v, 1.5)
topK(v, 1, 1)
topK(v, 1, 0, { largest: 'yes' })
searchSorted(f, v)
searchSorted(s, v)
searchSorted(v, i)
searchSorted(v, v, { side: 'middle' })
searchSorted(v, 1)
unique(3)
uniqueAll([1, 2])
bincount(v)
bincount(i.sub(2))
bincount(i, { length: -1 })
bincount(i, { weights: v })
bincount(i, { weights: b })
histogram(i)
histogram(v, { bins: 0 })
histogram(v, { bins: 2.5 })
histogram(v, { bins: f })
histogram(v, { bins: i })
histogram(v, { range: [1, 0] })
histogram(v, { range: [0, Infinity] })
histogram(v, { range: 3 })
histogram(v, { weights: f })
median(i)
median(f, 2)
median(zeros([0]))
quantile(f, 1.5)
quantile(f, [0.5, -1])
quantile(f, '0.5')
quantile(f, f)
quantile(f, i)
quantile(f, 0.5, 0, { method: 'cubic' })
percentile(f, 101)
nanQuantile(b, 0.5)
nanMedian(f, [0, 0])
cumsum(b)
cumsum(u)
cumsum(f, 2)
cumsum(s, 0)
cumsum(f, 0, { reverse: 1 })
cumprod(u)
cumprod(3)
cummax(b)
cummin(f, 1.5)
logcumsumexp(i)
`

test('messages', async () => {
  await expect(messageLines(calls, scope)).toMatchFileSnapshot('__snapshots__/sorting-messages.txt')
})
