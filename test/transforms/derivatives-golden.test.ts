// Jacobians, Hessians and collectives against JAX; the script that made the values stands beside them.

import { readFileSync } from 'node:fs'
import {
  allGather,
  axisIndex,
  concat,
  type FloatDType,
  grad,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jit,
  jvp,
  pmean,
  psum,
  type Tensor,
  vmap,
} from 'tenet'
import { describe, expect, it } from 'vitest'
import { distance, onEachDevice, plain, roundingTolerance, wave } from './public.js'

const golden = JSON.parse(readFileSync(new URL('../golden/transforms/derivatives.json', import.meta.url), 'utf8')) as {
  readonly values: Readonly<Record<string, unknown>>
}

type F64<S extends readonly number[]> = Tensor<S, 'float64'>
interface Params {
  readonly a: F64<[2, 3]>
  readonly b: F64<[3]>
}

const [x, v, xs] = [wave([3], 3), wave([3], 4), wave([4, 3], 5)]
const params: Params = { a: wave([2, 3], 1), b: wave([3], 2) }

const ofTree = (p: Params) => {
  const h = p.a.matmul(p.b).tanh()
  return { h, s: p.b.mul(h.sum()) }
}
const scalar = (p: Params): F64<[]> => p.a.matmul(p.b).sin().mul(p.a.slice([], 0).exp()).sum().add(p.b.pow(3).sum())
const vector = (z: F64<[3]>): F64<[]> => z.tanh().mul(roll(z)).sum().add(z.prod())
const roll = (z: F64<[3]>): F64<[3]> => concat([z.slice([2, 3]), z.slice([0, 2])]) as unknown as F64<[3]>

const standardized = (row: F64<[3]>): F64<[3]> => {
  const centred = row.sub(pmean(row, 'batch'))
  return centred.div(pmean(centred.square(), 'batch').add(0.1).sqrt())
}
const shared = (row: F64<[3]>): F64<[]> => row.mul(psum(row.sin(), 'batch')).sum()
const pairs = (row: F64<[3]>): F64<[]> => {
  const every = allGather(row, 'batch')
  return every.sub(row).square().neg().exp().sum().mul(axisIndex('batch').add(1).cast('float64'))
}
const total = (f: (row: F64<[3]>) => Tensor<[], FloatDType>) => (rows: F64<[4, 3]>) =>
  (vmap(f, { axisName: 'batch' })(rows) as F64<[4]>).mul(wave([4], 6)).sum()

const named = { axisName: 'batch' }

const ours: Readonly<Record<string, () => unknown>> = {
  jacobian: () => jacrev(ofTree)(params),
  hessian: () => hessian(scalar)(params),
  hvp: () => hvp(vector)(x, v),
  standardized: () => vmap(standardized, named)(xs),
  'standardized jacobian': () => jacfwd(vmap(standardized, named))(xs),
  'shared, gradients inside': () => vmap(grad(shared), named)(xs),
  'shared, gradient outside': () => grad(total(shared))(xs),
  'shared, second derivatives inside': () => vmap(hessian(shared), named)(xs),
  pairs: () => vmap(pairs, named)(xs),
  'pairs, gradients inside': () => vmap(grad(pairs), named)(xs),
  'pairs, gradient outside': () => grad(total(pairs))(xs),
}

onEachDevice(() => {
  describe('as JAX', () => {
    it('every value has its program', () => expect(Object.keys(ours).sort()).toEqual(Object.keys(golden.values).sort()))

    it.each(Object.keys(golden.values))('%s', name => {
      expect(distance(plain(ours[name]?.()), golden.values[name])).toBeLessThan(roundingTolerance)
    })

    it.each(Object.keys(golden.values))('%s, compiled', name => {
      expect(distance(plain(jit(() => ours[name]?.())()), golden.values[name])).toBeLessThan(roundingTolerance)
    })
  })

  it('the other ways to the same derivatives', () => {
    expect(distance(plain(jacfwd(ofTree)(params)), golden.values.jacobian)).toBeLessThan(roundingTolerance)
    expect(distance(plain(jacrev(jacfwd(scalar))(params)), golden.values.hessian)).toBeLessThan(roundingTolerance)
    expect(distance(plain(jacrev(jacrev(scalar))(params)), golden.values.hessian)).toBeLessThan(roundingTolerance)
    expect(distance(plain(jacfwd(jacfwd(scalar))(params)), golden.values.hessian)).toBeLessThan(roundingTolerance)
    expect(distance(plain(grad((z: F64<[3]>) => jvp(vector, [z], [v])[1])(x)), golden.values.hvp)).toBeLessThan(roundingTolerance)
    expect(distance(plain(jacrev(vmap(standardized, named))(xs)), golden.values['standardized jacobian'])).toBeLessThan(roundingTolerance)
  })
})
