// What went wrong with a file: the failure value of everything that reads or writes one.
// It is an Error so that whoever does not want an Either can throw it.

/** Codes of the operating system that deserve words. */
const meanings: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'disk quota exceeded',
  EEXIST: 'it exists already',
  EFBIG: 'the file would be too large',
  EIO: 'input/output error',
  EISDIR: 'it is a folder',
  EMFILE: 'too many open files',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
}

export class IoError extends Error {
  override readonly name = 'IoError'
  readonly path: string
  readonly reason: string
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`${path}: ${reason}`, options)
    this.path = path
    this.reason = reason
  }
}

/** The code of an error that the operating system reported, else `undefined`. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** An operating system's error in words; any other error is not about the file and is thrown again. */
export function describeSystemError(error: unknown): string {
  const code = systemCode(error)
  if (code === undefined) throw error
  return `${meanings[code] ?? 'the operating system refused'} (${code})`
}
