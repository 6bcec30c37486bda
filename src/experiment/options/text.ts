// How values are written: numbers, texts, and several of them between commas.

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** The number that a text is, in decimal; -0 is 0, as JSON has it. */
export const readNumber = (text: string): number | undefined => (number.test(text) ? Number(text) + 0 : undefined)

/** The texts between commas at the top level: `[1,2],[3]` are two, and `\,` is no comma. */
export function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (c === '\\' && i + 1 < text.length) part += c + text.charAt(++i)
    else if (c === ',' && depth === 0) {
      parts.push(part)
      part = ''
    } else {
      part += c
      depth += c === '[' ? 1 : c === ']' ? -1 : 0
    }
  }
  return [...parts, part]
}

/** A text without the backslashes that keep commas and brackets from being read as such. */
export const unescaped = (text: string): string => text.replace(/\\([\\,[\]])/g, '$1')
