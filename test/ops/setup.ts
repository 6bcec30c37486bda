// What the tests of operations share.

/** The name and message of what a function throws, without the line that points to the caller. */
export function messageOf(body: () => unknown): string {
  try {
    body()
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message.split('\n')[0]}`
    throw error
  }
  throw new Error('expected an error')
}
