/** A hook as one writes it: `clip_norm(max_norm=0.02)`. */
import type { Hook } from '../document/document'
import { literal } from '../pytorch/python'

/** Its type with the params that were given; of an expression the formula itself. */
export function hookText({ type, params }: Pick<Hook, 'type' | 'params'>): string {
  if (type === 'expression' && typeof params['expr'] === 'string') return `x → ${params['expr']}`
  const given = Object.entries(params).map(([name, value]) => `${name}=${valueText(value)}`)
  return given.length === 0 ? type : `${type}(${given.join(', ')})`
}

function valueText(value: unknown): string {
  const plain = typeof value !== 'object' || value === null
  return plain ? literal(value) : JSON.stringify(value)
}
