/** The names that a file of tensors may refer to; every other one is refused by name. */
import { PickleDict, PickleError, PickleGlobal, PickleInert, PickleMade, PickleTuple } from '../pickle/values'
import type { PickleValue } from '../pickle/values'
import type { StoredDtype } from '../../formats/number-bytes'
import { tell, told } from '../../../words/tell'

/** A tensor as the file describes it; its values are read only where they are wanted. */
export interface TensorRef {
  storage: StorageRef
  dtype: StoredDtype
  /** In elements, from the start of the storage. */
  offset: number
  shape: readonly number[]
  strides: readonly number[]
}

/** Bytes that tensors share. */
export interface StorageRef {
  key: string
  /** What the storage's class says; null for bytes alone. */
  dtype: StoredDtype | null
  /** In elements of the class, as the file claims. */
  length: number
}

/** PyTorch's dtype, by the stem of its storage class and by its own names. */
const STORAGES: Readonly<Record<string, StoredDtype>> = {
  FloatStorage: 'F32', DoubleStorage: 'F64', HalfStorage: 'F16', BFloat16Storage: 'BF16', LongStorage: 'I64',
  IntStorage: 'I32', ShortStorage: 'I16', CharStorage: 'I8', ByteStorage: 'U8', BoolStorage: 'BOOL',
} // prettier-ignore
const DTYPES: Readonly<Record<string, StoredDtype>> = {
  float32: 'F32', float: 'F32', float64: 'F64', double: 'F64', float16: 'F16', half: 'F16', bfloat16: 'BF16',
  int64: 'I64', long: 'I64', int32: 'I32', int: 'I32', int16: 'I16', short: 'I16', int8: 'I8', uint8: 'U8', bool: 'BOOL',
} // prettier-ignore

const MAX_RANK = 64

const FUNCTIONS: Readonly<Record<string, (args: readonly PickleValue[]) => PickleValue>> = {
  'collections.OrderedDict': ordered,
  'torch._utils._rebuild_tensor_v2': (args) => rebuild(args),
  'torch._utils._rebuild_tensor': (args) => rebuild(args),
  // The same, with the dtype named apart from the storage.
  'torch._utils._rebuild_tensor_v3': (args) => rebuild(args, args[6]),
  'torch._utils._rebuild_parameter': ([tensor = null]) => tensor,
  'torch._utils._rebuild_parameter_with_state': ([tensor = null]) => tensor,
  'torch.Size': ([sizes]) => (sizes instanceof PickleTuple ? sizes : new PickleTuple([])),
  'torch.device': ([name = null]) => name,
  // A dictionary in all that a file says of it.
  'collections.defaultdict': () => new PickleDict(),
  'collections.Counter': () => new PickleDict(),
}

/** Classes of plain data that people save beside weights: what is made of them holds nothing, and is left out. */
const HARMLESS = new Set([
  'argparse.Namespace', 'types.SimpleNamespace', 'builtins.set', 'builtins.frozenset', 'builtins.complex', 'builtins.bytearray',
  'builtins.slice', 'builtins.range', 'builtins.xrange', 'collections.deque', 'decimal.Decimal', 'fractions.Fraction', 'uuid.UUID',
  'datetime.datetime', 'datetime.date', 'datetime.time', 'datetime.timedelta', 'datetime.timezone',
  'pathlib.Path', 'pathlib.PosixPath', 'pathlib.WindowsPath', 'pathlib.PurePath', 'pathlib.PurePosixPath', 'pathlib.PureWindowsPath',
  'pathlib._local.PosixPath', 'pathlib._local.WindowsPath',
  'numpy.dtype', 'numpy.ndarray', 'numpy.core.multiarray.scalar', 'numpy._core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct', 'numpy._core.multiarray._reconstruct', 'numpy._core.numeric._frombuffer',
  '_codecs.encode', 'copyreg._reconstructor', 'copy_reg._reconstructor',
]) // prettier-ignore
/** Names that are only referred to: what a defaultdict makes, what an object is derived from. */
const PLAIN_NAMES = new Set(
  ['object', 'int', 'long', 'float', 'bool', 'str', 'unicode', 'list', 'dict', 'tuple'].map(
    (name) => `builtins.${name}`,
  ),
)
const NUMPY_TYPE = /^numpy(\.dtypes)?\.(float|u?int|bool_?|complex|Float|U?Int|Bool|Str)\w*$/

