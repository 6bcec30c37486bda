// Two kernels as LLVM IR text that do nothing but what the hardware is limited by: fused multiply-adds in registers, and copying.
// Invariant: neither can be optimised away: what is multiplied comes from memory, and every result goes there.

/** Enough independent accumulators to hide the latency of a multiply-add on two units, few enough to stay in registers. */
export const chains = 12

const times = (count: number, line: (i: number) => string): string => Array.from({ length: count }, (_, i) => line(i)).join('\n')

/**
 * `fma_peak`: each task runs `chains` vectors through x := x · m + m, `iterations` times; m = 0.5 tends to 1, far from slow subnormals.
 * buffers: m float32[lanes], out float32[tasks, lanes].
 */
export function fmaKernel(lanes: number, iterations: number): string {
  const vector = `<${lanes} x float>`
  const sum = (i: number): string => `  %s${i} = fadd ${vector} ${i === 0 ? 'zeroinitializer' : `%s${i - 1}`}, %n${i}`
  return `
declare ${vector} @llvm.fma.v${lanes}f32(${vector}, ${vector}, ${vector})
define void @fma_peak(ptr %buffers, i64 %begin, i64 %end, ptr %scratch) nounwind {
entry:
  %m.address = load ptr, ptr %buffers
  %out.place = getelementptr ptr, ptr %buffers, i64 1
  %out = load ptr, ptr %out.place
  %m = load ${vector}, ptr %m.address, align 4
  br label %task
task:
  %t = phi i64 [%begin, %entry], [%t.next, %done]
  br label %loop
loop:
  %k = phi i64 [0, %task], [%k.next, %loop]
${times(chains, i => `  %x${i} = phi ${vector} [%m, %task], [%n${i}, %loop]`)}
${times(chains, i => `  %n${i} = call ${vector} @llvm.fma.v${lanes}f32(${vector} %x${i}, ${vector} %m, ${vector} %m)`)}
  %k.next = add i64 %k, 1
  %more = icmp slt i64 %k.next, ${iterations}
  br i1 %more, label %loop, label %done
done:
${times(chains, sum)}
  %place = getelementptr ${vector}, ptr %out, i64 %t
  store ${vector} %s${chains - 1}, ptr %place, align 4
  %t.next = add i64 %t, 1
  %again = icmp slt i64 %t.next, %end
  br i1 %again, label %task, label %out.of.tasks
out.of.tasks:
  ret void
}`
}

/**
 * `copy_plain` and `copy_streaming` (past the caches): each task copies 64 KB.
 * buffers: from and to, float32[tasks, 16384], aligned to 64 bytes.
 */
export function copyKernel(kind: 'plain' | 'streaming'): string {
  const hint = kind === 'streaming' ? ', !nontemporal !0' : ''
  return `
define void @copy_${kind}(ptr %buffers, i64 %begin, i64 %end, ptr %scratch) nounwind {
entry:
  %from = load ptr, ptr %buffers
  %to.place = getelementptr ptr, ptr %buffers, i64 1
  %to = load ptr, ptr %to.place
  %first = mul i64 %begin, 2048
  %last = mul i64 %end, 2048
  br label %loop
loop:
  %i = phi i64 [%first, %entry], [%next, %loop]
  %source = getelementptr <8 x float>, ptr %from, i64 %i
  %target = getelementptr <8 x float>, ptr %to, i64 %i
  %v = load <8 x float>, ptr %source, align 32
  store <8 x float> %v, ptr %target, align 32${hint}
  %next = add i64 %i, 1
  %more = icmp slt i64 %next, %last
  br i1 %more, label %loop, label %out
out:
  ret void
}
!0 = !{i32 1}`
}
/** Floats that a task of the copy kernels copies. */
export const copiedByTask = 2048 * 8
