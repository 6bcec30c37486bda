// Figures as people read them, the table's columns, and what is computed from medians.

import { left, right } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { broken, late } from './failure.js'
import { floorOf } from './floors.js'
import { type Setting, showResults, showRow, showSetting, toJson } from './report.js'
import { type RowResult, ratioToBestPeer, shareOfFloor } from './result.js'
import { formatTable } from './table.js'
import { showBytes, showRate, showRatio, showSeconds, showShare } from './units.js'

it.each([
  [showSeconds, 1.234e-3, '1.23 ms'],
  [showSeconds, 0.99999e-3, '1.00 ms'],
  [showSeconds, 45.678e-6, '45.7 µs'],
  [showSeconds, 123.4, '123 s'],
  [showSeconds, 1.5e-10, '0.15 ns'],
  [showBytes, 12, '0.01 kB'],
  [showBytes, 3.456e8, '346 MB'],
  [showRate, 219.6e9, '220 G'],
  [showRate, 34.2e9, '34.2 G'],
  [showRatio, 0.994, '0.99×'],
  [showRatio, 12.34, '12.3×'],
  [showShare, 0.954, '95%'],
])('%o of %d is %s', (show, value, text) => expect(show(value)).toBe(text))

describe('a table', () => {
  const columns = [
    { title: 'row', align: 'left' },
    { title: 'time', align: 'right' },
  ] as const
  it('is as wide as its widest cells', () =>
    expect(formatTable(columns, [['a long name', '1 s'], ['b']])).toBe(
      ['row          time', '-----------  ----', 'a long name   1 s', 'b'].join('\n'),
    ))
  it('may be empty', () => expect(formatTable(columns, [])).toBe('row  time\n---  ----'))
})

describe('a floor', () => {
  const peaks = { flops: 100, bytes: 10, farBytes: 5, call: 0.5 }
  it.each([
    [
      { flops: 200, bytes: 10 },
      { seconds: 2, bound: 'flops' },
    ],
    [
      { flops: 200, bytes: 30 },
      { seconds: 3, bound: 'bytes' },
    ],
    [
      { flops: 0, bytes: 1e9 },
      { seconds: 2e8, bound: 'bytes' },
    ],
    [{ flops: 0, bytes: 0 }, null],
    [
      { flops: 0, bytes: 0, nativeCalls: 1 },
      { seconds: 0.5, bound: 'call' },
    ],
  ])('of %j is %j', (work, floor) => expect(floorOf(work, peaks)).toEqual(floor))
})

const result: RowResult = {
  name: 'fused',
  unit: 'seconds',
  floor: { seconds: 1e-3, bound: 'bytes' },
  rounds: 1,
  outcomes: new Map([
    ['tenet', right([2e-3, 1.9e-3, 5e-3])],
    ['PyTorch', right([8e-3])],
    ['torch.compile', left(broken('InvalidCxxCompiler: no C++ compiler'))],
    ['JAX', right([3e-3, 5e-3])],
  ]),
}

const failed: RowResult['outcomes'] = new Map([['torch.compile', left(broken('InvalidCxxCompiler: no C++ compiler'))]])

const peak: RowResult = {
  name: 'peak',
  unit: 'bytes',
  floor: null,
  rounds: 1,
  outcomes: new Map([
    ['tenet', right([256e6])],
    ['JAX', right([512e6])],
  ]),
}

describe('a result', () => {
  it('compares with the best peer, by medians', () => expect(ratioToBestPeer(result)).toBeCloseTo(2, 12))
  it('knows how far it is from the floor', () => expect(shareOfFloor(result)).toBeCloseTo(0.5, 12))
  it.each<[string, RowResult['outcomes'], number | null, number | null]>([
    ['without peers', new Map([['tenet', right([1])]]), null, 1e-3],
    ['without us', new Map([['JAX', right([1])]]), null, null],
    ['where we fail', new Map([['tenet', left(broken('no such operation'))]]), null, null],
  ])('is compared with nobody %s', (_case, outcomes, ratio, share) => {
    expect(ratioToBestPeer({ ...result, outcomes })).toBe(ratio)
    expect(shareOfFloor({ ...result, outcomes })).toBe(share)
  })
})

