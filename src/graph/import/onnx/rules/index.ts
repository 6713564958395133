/** The rule of each operator. */
import type { OnnxNode } from '../model'
import type { OnnxRule } from '../site'
import { activationRules } from './activations'

const RULES: Readonly<Record<string, OnnxRule>> = { ...activationRules }

/** Undefined for operators that no node of ours does. */
export function ruleOf({ op, domain }: OnnxNode): OnnxRule | undefined {
  // Microsoft's own operators that later became ONNX's have the same meaning.
  const known = domain === '' || (domain === 'com.microsoft' && op === 'Gelu')
  return known && Object.hasOwn(RULES, op) ? RULES[op] : undefined
}
