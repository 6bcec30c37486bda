// Makes a fresh clone ready to run: packages, libLLVM, the addon, the compiled TypeScript. Needs Node alone; what else is
// missing is named with the one command that gets it. Invariant: doing nothing when nothing changed, and one line for each thing done.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const at = (...parts) => join(root, ...parts)
const say = text => console.log(`setup: ${text}`)

/** Runs a command quietly; its output is shown in full when it fails. */
const run = (command, args, options = {}) => {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, ...options })
  if (result.status === 0) return true
  process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ? `${result.error.message}\n` : ''}`)
  return false
}

/** A command's output, or an empty string when it cannot be run. */
const outputOf = (command, args) => spawnSync(command, args, { encoding: 'utf8' }).stdout ?? ''
const works = (command, args = ['--version']) => spawnSync(command, args, { stdio: 'ignore' }).status === 0

const filesUnder = (path, wanted) => {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && wanted.test(entry.name))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

/** A digest of the files' names and contents, the platform, and what else is given. */
const digest = (files, ...also) => {
  const hash = createHash('sha256').update([process.platform, process.arch, ...also].join('\n'))
  for (const file of files) hash.update(`\n${file.slice(root.length)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

const stamped = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value
const setStamp = (stamp, value) => {
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, value)
}
const versionOf = name => JSON.parse(readFileSync(at('node_modules', name, 'package.json'), 'utf8')).version

/**
 * npm leaves its own lock file in node_modules; it is the stamp. `npm ci` refuses a lock file that does not list the optional
 * packages of other platforms, as one written where those cannot be had does; `npm install` takes the same versions from it.
 */
const installPackages = () => {
  const lock = at('package-lock.json')
  const stamp = at('node_modules', '.package-lock.json')
  const source = existsSync(lock) ? lock : at('package.json')
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(source).mtimeMs) return true
  say('installing packages')
  const shell = process.platform === 'win32'
  const clean = source === lock && spawnSync('npm', ['ci'], { cwd: root, stdio: 'ignore', shell }).status === 0
  if (!clean && !run('npm', ['install', '--no-save'], { shell })) return false
  utimesSync(stamp, new Date(), new Date())
  return true
}

/** The newest version of libLLVM on this machine, 0 when there is none. */
const installedLlvm = () => {
  const names = [
    ...(process.platform === 'linux' ? [outputOf('ldconfig', ['-p']) || outputOf('/sbin/ldconfig', ['-p'])] : []),
    ...['/usr/lib', '/opt/homebrew/opt', '/usr/local/opt'].flatMap(folder => (existsSync(folder) ? readdirSync(folder) : [])),
    ...(process.platform === 'win32' && existsSync('C:\\Program Files\\LLVM\\bin\\LLVM-C.dll') ? ['llvm-99'] : []),
  ].join('\n')
  const versions = [...names.matchAll(/libLLVM-(\d+)\.so|libLLVM\.so\.(\d+)|^llvm[-@]?(\d+)$/gm)]
  return Math.max(0, ...versions.map(match => Number(match[1] ?? match[2] ?? match[3])))
}

const isFile = path => path !== '' && existsSync(path) && statSync(path).isFile()

/** The package to install: LLVM 19, which is tested, or else the newest from 15 on. */
const llvmPackage = () => {
  const known = outputOf('apt-cache', ['pkgnames', 'libllvm'])
    .split('\n')
    .flatMap(name => /^libllvm(\d+)$/.exec(name)?.[1] ?? [])
  const versions = known.map(Number).filter(version => version >= 15)
  return versions.length === 0 ? 'libllvm19' : `libllvm${versions.includes(19) ? 19 : Math.max(...versions)}`
}

const installLlvm = () => {
  const chosen = process.env.TENET_LLVM
  if (chosen !== undefined) {
    if (!isFile(chosen) && !/^[^/\\]+$/.test(chosen)) say('TENET_LLVM names no file: going on without libLLVM, on the reference backend')
    return
  }
  if (installedLlvm() >= 15) return
  const advice = { darwin: 'brew install llvm@19', win32: 'winget install LLVM.LLVM' }[process.platform]
  if (advice !== undefined || !works('apt-get')) {
    say(`no libLLVM, the reference backend will be used; to get it: ${advice ?? 'install LLVM 19 with your package manager'}`)
    return
  }
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]
    return run(command, rest)
  }
  if (sudo.length > 0 && !works('sudo', ['-n', 'true'])) {
    say('no libLLVM, the reference backend will be used; to get it: sudo apt-get install -y libllvm19')
    return
  }
  say('installing libLLVM')
  apt('update', '-qq')
  const name = llvmPackage()
  if (!apt('install', '-y', '-qq', name)) say(`no libLLVM, the reference backend will be used; to get it: sudo apt-get install -y ${name}`)
}

const buildAddon = () => {
  const sources = filesUnder(at('native'), /\.(cc|h)$|^CMakeLists\.txt$|^package\.json$/).filter(
    file => !file.startsWith(at('native', 'build')),
  )
  const stamp = at('native', 'build', '.stamp')
  const value = digest(sources, versionOf('node-addon-api'))
  if (stamped(stamp, value) && existsSync(at('native', 'build', 'Release', 'tenet.node'))) return
  const compiler = process.platform === 'win32' || [process.env.CXX, 'c++', 'g++', 'clang++'].some(name => name && works(name))
  if (!compiler || !works('cmake')) {
    const advice = {
      darwin: 'xcode-select --install && brew install cmake',
      win32: 'winget install Kitware.CMake and the Visual Studio Build Tools',
    }
    say(
      `no ${compiler ? 'CMake' : 'C++ compiler'}, the reference backend will be used; to get it: ${advice[process.platform] ?? 'sudo apt-get install -y g++ cmake make'}`,
    )
    return
  }
  say('building the native addon')
  const tool = at('node_modules', 'cmake-js', 'bin', 'cmake-js')
  const args = [tool, 'compile', '-d', at('native'), '-O', at('native', 'build'), '-p', String(availableParallelism())]
  // Continuous integration does not let a warning pass.
  if (process.env.TENET_WARNINGS === 'error') args.push('--CDTENET_WERROR=ON')
  if (run(process.execPath, args)) setStamp(stamp, value)
  else say('the native addon does not build, the reference backend will be used')
}

const buildTypeScript = () => {
  const folders = ['src', 'laws', 'examples', 'test/bench'].flatMap(folder => filesUnder(at(folder), /\.(m?ts|json)$/))
  const stamp = at('dist', '.stamp')
  const value = digest([...folders, at('package.json'), at('tsconfig.json')], versionOf('typescript'))
  if (stamped(stamp, value)) return true
  say('compiling TypeScript')
  rmSync(at('dist'), { recursive: true, force: true })
  if (!run(process.execPath, [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', at('tsconfig.json')])) return false
  setStamp(stamp, value)
  return true
}

if (!installPackages()) {
  say('the packages could not be installed')
  process.exit(1)
}
installLlvm()
buildAddon()
if (!buildTypeScript()) {
  say('the TypeScript sources do not compile')
  process.exit(1)
}
