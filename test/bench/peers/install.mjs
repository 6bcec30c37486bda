// Gets the peers to compare with, beside this file: PyTorch, JAX and ONNX Runtime, in the versions of requirements.txt, in a virtual environment of
// their own (.venv), and jax-js, in the version of package.json (node_modules). Needs Python 3.11 or newer with venv; what is missing is named
// with the command that gets it. Running it again repairs.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
const environment = join(folder, '.venv')
const python = process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python')

const run = (command, args) => spawnSync(command, args, { stdio: 'inherit' }).status === 0
const stop = text => {
  console.error(`peers: ${text}`)
  process.exit(1)
}

const recent = command => spawnSync(command, ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'], { stdio: 'ignore' }).status === 0
const system = ['python3', 'python'].find(recent)
if (system === undefined) stop('Python 3.11 or newer is needed, e.g. sudo apt-get install -y python3 python3-venv')

if (!existsSync(python) && !run(system, ['-m', 'venv', environment]))
  stop('the virtual environment could not be made, e.g. sudo apt-get install -y python3-venv')
if (!run(python, ['-m', 'pip', 'install', '--quiet', '--retries', '1', '--requirement', join(folder, 'requirements.txt')]))
  stop('pip could not install the packages; its reason stands above')
const versions =
  'import jax, onnxruntime as o, torch; print(f"peers: PyTorch {torch.__version__}, JAX {jax.__version__}, ONNX Runtime {o.__version__}")'
if (!run(python, ['-c', versions])) stop('the packages do not load')
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
if (!run(npm, ['install', '--prefix', folder, '--no-package-lock', '--no-audit', '--no-fund'])) stop('npm could not install jax-js')
if (!['c++', 'g++', 'clang++', 'cl'].some(compiler => spawnSync(compiler, ['--version'], { stdio: 'ignore' }).error === undefined))
  console.log('peers: torch.compile will fail for want of a C++ compiler, e.g. sudo apt-get install -y g++')
