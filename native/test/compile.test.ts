// Compiling and linking: what LLVM accepts runs, what it refuses is an exception with its reason.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NativeModule } from '../../src/runtime/addon-types.js'
import { addon, affine, callsMissing, floats, linked, mapProgram, native, output, slow, stored } from './kernels.js'

/** Without a promise that nothing is thrown it comes with tables for those who catch. */
const unwound = affine.replace('nounwind', 'uwtable')

/** Calls a function of the process, which only a linker finds. */
const copies = `
declare ptr @memcpy(ptr, ptr, i64)
define void @copies(ptr %b, i64 %begin, i64 %end, ptr %scratch) nounwind {
  %x = load ptr, ptr %b
  %q = getelementptr ptr, ptr %b, i64 1
  %y = load ptr, ptr %q
  %n = mul i64 %end, 4
  %r = call ptr @memcpy(ptr %y, ptr %x, i64 %n)
  ret void
}`

const first = (objects: readonly Uint8Array[]): Uint8Array => objects[0] ?? new Uint8Array()

describe.runIf(native.ok)('compile', () => {
  it('gives one object for each module, in order, the same every time', () => {
    const objects = addon().compile([affine, slow, affine], 3)
    expect(objects).toHaveLength(3)
    expect(objects[0]).toEqual(objects[2])
    expect(addon().compile([], 3)).toEqual([])
  })
  it('does not fuse a multiplication and an addition', () => {
    expect(addon().assembly(affine, 3)).not.toMatch(/fmadd/)
    const x = 1 + 2 ** -23
    const rounded = Math.fround(Math.fround(x * 3) + 1)
    expect(floats(output(addon().run(mapProgram(linked(affine), 'affine', 1, 1), [stored([x])], 'inline')))).toEqual(
      Float32Array.of(rounded),
    )
  })
  it.each([
    ['text', 'hello', /does not parse.*expected top-level entity/s],
    ['an unknown name', 'define void @f() { call void @g() ret void }', /does not parse/],
    ['a wrong type', 'define i32 @f() { ret float 1.0 }', /does not parse/],
    [
      'a definition that does not dominate',
      'define i32 @f() {\na:\n br label %c\nb:\n %x = add i32 1, 2\n br label %c\nc:\n ret i32 %x\n}',
      /invalid.*dominate/s,
    ],
    [
      'an intrinsic of another machine',
      'declare void @llvm.nvvm.barrier0()\ndefine void @f() { call void @llvm.nvvm.barrier0() ret void }',
      /LLVM/,
    ],
    ['bad inline assembly', 'define void @f() { call void asm sideeffect "nonsense $$", ""() ret void }', /LLVM refused|LLVM gave up/],
    ['nesting without end', `@x = global ${'{'.repeat(100_000)}`, /nested deeper/],
  ])('refuses %s', (_name, ir, message) => {
    expect(() => addon().compile([affine, ir], 3)).toThrow(message)
    expect(() => addon().assembly(ir, 3)).toThrow(message)
    expect(addon().compile([affine], 3)).toHaveLength(1)
  })
  it.each([4, -1, 1.5, Number.NaN, '3', undefined])('refuses level %s', level => {
    expect(() => addon().compile([affine], level as never)).toThrow(/compile: level/)
  })
  it.each([undefined, affine, [3], [affine, null], { length: 1 }])('refuses %s as modules', irs => {
    expect(() => addon().compile(irs as never, 3)).toThrow(TypeError)
  })
})

describe.runIf(native.ok)('compile ahead', () => {
  const many = Array.from({ length: 20 }, (_, i) => affine.replaceAll('affine', `affine${i}`))
  it.each([1, 2, 5])('gives the same objects with %s threads, whatever else was begun', threads => {
    const [before, once] = [addon().threads(), addon().compile(many, 3)]
    addon().setThreads(threads)
    try {
      for (const ir of [...many, slow, ...many]) addon().compileAhead(ir, 3)
      // Begun at another level: another module.
      addon().compileAhead(affine, 0)
      expect(addon().compile(many.toReversed(), 3)).toEqual(once.toReversed())
      expect(addon().compile([affine], 3)).toEqual(addon().compile([affine], 3))
    } finally {
      addon().setThreads(before)
    }
  })
  it('throws what LLVM says to whoever asks for the module, and to nobody else', () => {
    for (const ir of ['hello', affine]) addon().compileAhead(ir, 3)
    expect(addon().compile([affine], 3)).toHaveLength(1)
    addon().compileAhead('hello', 3)
    expect(() => addon().compile([affine, 'hello'], 3)).toThrow(/does not parse.*expected top-level entity/s)
    expect(addon().compile([affine], 3)).toHaveLength(1)
  })
  it.each([
    [undefined, 3],
    [[affine], 3],
    [affine, 4],
    [affine, undefined],
  ])('refuses %s, %s', (ir, level) => {
    expect(() => addon().compileAhead(ir as never, level as never)).toThrow(/compileAhead: (ir|level)/)
  })
})

