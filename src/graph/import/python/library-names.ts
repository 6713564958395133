/** Which names PyTorch has, for files that take all of them: `from torch.nn import *`. */
import { isFunctional } from './functional'
import { moduleDefinition } from './layers'
import { OPERATIONS } from './operations'
import { signatureOf } from './signatures'

const OTHERS = new Set([
  'Module',
  'Sequential',
  'ModuleList',
  'ModuleDict',
  'ParameterList',
  'Parameter',
  'functional',
  'init',
])

/** `torch.nn.Linear`, `torch.cat`, `math.sqrt`. */
export function isInLibrary(path: string): boolean {
  const name = path.split('.').at(-1) ?? ''
  if (/^torch\.nn\.\w+$/.test(path))
    return OTHERS.has(name) || signatureOf(`nn.${name}`) !== undefined || moduleDefinition(name) !== undefined
  if (/^torch\.nn\.functional\.\w+$/.test(path))
    return signatureOf(`F.${name}`) !== undefined || isFunctional(name)
  if (/^torch\.\w+$/.test(path)) return name === 'nn' || Object.hasOwn(OPERATIONS, name) || isFunctional(name)
  return !path.startsWith('torch')
}
