/** Attributes of what the library knows: modules, tensors, functions. */
import { ownLayer } from './attributes'
import { modulesOf } from './containers'
import { layerAttribute, parameterAttribute } from './layer-attributes'
import { refusals } from './refusals'
import { resolved } from './sizes'
import { Unreadable } from './syntax'
import { isKind, isModuleValue, list, UNKNOWN } from './values'
import type { TensorValue, Value } from './values'

interface Asked {
  line: number
  /** What a method of the tensor gives. */
  method: (name: string, positional: readonly Value[]) => Value
}

/** What says where a tensor lies: nothing that a graph has. */
const PLACES: Readonly<Record<string, Value>> = {
  is_cuda: false, is_mps: false, is_nested: false, is_sparse: false, is_quantized: false,
} // prettier-ignore

/** undefined where there is no such attribute. */
export function attributeOf(self: Value, name: string, asked: Asked): Value | undefined {
  if (isKind(self, 'instance')) {
    if (name === 'training') return { kind: 'unknown', assume: false }
    if (name === '__class__') return self.class
    if (name === '__module__') return '__main__'
    if (name === '__dict__') return { kind: 'dict', entries: self.attributes }
    if (name === '_modules')
      return { kind: 'dict', entries: new Map(modulesOf(self).filter(([, value]) => isModuleValue(value))) }
    const own = ownLayer(self)
    if (own !== undefined) return layerAttribute(own, name, asked)
    if (name === 'device') return UNKNOWN
    return undefined
  }
  if (isKind(self, 'tensor')) return ofTensor(self, name, asked)
  if (isKind(self, 'example') || isKind(self, 'parameter')) {
    if (name === 'shape') return list([...self.shape], true)
    if (name === 'ndim') return self.shape.length
    if (name === 'data') return self
    if (name === 'T' || name === 'mT') return turned(self.shape.length, name, asked)
    if (name === 'device') return UNKNOWN
    if (Object.hasOwn(PLACES, name)) return PLACES[name]
  }
  if (isKind(self, 'layer-parameter')) return parameterAttribute(self, name, asked.line)
  if (isKind(self, 'layer'))
    return name === 'training' ? { kind: 'unknown', assume: false } : layerAttribute(self, name, asked)
  if (isKind(self, 'container')) {
    if (self.children.has(name)) return self.children.get(name)
    if (name === '_modules') return { kind: 'dict', entries: self.children }
  }
  if (isKind(self, 'function') || isKind(self, 'class')) {
    if (name === '__name__' || name === '__qualname__') return self.name
    if (name === '__module__') return '__main__'
  }
  return undefined
}

/** `x.T` has all dimensions in the other order, `x.mT` the last two exchanged. */
function turned(rank: number | undefined, name: string, { method }: Asked): Value {
  if (name === 'mT' || rank === undefined || rank === 2) return method('transpose', [-2, -1])
  return method('permute', [list(Array.from({ length: rank }, (_, at) => rank - 1 - at))])
}

function ofTensor(self: TensorValue, name: string, asked: Asked): Value | undefined {
  if (self.packed !== undefined) throw new Unreadable(refusals.inPackedSequence(name), asked.line)
  if (name === 'shape') return resolved({ kind: 'shape', tensor: self, from: 0 })
  if (name === 'ndim') return self.type?.shape.length ?? UNKNOWN
  if (name === 'T' || name === 'mT') return turned(self.type?.shape.length, name, asked)
  if (name === 'dtype' && self.type !== null) return { kind: 'global', path: `torch.${self.type.dtype}` }
  if (name === 'device' || name === 'dtype') return UNKNOWN
  if (name === 'data') return self
  return Object.hasOwn(PLACES, name) ? PLACES[name] : undefined
}
