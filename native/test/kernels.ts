// What the native tests share: the loaded addon, a few kernels as LLVM IR, and short ways to build and run programs.
import type { Addon, NativeModule, NativeProgram, NativeStorage } from '../../src/runtime/addon-types.js'
import { loadNative } from '../../src/runtime/native.js'

export const native = loadNative()

/** The addon; only inside tests that run when `native.ok`. */
export const addon = (): Addon => {
  if (!native.ok) throw new Error(native.reason)
  return native.addon
}

const loop = (name: string, body: string): string => `
define void @${name}(ptr %b, i64 %begin, i64 %end, ptr %scratch) nounwind {
entry:
  %x = load ptr, ptr %b
  %q = getelementptr ptr, ptr %b, i64 1
  %y = load ptr, ptr %q
  br label %loop
loop:
  %i = phi i64 [%begin, %entry], [%next, %loop]
  %px = getelementptr float, ptr %x, i64 %i
  %py = getelementptr float, ptr %y, i64 %i
  %v = load float, ptr %px, align 4
${body}
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, %end
  br i1 %more, label %loop, label %out
out:
  ret void
}`

/** y[i] = x[i] · 3 + 1, rounded twice. */
export const affine = loop('affine', '  %m = fmul float %v, 3.0\n  %w = fadd float %m, 1.0\n  store float %w, ptr %py, align 4')

/** y[i] = sqrt(x[i]), as often as makes a task take about a microsecond. */
export const slow = `
declare float @llvm.sqrt.f32(float)
${loop(
  'slow',
  `  br label %inner
inner:
  %k = phi i64 [0, %loop], [%k1, %inner]
  %a = phi float [%v, %loop], [%s, %inner]
  %t = fadd float %a, 1.0
  %s = call float @llvm.sqrt.f32(float %t)
  %k1 = add i64 %k, 1
  %again = icmp slt i64 %k1, 200
  br i1 %again, label %inner, label %store
store:
  store float %s, ptr %py, align 4`,
).replace('[%next, %loop]', '[%next, %store]')}`

export const callsMissing = `
declare void @tenet_no_such_function()
define void @f(ptr %b, i64 %s, i64 %e, ptr %x) { call void @tenet_no_such_function() ret void }`

export const linked = (...irs: readonly string[]): NativeModule => addon().link(addon().compile(irs, 3))

/** A program of one step that maps `n` floats to `n` floats. */
export const mapProgram = (module: NativeModule, symbol: string, n: number, cost: number): NativeProgram =>
  addon().createProgram([module], {
    inputBytes: [n * 4],
    outputBytes: [n * 4],
    arenaBytes: 0,
    temporaries: [],
    pointerBytes: [],
    steps: [{ op: 'kernel', symbol, slots: [0, 1], tasks: n, scratchBytes: 0, cost }],
  })

export const stored = (values: readonly number[] | Float32Array): NativeStorage => {
  const data = Float32Array.from(values)
  const storage = addon().allocate(data.byteLength)
  addon().write(storage, new Uint8Array(data.buffer))
  return storage
}

export const floats = (storage: NativeStorage): Float32Array => {
  const bytes = new Uint8Array(addon().byteLength(storage))
  addon().read(storage, bytes)
  return new Float32Array(bytes.buffer)
}

/** The only output of a program. */
export const output = (outputs: readonly NativeStorage[]): NativeStorage => {
  const [first] = outputs
  if (first === undefined) throw new Error('no output')
  return first
}
