/** All types of hooks, in the order in which they are offered. */
import { clipNorm } from './clip-norm'
import { clipValue } from './clip-value'
import type { HookDefinition } from './definition'
import { dropout } from './dropout'
import { expression } from './expression'
import { noise } from './noise'
import { print } from './print'
import { replaceNaN } from './replace-nan'
import { reverse } from './reverse'
import { scale } from './scale'
import { stats } from './stats'
import { stop } from './stop'
import { zero } from './zero'

export const hookDefinitions: readonly HookDefinition[] = [
  scale,
  zero,
  reverse,
  stop,
  clipNorm,
  clipValue,
  noise,
  dropout,
  replaceNaN,
  expression,
  print,
  stats,
]

const byType = new Map(hookDefinitions.map((definition) => [definition.type, definition]))

export function hookDefinition(type: string): HookDefinition | undefined {
  return byType.get(type)
}
