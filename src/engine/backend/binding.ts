import { createRequire } from 'node:module'
import { bindingIn, chosenLibrary, ownLibrary, packedLibrary, tfjsNodeFolder } from './library-folders.mjs'

/** One attribute of a TensorFlow operation, as the native addon takes it. */
export interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: boolean | number | string | readonly number[]
}

/** What the addon returns for each output; it is also the id's only record. */
export interface OutputInfo {
  readonly id: number
  readonly shape: number[]
  readonly dtype: number
}

/** The part of tfjs-node's native addon that we use. It is an eager interface to TensorFlow's C library. */
export interface Binding {
  /** Of a text, its bytes in a list. */
  createTensor(
    shape: readonly number[],
    type: number,
    data: Float32Array | Int32Array | Uint8Array | readonly Uint8Array[],
  ): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputInfo[]
  /** Loads a graph with a session of its own. → what the next two know it by */
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(model: number): void
  /** Runs what the outputs need. Names are `node:0`, joined by commas; a fed shape is not checked, and a run that fails leaks its inputs. */
  runSavedModel(
    model: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): OutputInfo[]
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_BOOL: number
  readonly TF_STRING: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_SHAPE: number
  readonly TF_Version: string
}

/**
 * Loads tfjs-node's addon without tfjs itself: its dispatcher costs more than a small operation does.
 *
 * Errors: the addon is not installed, or TensorFlow's library cannot be loaded.
 */
export function loadBinding(): Binding {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  const require = createRequire(import.meta.url)
  const path = installedAddon(require)
  if (path) return require(path) as Binding
  throw new Error('TensorFlow’s native library is not installed; `npx gradwire setup` installs it')
}

/** The addon that GRADWIRE_TENSORFLOW names, else the desktop app's own, else the package tfjs-node's, else the one in the person's cache that set-up chose. */
function installedAddon(require: NodeJS.Require): string | null {
  const own = process.env.GRADWIRE_TENSORFLOW
  if (own) return ownAddon(own)
  const folders = [packedLibrary(), tfjsNodeFolder(require), chosenLibrary()]
  for (const folder of folders) {
    const path = folder && bindingIn(folder)
    if (path) return path
  }
  return null
}

function ownAddon(path: string): string {
  const addon = bindingIn(ownLibrary(path))
  if (addon) return addon
  throw new Error(`GRADWIRE_TENSORFLOW is '${path}', which is not set up yet; \`npx gradwire setup\` does it`)
}
