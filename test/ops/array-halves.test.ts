// Operations on arrays of halves compute in float32 and round once, at their end.

import * as tenet from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'

type Floats = tenet.Tensor<tenet.Shape, tenet.FloatDType>

const calls = `
cov(m)
corrcoef(m)
gradient(m)
gradient(m, { edgeOrder: 2, spacing: 0.3 })
diff(m, 3)
trapezoid(m)
trapezoid(m, { x: m })
interp(m, v, w)
polyval(w, m)
polyval([0.25, -1.5, 0.75, 2], m)
average(m, 1, { weights: w })
average(m)
nanMean(m, 0)
nanVariance(m, 1)
nanStd(m)
ptp(m, 1)
vander(w, 5)
convolve(v, w)
vecdot(m, m)
vdot(m, m)
inner(m, m)
kron(w, v)
einsum('ij,ij,kj,j->ik', m, m, m, w)
interpolate(m.expandDims([0, 1]), { size: [7, 9], mode: 'bicubic' })
interpolate(m.expandDims([0, 1]), { size: [7, 9], mode: 'bilinear' })
interpolate(m.expandDims([0, 1]), { size: [2, 3], mode: 'area' })
interpolate(m.expandDims([0, 1]), { size: [2, 3], mode: 'bilinear', antialias: true })
fold(unfold(m.expandDims([0, 1]), 2), [4, 5], 2)
avgPool2d(m.expandDims([0, 1]), 3, { stride: 2, ceilMode: true })
m.at(tensor([0, 0, 2], 'int32')).get()
`
  .trim()
  .split('\n')

const names = ['m', 'v', 'w'] as const
const inputs: readonly Floats[] = [
  tenet.random.normal(tenet.random.key(1), [4, 5]),
  tenet.tensor([-2, -1, 0, 0.5, 1.5]),
  tenet.random.normal(tenet.random.key(2), [5]),
]

const evaluate = (call: string, values: readonly Floats[]): Floats => {
  const scope = [...Object.entries(tenet), ...names.map((name, i) => [name, values[i]] as const)]
  return new Function(...scope.map(([name]) => name), `return ${call}`)(...scope.map(([, value]) => value))
}

describe.each(tenet.availableDevices())('on %s', device => {
  beforeAll(() => tenet.useDevice(device))

  describe.each(['float16', 'bfloat16'] as const)('%s', dtype => {
    test.each(calls)('%s', call => {
      const halves = inputs.map(x => tenet.cast(x, dtype))
      const got = evaluate(call, halves)
      const whole = evaluate(
        call,
        halves.map(x => tenet.cast(x, 'float32')),
      )
      expect(got.dtype).toBe(dtype)
      expect(got.toArray()).toEqual(tenet.cast(whole, dtype).toArray())
    })
  })
})
