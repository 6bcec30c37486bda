// Whatever differs between operating systems on the TypeScript side: the names of libLLVM, how to get it, the cache folder.
// Linux is tested; macOS and Windows are written down. The native side's differences are in `native/core/platform.h`.
import { homedir } from 'node:os'
import { join } from 'node:path'

/** LLVM versions from the one that is tested, then newest to oldest. */
const llvmVersions: readonly number[] = [19, 22, 21, 20, 18, 17, 16, 15]

export interface Platform {
  /** File names and paths under which libLLVM may be found, best first. */
  readonly llvmCandidates: readonly string[]
  /** The command or page that gets libLLVM. */
  readonly llvmAdvice: string
  /** Where compiled programs are kept between processes. */
  readonly cacheFolder: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** An environment variable that counts only when it is set and not empty. */
const setting = (env: Environment, name: string, otherwise: string): string => {
  const value = env[name]
  return value === undefined || value === '' ? otherwise : value
}

const linux = (env: Environment, home: string): Platform => ({
  llvmCandidates: llvmVersions.flatMap(v =>
    v >= 18
      ? [
          `libLLVM.so.${v}.1`,
          `libLLVM-${v}.so.1`,
          `libLLVM-${v}.so`,
          `/usr/lib/llvm-${v}/lib/libLLVM.so.1`,
          `/usr/lib/llvm${v}/lib/libLLVM.so`,
        ]
      : [`libLLVM-${v}.so.1`, `libLLVM-${v}.so`, `/usr/lib/llvm-${v}/lib/libLLVM.so.1`, `/usr/lib/llvm${v}/lib/libLLVM.so`],
  ),
  llvmAdvice: 'sudo apt-get install -y libllvm19',
  cacheFolder: join(setting(env, 'XDG_CACHE_HOME', join(home, '.cache')), 'tenet'),
})

const macos = (_env: Environment, home: string): Platform => ({
  llvmCandidates: ['/opt/homebrew/opt', '/usr/local/opt'].flatMap(prefix => [
    ...llvmVersions.map(v => `${prefix}/llvm@${v}/lib/libLLVM.dylib`),
    `${prefix}/llvm/lib/libLLVM.dylib`,
  ]),
  llvmAdvice: 'brew install llvm@19',
  cacheFolder: join(home, 'Library', 'Caches', 'tenet'),
})

const windows = (env: Environment, home: string): Platform => ({
  llvmCandidates: ['LLVM-C.dll', join(setting(env, 'ProgramFiles', 'C:\\Program Files'), 'LLVM', 'bin', 'LLVM-C.dll')],
  llvmAdvice: 'winget install LLVM.LLVM',
  cacheFolder: join(setting(env, 'LOCALAPPDATA', join(home, 'AppData', 'Local')), 'tenet', 'cache'),
})

/**
 * What is particular to a platform.
 * @param os `process.platform`; unknown ones are taken for Linux.
 */
export const platformOf = (os: string, env: Environment, home: string): Platform => {
  switch (os) {
    case 'darwin':
      return macos(env, home)
    case 'win32':
      return windows(env, home)
    default:
      return linux(env, home)
  }
}

/** The platform this process runs on. */
export const currentPlatform = (): Platform => platformOf(process.platform, process.env, homedir())
