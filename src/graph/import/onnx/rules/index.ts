/** The rule of each operator. */
import type { OnnxNode } from '../model'
import type { OnnxRule } from '../site'
import { activationRules } from './activations'
import { arithmeticRules } from './arithmetic'
import { blockRules } from './blocks'
import { convolutionRules } from './convolutions'
import { extremeRules } from './extremes'
import { linearRules } from './linear'
import { maskRules } from './masks'
import { normalizationRules } from './normalizations'
import { pickingRules } from './picking'
import { poolRules } from './pools'
import { resizingRules } from './resizing'
import { sequenceRules } from './sequences'
import { shapeRules } from './shapes'

const RULES: Readonly<Record<string, OnnxRule>> = {
  ...activationRules,
  ...arithmeticRules,
  ...blockRules,
  ...convolutionRules,
  ...extremeRules,
  ...linearRules,
  ...maskRules,
  ...normalizationRules,
  ...pickingRules,
  ...poolRules,
  ...resizingRules,
  ...sequenceRules,
  ...shapeRules,
}

export const knownOperators: readonly string[] = Object.keys(RULES)

/** Undefined for operators that no node of ours does. */
export function ruleOf({ op, domain }: OnnxNode): OnnxRule | undefined {
  // Microsoft's own operators that later became ONNX's have the same meaning.
  const known = domain === '' || (domain === 'com.microsoft' && op === 'Gelu')
  return known && Object.hasOwn(RULES, op) ? RULES[op] : undefined
}