/** What a name in the file stands for. Errors: a name that has nothing to do with tensors → PickleError. */
export function findName(module: string, name: string): PickleGlobal {
  const full = `${module === '__builtin__' ? 'builtins' : module}.${name}`
  const call = Object.hasOwn(FUNCTIONS, full) ? FUNCTIONS[full] : undefined
  if (call !== undefined) return new PickleGlobal(full, call)
  if (HARMLESS.has(full) || NUMPY_TYPE.test(full)) return new PickleGlobal(full, () => new PickleInert(full))
  if (PLAIN_NAMES.has(full)) return new PickleGlobal(full)
  const isStorage = (module === 'torch' || module === 'torch.storage') && name.endsWith('Storage')
  if (isStorage && (Object.hasOwn(STORAGES, name) || name === 'UntypedStorage')) return new PickleGlobal(full)
  if (module === 'torch' && Object.hasOwn(DTYPES, name)) return new PickleGlobal(full)
  if (isStorage || module === 'torch')
    throw new PickleError(
      told('weights.dtype', "It holds tensors of '{{full}}', which Gradwire does not compute with.", {
        full,
      }),
      tell(
        'import.save_them_as_float32_k',
        'Save them as float32: {k: v.float() for k, v in net.state_dict().items()}.',
      ),
    )
  throw refusal(full)
}

/** `('storage', class, key, location, length)`, which `torch.save` writes for each storage. */
export function loadStorage(id: PickleValue): PickleValue {
  const [kind, type, key = '', , length] = id instanceof PickleTuple ? id.items : []
  if (kind !== 'storage' || typeof key === 'object' || !(type instanceof PickleGlobal) || !isCount(length))
    throw new PickleError(
      told('weights.foreign_storage', 'It refers to something that is no storage of a tensor.'),
      remedy(),
    )
  const dtype = STORAGES[type.name.split('.').at(-1) ?? ''] ?? null
  return new PickleMade<StorageRef>({ key: String(key), dtype, length })
}

/** The tensor that a value is, if it is one. */
export function tensorOf(value: PickleValue | undefined): TensorRef | undefined {
  if (!(value instanceof PickleMade)) return undefined
  const { value: made } = value
  return typeof made === 'object' && made !== null && 'strides' in made ? (made as TensorRef) : undefined
}

/** `OrderedDict()`, or with a list of pairs. */
function ordered([pairs]: readonly PickleValue[]): PickleValue {
  const dict = new PickleDict()
  const items =
    pairs !== undefined && pairs !== null && typeof pairs === 'object' && 'items' in pairs ? pairs.items : []
  for (const pair of items) {
    const [key = null, value = null] =
      pair !== null && typeof pair === 'object' && 'items' in pair ? pair.items : []
    dict.entries.set(key, value)
  }
  return dict
}

/** `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)`. */
function rebuild([storage, offset, size, stride]: readonly PickleValue[], named?: PickleValue): PickleValue {
  const made = storage instanceof PickleMade ? (storage as PickleMade<StorageRef>).value : undefined
  const shape = countsOf(size)
  const strides = countsOf(stride)
  if (made === undefined || !isCount(offset) || shape === undefined || strides?.length !== shape.length)
    throw new PickleError(told('weights.tensor_damaged', 'The description of a tensor is damaged.'))
  if (shape.length > MAX_RANK)
    throw new PickleError(
      told(
        'weights.too_many_dimensions',
        "A tensor has {{dimensions}} dimensions, and PyTorch's at most {{highest}}.",
        { dimensions: shape.length, highest: MAX_RANK },
      ),
    )
  const dtype =
    named instanceof PickleGlobal ? (DTYPES[named.name.split('.').at(-1) ?? ''] ?? made.dtype) : made.dtype
  if (dtype === null)
    throw new PickleError(
      told('weights.storage_without_dtype', 'A tensor lies in a storage without a dtype.'),
    )
  return new PickleMade<TensorRef>({ storage: made, dtype, offset, shape, strides })
}

function countsOf(value: PickleValue | undefined): number[] | undefined {
  if (!(value instanceof PickleTuple)) return undefined
  return value.items.every(isCount) ? [...(value.items as number[])] : undefined
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

const remedy = (): string =>
  tell(
    'import.in_python_save_only_weights',
    'In Python, save only the weights: torch.save(net.state_dict(), "weights.pth").',
  )

function refusal(name: string): PickleError {
  const isModule =
    name.startsWith('torch.nn.modules.') || name.startsWith('__main__.') || name.startsWith('torchvision.')
  return new PickleError(
    isModule
      ? told(
          'weights.whole_module',
          'It holds a whole module (`{{name}}`), which only the program that saved it can read: Gradwire reads tensors only.',
          { name },
        )
      : told(
          'weights.foreign_object',
          'It holds `{{name}}`: Gradwire reads tensors only and runs nothing from a file.',
          { name },
        ),
    remedy(),
  )
}
