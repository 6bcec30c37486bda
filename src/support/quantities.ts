// Numbers with units, short enough for tables.

/** Three digits and a prefix: 1,234,567 is `1.23 M`. */
function scaled(value: number, base: number, prefixes: readonly string[]): readonly [text: string, prefix: string] {
  let power = 0
  let rest = value
  while (rest >= base && power < prefixes.length - 1) {
    rest /= base
    power++
  }
  const digits = power === 0 ? 0 : rest < 10 ? 2 : rest < 100 ? 1 : 0
  return [rest.toFixed(digits), prefixes[power] ?? '']
}

const withUnit = (value: number, base: number, prefixes: readonly string[], unit: string): string => {
  const [text, prefix] = scaled(value, base, prefixes)
  return `${text} ${prefix}${unit}`
}

export const showBytes = (bytes: number): string => withUnit(bytes, 1024, ['', 'Ki', 'Mi', 'Gi', 'Ti'], 'B')
export const showFlops = (flops: number): string => withUnit(flops, 1000, ['', 'k', 'M', 'G', 'T'], 'flop')
export const showTime = (nanoseconds: number): string => withUnit(nanoseconds, 1000, ['n', 'µ', 'm', ''], 's')
export const showShare = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)
/** Arithmetic for each byte that moves: whether a kernel is bound by computing or by memory. */
export const showIntensity = (flops: number, bytes: number): string =>
  bytes === 0 ? '–' : (flops / bytes).toFixed(flops < 10 * bytes ? 2 : 0)

export const counted = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`
