/** What a file is that somebody has dropped, and what to do with one that Gradwire opens and imports not. */
import { isGraphName } from '../../graph/file/endings'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

/** Those that are no graph, in the order in which they are tried. */
const ENDINGS = {
  sample: ['npy', 'png', 'jpg', 'jpeg', 'webp', 'bmp'],
  table: ['csv', 'tsv', 'parquet', 'feather', 'arrow', 'xls', 'xlsx', 'ods', 'jsonl', 'ndjson'],
  arrays: ['npz', 'mat', 'pkl', 'pickle', 'joblib'],
  keras: ['h5', 'hdf5', 'keras', 'pb', 'tflite'],
  mnist: ['idx', 'idx1-ubyte', 'idx3-ubyte'],
  archive: ['zip', 'tar', 'gz', 'tgz', 'bz2', 'xz', '7z', 'rar'],
} as const

export type FileKind = keyof typeof ENDINGS | 'graph' | 'folder' | 'unknown'

/** What files begin with whose names say nothing. */
const BEGINNINGS: readonly (readonly [FileKind, readonly number[]])[] = [
  ['sample', [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ['sample', [0x89, 0x50, 0x4e, 0x47]],
  ['sample', [0xff, 0xd8, 0xff]],
  ['table', [0x50, 0x41, 0x52, 0x31]],
  ['keras', [0x89, 0x48, 0x44, 0x46]],
  ['archive', [0x50, 0x4b, 0x03, 0x04]],
  ['archive', [0x1f, 0x8b]],
]

export function fileKind(name: string, bytes: Uint8Array): FileKind {
  const ending = /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? ''
  if (isGraphName(name)) return 'graph'
  if (/ubyte(\.gz)?$/i.test(name)) return 'mnist'
  for (const [kind, endings] of Object.entries(ENDINGS) as [FileKind, readonly string[]][])
    if (endings.includes(ending)) return kind
  const found = BEGINNINGS.find(([, start]) => start.every((byte, at) => bytes[at] === byte))
  if (found !== undefined) return found[0]
  return /^\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 64))) ? 'graph' : 'unknown'
}

/** Names the kind, and says what to do. - `feed`: gives the net the file as a sample by hand, which is offered for those that it takes. */
export function tellKind(name: string, kind: Exclude<FileKind, 'graph'>, feed: () => void): void {
  const action = kind === 'sample' ? { label: t('dropped.feed'), perform: feed } : undefined
  showToast({
    tone: kind === 'sample' ? 'info' : 'warning',
    title: t(`dropped.${kind}.title`, { name }),
    text: t(`dropped.${kind}.text`),
    action,
  })
}
