// The name that was probably meant. Source: Damerau, "A technique for computer detection and correction of spelling errors" (1964).

/** How many letters are to be put in, left out, replaced or exchanged with their neighbour to make one text of the other. */
export function distance(a: string, b: string): number {
  const [from, to] = [[...a], [...b]]
  // Three rows of the table: two before, before, now.
  let [twoBefore, before]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (before[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const best = Math.min(replaced, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      const exchanged = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      row.push(exchanged ? Math.min(best, (twoBefore[j - 2] ?? 0) + 1) : best)
    }
    ;[twoBefore, before] = [before, row]
  }
  return before[to.length] ?? 0
}

/** Case and hyphens are no difference. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_]/g, '')

/** The nearest of the names, where one is near enough to be what was meant. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map(candidate => ({ candidate, away: distance(plain(name), plain(candidate)) }))
    .filter(({ candidate, away }) => away <= Math.max(1, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.away - b.away)
  return best?.candidate
}

/** ` (did you mean 'depth'?)`, or nothing. */
export const suggestion = (name: string, names: readonly string[], written: (name: string) => string): string => {
  const found = nearest(name, names)
  return found === undefined ? '' : `; did you mean ${written(found)}?`
}
