// Python's order of strings, which is that of files and tokens elsewhere: by code points. JavaScript's own is by units of UTF-16, which puts
// emoji before private characters.

export function byCodePoints(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; ) {
    const [x, y] = [a.codePointAt(i) as number, b.codePointAt(i) as number]
    if (x !== y) return x - y
    i += x > 0xffff ? 2 : 1
  }
  return a.length - b.length
}

/** Where the two orders may differ: from the first half of a character of two units on. */
const late = /[\ud800-\uffff]/

/** The texts in that order: by the language's own, which is several times as fast, where the two are the same. */
export const sortedByCodePoints = (texts: readonly string[]): string[] =>
  texts.some(text => late.test(text)) ? texts.toSorted(byCodePoints) : texts.toSorted()
