// JSON from a file that is not trusted. JSON.parse keeps the last of several equal keys and says nothing, so two readers of one text may see
// two different things; and it takes nesting of any depth, which later recursion cannot. Here both are refused.

import { type Either, left, right } from 'fp-ts/lib/Either.js'
import { type Fields, isFields, showValue } from './values.js'

const deepest = 100

/** The position after the string that begins at `start`. */
function endOfString(json: string, start: number): number {
  let i = start + 1
  while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1
  return i + 1
}

/** What is wrong with a text that JSON.parse has accepted, or `undefined`. */
function mistake(json: string): string | undefined {
  // One entry for each open bracket: the keys seen of an object, null for a list.
  const open: (Set<string> | null)[] = []
  // The string read last: a key if a colon follows.
  let string = ''
  for (let i = 0; i < json.length; ) {
    switch (json[i]) {
      case '"': {
        const end = endOfString(json, i)
        string = json.slice(i, end)
        i = end
        continue
      }
      case '{':
        open.push(new Set())
        break
      case '[':
        open.push(null)
        break
      case '}':
      case ']':
        open.pop()
        break
      case ':': {
        const key: string = JSON.parse(string)
        const keys = open.at(-1)
        if (keys?.has(key)) return `the key ${JSON.stringify(key.slice(0, 100))} occurs twice in one object`
        keys?.add(key)
        break
      }
    }
    if (open.length > deepest) return `it is nested more than ${deepest} deep`
    i++
  }
  return undefined
}

/** The value of a JSON text in which no object has a key twice. */
export function parseStrictJson(text: string): Either<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return left('it is not JSON')
  }
  const wrong = mistake(text)
  return wrong === undefined ? right(value) : left(wrong)
}

/** The object that bytes hold as JSON in UTF-8. */
export function parseObject(bytes: Uint8Array): Either<string, Fields> {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return left('it is not UTF-8')
  }
  const parsed = parseStrictJson(text)
  if (parsed._tag === 'Left') return parsed
  return isFields(parsed.right) ? right(parsed.right) : left(`it must be a JSON object; got ${showValue(parsed.right)}`)
}