describe('a report', () => {
  const setting: Setting = {
    machine: { cpu: 'A CPU', cores: 2, memoryBytes: 1, os: 'linux x64', node: 'v20', commit: 'abc', load: 0.1 },
    options: { rows: ['fused', 'softmax'], contenders: ['tenet'], limit: 120, rounds: 3, threads: 2, json: 'a.json', list: false },
    peaks: { flops: 2e11, bytes: 3e10, farBytes: 2e10, call: 1e-6 },
    contenders: [{ name: 'tenet', about: 'tenet, 2 threads' }],
  }
  it('says where figures come from', () =>
    expect(showSetting(setting)).toMatch(/A CPU, 2 cores.*threads: 2, rounds: 3.*200 GFLOP\/s.*30.0 GB\/s.*tenet, 2 threads$/s))
  it('says that figures are noisy when the machine is busy', () =>
    expect(showSetting({ ...setting, machine: { ...setting.machine, load: 3 } })).toMatch(/load 3.0/))
  it('has a column for each contender, empty cells where there is no figure, and the reasons under the table', () =>
    expect(
      showResults(['tenet', 'PyTorch', 'torch.compile', 'JAX'], [result, { ...result, name: 'softmax', outcomes: failed }, peak]).split(
        '\n',
      ),
    ).toEqual([
      expect.stringMatching(/^row +tenet +PyTorch +torch.compile +JAX +ahead of best peer +floor +of floor$/),
      expect.stringMatching(/^-+/),
      expect.stringMatching(/^fused +2.00 ms +8.00 ms +4.00 ms +2.00× +1.00 ms \(bytes\) +50%$/),
      expect.stringMatching(/^softmax +- +1.00 ms \(bytes\) +-$/),
      expect.stringMatching(/^peak +256 MB +512 MB +2.00× +- +-$/),
      'torch.compile: InvalidCxxCompiler: no C++ compiler (fused, softmax)',
    ]))
  const slow: RowResult = {
    ...result,
    name: 'slow',
    rounds: 3,
    outcomes: new Map([
      ['tenet', right([2e-3, 2e-3, 2e-3])],
      ['PyTorch', right([5e-3])],
      ['jax-js', left(late(120))],
    ]),
  }
  it('says who was out of time, with the figures that there were', () =>
    expect(showResults(['tenet', 'PyTorch', 'jax-js'], [slow]).split('\n').slice(2)).toEqual([
      expect.stringMatching(/^slow +2.00 ms +5.00 ms +> 120 s +2.50×/),
      'PyTorch: out of time after 1 of 3 turns (slow)',
      'jax-js: stopped after 120 s (slow)',
    ]))
  it('has a line for a row that is done', () => {
    expect(showRow(slow)).toBe('slow: tenet 2.00 ms, PyTorch 5.00 ms, jax-js > 120 s; 2.50× ahead of the best peer, 50% of the floor')
    expect(showRow({ ...result, outcomes: failed })).toBe('fused: torch.compile -')
  })
  it('says in JSON who was out of time', () =>
    expect(JSON.parse(toJson(setting, [slow], '2000-01-01T00:00:00Z'))).toMatchObject({
      rows: [{ contenders: { PyTorch: { turns: [5e-3] }, 'jax-js': { moreThanSeconds: 120 } } }],
    }))
  it('is also JSON', () =>
    expect(JSON.parse(toJson(setting, [result], '2000-01-01T00:00:00Z'))).toMatchObject({
      format: 3,
      threads: 2,
      limit: 120,
      contenders: [{ name: 'tenet', about: 'tenet, 2 threads' }],
      missing: ['softmax'],
      rows: [
        {
          name: 'fused',
          unit: 'seconds a call',
          contenders: { tenet: { median: 2e-3, turns: [2e-3, 1.9e-3, 5e-3] }, 'torch.compile': { error: expect.any(String) } },
        },
      ],
    }))
})
