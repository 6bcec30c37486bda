// Why a jitted function compiles: as data and as text, before a call and after it, without tracing or running anything.

import { explainRecompile, jit, type Recompilation, type Tensor, vmap, zeros } from 'tenet'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { built, runModule } from '../runtime/processes.js'
import { messageOf } from './setup.js'

interface Params {
  readonly w: Tensor
  readonly rate: number
}

/** A jitted function, and how often the function itself has run. */
function example(): { readonly step: (p: Params, x: Tensor) => Tensor; readonly runs: () => number } {
  let runs = 0
  const step = (p: Params, x: Tensor): Tensor => {
    runs++
    return x.mul(p.w).mul(p.rate)
  }
  return { step: jit(step), runs: () => runs }
}

const small = { w: zeros([3]), rate: 1 }

describe('explainRecompile', () => {
  it('says that a first call compiles, and that a second one does not', () => {
    const { step, runs } = example()
    const before = explainRecompile(step)(small, zeros([3]))
    expect(String(before)).toBe('step: a call with these arguments would compile, as trace 1; there is none before it')
    expect([before.compiled, before.nearest, before.changes]).toEqual([false, null, []])
    expect(runs()).toBe(0)
    step(small, zeros([3]))
    expect(String(explainRecompile(step)(small, zeros([3])))).toBe('step: trace 1 of 1 is of such arguments; there is none before it')
    expect(runs()).toBe(1)
  })

  it('names each leaf that differs, with what it was and what it is', () => {
    const { step } = example()
    step(small, zeros([3]))
    const report = explainRecompile(step)({ w: zeros([2, 3], 'int32'), rate: 0.5 }, zeros([3], 'float64'))
    expect(report.changes).toEqual([
      { path: '0.w', what: 'shape and dtype', before: 'float32[3]', after: 'int32[2,3]' },
      { path: '0.rate', what: 'value', before: '1', after: '0.5' },
      { path: '1', what: 'dtype', before: 'float32[3]', after: 'float64[3]' },
    ])
    expect(String(report)).toBe(
      [
        'step: a call with these arguments would compile, as trace 2; unlike trace 1, the nearest before it:',
        "  leaf 'w' of argument 0: float32[3], then int32[2,3]",
        "  leaf 'rate' of argument 0: 1, then 0.5",
        '  argument 1: float32[3], then float64[3]',
      ].join('\n'),
    )
  })

  it('compares with the nearest of the earlier traces, also after the call', () => {
    const { step } = example()
    step(small, zeros([3]))
    step(small, zeros([5, 3]))
    step({ w: zeros([]), rate: 2 }, zeros([7]))
    step({ ...small, rate: 2 }, zeros([5, 3]))
    const report = explainRecompile(step)({ ...small, rate: 2 }, zeros([5, 3]))
    expect([report.compiled, report.trace, report.traces, report.nearest]).toEqual([true, 4, 4, 2])
    expect(String(report)).toBe(
      "step: trace 4 of 4 is of such arguments; unlike trace 2, the nearest before it:\n  leaf 'rate' of argument 0: 1, then 2",
    )
    expect(explainRecompile(step)(small, zeros([5, 3])).nearest).toBe(1)
  })

  it.each([
    ['another number of items', [[1, 2]], [[1, 2, 3]], 'tree', 'argument 0: a list of 2, then a list of 3'],
    ['other names', [{ a: 1 }], [{ b: 1 }], 'tree', 'argument 0: a record of a, then a record of b'],
    ['names in another order', [{ a: 1, b: 2 }], [{ b: 2, a: 1 }], 'tree', 'argument 0: a record of a, b, then a record of b, a'],
    ['a number where a tensor was', [zeros([2])], [2], 'tree', 'argument 0: float32[2], then 2'],
    ['nothing where a record was', [{}], [null], 'tree', 'argument 0: an empty record, then null'],
    ['another string', [['mean']], [['sum']], 'value', "leaf '0' of argument 0: 'mean', then 'sum'"],
    ['a new function each time', [() => 1], [() => 1], 'value', 'argument 0: a function, then another'],
    ['more arguments', [1], [1, 2], 'tree', 'the arguments: a list of 1, then a list of 2'],
    ['zero of another sign', [0], [-0], 'value', 'argument 0: 0, then -0'],
  ] as const)('sees %s', (_, first, second, what, line) => {
    const f = jit((...args: readonly unknown[]) => zeros([args.length]))
    f(...first)
    const report = explainRecompile(f)(...second)
    expect(report.changes.map(change => change.what)).toEqual([what])
    expect(String(report).split('\n')[1]?.trim()).toBe(line)
    f(...second)
    expect(explainRecompile(f)(...second)).toMatchObject({ compiled: true, trace: 2 })
  })

  it('knows that to jit a function twice is not to compile it twice, and that inside of transforms nothing compiles', () => {
    const double = (x: Tensor): Tensor => x.add(x)
    jit(double)(zeros([2]))
    vmap(jit(double))(zeros([4, 9]))
    expect(explainRecompile(jit(double))(zeros([2])).compiled).toBe(true)
    expect(explainRecompile(jit(double))(zeros([9])).traces).toBe(1)
  })

  it('takes the arguments that the function takes', () => {
    const { step } = example()
    expectTypeOf(explainRecompile(step)).toEqualTypeOf<(p: Params, x: Tensor) => Recompilation>()
    // @ts-expect-error: a parameter is missing
    explainRecompile(step)(small)
  })

  it.each([
    ['a function that is not jitted', (x: number) => x, 'a function'],
    ['null', null, 'null'],
    ['a number', 3, 'the number 3'],
  ])('refuses %s', (_, f, got) => {
    expect(messageOf(() => explainRecompile(f as never)())).toBe(
      `ArgumentError: explainRecompile: expected a function that jit has returned; got ${got}`,
    )
  })
})

describe('TENET_DEBUG=recompile', () => {
  it('says why whenever a function is compiled again', async () => {
    const text = `
      import { jit, zeros } from '${built('index')}'
      const total = jit(function total(x) { return x.sum() })
      for (const shape of [[2], [3], [2], [3, 1]]) total(zeros(shape))`
    const { code, stdout, stderr } = await runModule(text, { TENET_DEBUG: 'time,recompile', TENET_DEVICE: 'reference' })
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toBe(
      [
        'total: trace 2 of 2 is of such arguments; unlike trace 1, the nearest before it:',
        '  argument 0: float32[2], then float32[3]',
        'total: trace 3 of 3 is of such arguments; unlike trace 2, the nearest before it:',
        '  argument 0: float32[3], then float32[3,1]',
        '',
      ].join('\n'),
    )
  })
})