describe.runIf(native.ok)('link', () => {
  it('refuses an unresolved symbol by name', () => {
    expect(() => linked(callsMissing)).toThrow(/tenet_no_such_function/)
  })
  it('refuses one function defined twice', () => {
    expect(() => linked(affine, affine)).toThrow(/affine/)
  })
  it.each([[[new Uint8Array()]], [[new Uint8Array(64)]], [[new Float32Array(8)]], [['text']], [[undefined]], [undefined], ['text']])(
    'refuses %s',
    objects => {
      expect(() => addon().link(objects as never)).toThrow(/link/)
    },
  )
  /** Applies a module's only function to floats. */
  const applied = (module: NativeModule, name: string, values: readonly number[]): readonly number[] => [
    ...floats(output(addon().run(mapProgram(module, name, values.length, 1), [stored(values)], 'inline'))),
  ]
  it('keeps apart what many objects call alike, their constants', () => {
    const names = Array.from({ length: 40 }, (_, i) => `scaled${i}`)
    const module = linked(...names.map((name, i) => affine.replaceAll('affine', name).replaceAll('3.0', `${i}.5`)))
    expect(names.map(name => applied(module, name, [2])[0])).toEqual(names.map((_, i) => 2 * (i + 0.5) + 1))
  })
  it('runs code with tables of places to go to', () => {
    const cases: readonly (readonly [text: string, result: (v: number) => number])[] = [
      ['fadd float %v, 2.0', v => v + 2],
      ['fmul float %v, 3.0', v => v * 3],
      ['fsub float 4.0, %v', v => 4 - v],
      ['fdiv float %v, 2.0', v => v / 2],
      ['fneg float %v', v => -v],
      ['fmul float %v, %v', v => v * v],
    ]
    const numbers = [...cases.keys()]
    const ir = `
      define void @choose(ptr %b, i64 %begin, i64 %end, ptr %scratch) nounwind {
      entry:
        %x = load ptr, ptr %b
        %q = getelementptr ptr, ptr %b, i64 1
        %y = load ptr, ptr %q
        %v = load float, ptr %x, align 4
        %n = fptosi float %v to i32
        switch i32 %n, label %out [${numbers.map(i => `i32 ${i}, label %case${i}`).join(' ')}]
      ${cases.map(([text], i) => `case${i}:\n  %r${i} = ${text}\n  store volatile float %r${i}, ptr %y, align 4\n  br label %out`).join('\n')}
      out:
        ret void
      }`
    expect(addon().assembly(ir, 3)).toMatch(/jmp\w*\s+\*/)
    const module = linked(ir)
    expect(numbers.map(i => applied(module, 'choose', [i])[0])).toEqual(cases.map(([, result], i) => result(i)))
  })
  it('runs code that refers to the process, and code that can be unwound', () => {
    const module = linked(copies, unwound, slow)
    expect(applied(module, 'copies', [3])).toEqual([3])
    expect(applied(module, 'affine', [3])).toEqual([10])
    // In company of what is simple, and alone.
    expect(applied(linked(unwound), 'affine', [3])).toEqual([10])
  })
  it('links nothing to an empty module', () => {
    expect(addon().link([])).toBeDefined()
  })
  it.each([
    ['placed as they are', affine],
    ['linked by LLVM', copies],
  ])('refuses every truncation of objects that are %s', (_, ir) => {
    const object = first(addon().compile([ir], 3))
    for (let size = 0; size < object.length; size += 13) expect(() => addon().link([object.subarray(0, size)])).toThrow(/malformed/)
  })
  it.each([
    ['placed as they are', slow],
    ['placed without tables for who catches', unwound],
  ])('survives bytes changed at random in objects that are %s', (_, ir) => {
    const object = first(addon().compile([ir], 3))
    const change = fc.tuple(fc.nat(object.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), changes => {
        const copy = object.slice()
        for (const [place, value] of changes) copy[place] = value
        try {
          addon().link([copy])
        } catch (error) {
          return error instanceof Error
        }
        return true
      }),
      { numRuns: 400 },
    )
  })
})
