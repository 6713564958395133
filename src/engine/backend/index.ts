import { NotImplementedError, RuntimeError } from '../errors'
import { instructionSets } from './instruction-sets'
import type { Backend } from './types'
import { watched, type KernelWatch } from './watch-kernels'

export type { KernelWatch } from './watch-kernels'

export type BackendName = 'tensorflow' | 'wasm'

export interface BackendInfo {
  backend: BackendName
  version: string
  threads: number
  /** Whether TensorFlow's kernels are oneDNN's. */
  oneDnn: boolean
  /** Of this machine's processor; empty where the system does not list them. */
  instructions: string[]
  /** Why the native backend is not used, where it was asked for first and could not be loaded. */
  reason?: string
}

/** The running backend. Read it only after `ready()`. */
export let backend: Backend = new Proxy({} as Backend, {
  get() {
    throw new RuntimeError('No backend is loaded yet: call `await ready()` first')
  },
})

let loading: Promise<BackendInfo> | undefined

/**
 * Loads the backend that every tensor of this process lives on; later calls return the same one.
 *
 * @param options.backend `tensorflow` (native) or `wasm`; by default native, and WebAssembly where native cannot be loaded.
 *   The environment variable GRADWIRE_BACKEND forces one.
 */
export function ready(options: { backend?: BackendName } = {}): Promise<BackendInfo> {
  loading ??= load(options.backend ?? forced()).catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

/** Lets every call to the backend go through `watch` while `work` runs. */
export function watchKernels<T>(watch: KernelWatch, work: () => T): T {
  const plain = backend
  backend = watched(plain, watch)
  try {
    return work()
  } finally {
    backend = plain
  }
}

function forced(): BackendName | undefined {
  const name = process.env.GRADWIRE_BACKEND
  if (!name) return undefined
  if (name === 'tensorflow' || name === 'wasm') return name
  throw new NotImplementedError(`GRADWIRE_BACKEND is '${name}', expected 'tensorflow' or 'wasm'`)
}

async function load(name: BackendName | undefined): Promise<BackendInfo> {
  let reason: string | undefined
  if (name !== 'wasm') {
    try {
      const { loadTensorflow } = await import('./tensorflow')
      return start(loadTensorflow())
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
      if (name === 'tensorflow')
        throw new RuntimeError(`The native TensorFlow backend could not be loaded: ${reason}`)
    }
  }
  const { loadWasm } = await import('./wasm')
  return start(await loadWasm(), reason)
}

function start(loaded: Backend, reason?: string): BackendInfo {
  backend = loaded
  const { name, version, threads, oneDnn } = loaded
  const info = { backend: name, version, threads, oneDnn, instructions: instructionSets() }
  return reason === undefined ? info : { ...info, reason }
}
