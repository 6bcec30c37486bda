// A command of `tenet`, and where it speaks.

export interface Terminal {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Command {
  readonly name: string
  /** A line of `tenet --help`. */
  readonly summary: string
  /** Does it, with the arguments after its name; gives the exit code: 0, 1 where something failed, 2 where the arguments are wrong. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>
}

/** Thrown by a command whose arguments are wrong: one line on stderr, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
