// What elementwise functions say of arguments that do not fit.

import * as tenet from 'tenet'
import { expect, test } from 'vitest'
import { messageLines } from './message-lines.js'

const scope = {
  ...tenet,
  f: tenet.ones([2, 3]),
  v: tenet.ones([3]),
  d: tenet.ones([], 'float64'),
  i: tenet.ones([2, 3], 'int32'),
  b: tenet.ones([2, 3], 'bool'),
}

const calls = `
asin(i)
acosh(2)
atan2(f, ones([2]))
atan2(1, 2)
atan2(f, i)
sinc(b)
deg2rad(i)
exp2(b)
log2(i)
cbrt([8])
hypot(i, i)
logaddexp(f, ones([4]))
xlogy(f, i)
entr(i)
logit(b)
erfc(i)
ndtr(b)
lgamma(i)
digamma(b)
polygamma(-1, f)
polygamma(1.5, f)
polygamma(101, f)
polygamma(f, 1)
polygamma(1, i)
i0(i)
trunc(i)
signBit(b)
copySign(i, i)
nextAfter(f, 'up')
spacing(i)
frexp(i)
ldexp(i, 2)
ldexp(f, 0.5)
ldexp(f, v)
ldexp(f, ones([4], 'int32'))
modf(i)
nanToNum(i)
nanToNum(f, { nan: 'zero' })
fmod(b, b)
divmod(f, ones([4]))
divmod(b, b)
gcd(f, f)
lcm(i, 0.5)
bitwiseCount(f)
fmax(b, b)
fmin(f, i)
clamp(f, v, NaN)
clamp(f, ones([4]), 1)
clamp(f, i, 1)
clamp(f, v, '1')
lerp(1, f, 0.5)
lerp(i, i, 2)
lerp(f, ones([4]), 0.5)
lerp(f, f, ones([4]))
heaviside(i, 1)
positive(b)
isPosInf(b)
isNegInf(1)
isClose(f, ones([4]))
isClose(b, b)
isClose(f, f, { rtol: -1 })
isClose(f, f, { atol: NaN })
allClose(f, i)
f.atan2(i)
f.allClose(v, { rtol: '1' })
`

test('arguments that do not fit', async () => {
  await expect(messageLines(calls, scope)).toMatchFileSnapshot('./__snapshots__/functions-messages.txt')
})
