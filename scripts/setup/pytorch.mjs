/**
 * A current PyTorch for the bench: a comparison with an old one, or with one that cannot compile, says little.
 *
 * Installed through pip into an environment in the person's cache, which nothing else uses; no other Python is touched.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../../src/engine/backend/library-folders.mjs'
import { alone } from './lock.mjs'
import { findPython } from './python-wheel.mjs'
import { missing, pythonCandidates, pythonWithTorch } from './python.mjs'
import { lastLines, run, say, SetupError } from './shell.mjs'

export const PYTORCH = '2.15.0'
/** The first that has torch.compile and fused optimisers for the processor. */
const CURRENT = [2, 4]
/** PyTorch's own index of builds for the processor alone; what pip usually asks holds CUDA's libraries, too, on Linux. */
const PROCESSOR_INDEX = 'https://download.pytorch.org/whl/cpu'
const SECONDS = 3600
const PATIENCE = ['--retries=1', '--timeout=30', '--disable-pip-version-check']

/**
 * The Python of the bench: that of GRADWIRE_PYTHON; else the first candidate with a current PyTorch; else the one in the cache, installed
 * where it is not there; else a candidate with an old one.
 * Errors: GRADWIRE_PYTHON has no PyTorch; nothing is there and nothing can be installed.
 *
 * @returns {Promise<import('./python.mjs').PythonWithTorch>}
 */
export async function pythonForBench(env = process.env, candidates = pythonCandidates(env)) {
  if (env.GRADWIRE_PYTHON) {
    const named = pythonWithTorch(env)
    if (!named) throw missing(env)
    return named
  }
  const found = candidates.flatMap((path) => pythonWithTorch(env, [path]) ?? [])
  const current = found.find(({ version }) => isCurrent(version))
  if (current) return current
  try {
    return await alone(() => keptPytorch(env), cacheFolder(env))
  } catch (error) {
    if (!found[0]) throw error
    say(
      `${String(error)}\ngoing on with PyTorch ${found[0].version} of ${found[0].path}, which is not current`,
    )
    return found[0]
  }
}

/** Whether a version has what a fair comparison needs. @param {string} version */
export function isCurrent(version) {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major > Number(CURRENT[0]) || (major === CURRENT[0] && minor >= Number(CURRENT[1]))
}

/** The one in the cache. @param {NodeJS.ProcessEnv} env */
async function keptPytorch(env) {
  const folder = join(cacheFolder(env), `pytorch-${PYTORCH}-${process.platform}-${process.arch}`)
  const python = join(
    folder,
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  )
  const whole = join(folder, 'whole')
  const kept = existsSync(whole) ? pythonWithTorch(env, [python]) : null
  if (kept) return kept
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(cacheFolder(env), { recursive: true })
  await install(folder, python)
  const made = pythonWithTorch(env, [python])
  if (!made) throw new SetupError('PyTorch was installed, but cannot be loaded.', REMEDY)
  writeFileSync(`${whole}.part`, PYTORCH)
  renameSync(`${whole}.part`, whole)
  return made
}

const REMEDY =
  'Install PyTorch (pip install torch) and name its Python in GRADWIRE_PYTHON, or run with --no-torch.'

/** @param {string} folder @param {string} python its Python, when it is made */
async function install(folder, python) {
  const base = await findPython()
  if (!base) throw new SetupError('PyTorch cannot be installed: there is no Python with pip.', REMEDY)
  const made = await run(base, ['-m', 'venv', '--without-pip', folder], { seconds: SECONDS })
  if (made.status !== 0)
    throw new SetupError(`PyTorch cannot be installed: ${lastLines(made.output, 3)}`, REMEDY)
  const pip = ['-m', 'pip', '--python', python, 'install', '--quiet', `torch==${PYTORCH}`, ...PATIENCE]
  const ways = [
    {
      size: 'for the processor alone: about 200 MB, 1 GB unpacked',
      options: ['--index-url', PROCESSOR_INDEX],
    },
    {
      size: `of pip’s usual index${process.platform === 'linux' ? ', with CUDA’s libraries: about 3 GB, 5 GB unpacked' : ''}`,
      options: [],
    },
  ]
  let output = ''
  for (const { size, options } of ways) {
    say(`downloading PyTorch ${PYTORCH} into ${folder} (${size})`)
    const result = await run(base, [...pip, ...options], { seconds: SECONDS })
    if (result.status === 0) return
    output = result.output
    say('that was not to be had')
  }
  rmSync(folder, { recursive: true, force: true })
  throw new SetupError(`PyTorch cannot be installed: ${lastLines(output, 3)}`, REMEDY)
}
