/** The hooks that a document sets on the forward pass of wires, as operators. */
import type { PlanHook } from '../../plan/plan'
import { OnnxRefusal } from '../../onnx/writing/refusal'
import type { OnnxNode } from '../../onnx/writing/onnx-node'
import type { Value } from '../../onnx/writing/value'
import { tell } from '../../../words/tell'

type HookLowering = (node: OnnxNode<unknown>, value: Value, params: PlanHook['params']) => Value

const HOOKS: Readonly<Record<string, HookLowering>> = {
  scale: (node, value, { factor = 1 }) => node.op('Mul', [value, node.number(Number(factor), 'factor')]),
  zero: (node, value) => node.op('Mul', [value, node.number(0, 'zero')]),
  clip_norm: (node, value, { max_norm: limit = 1 }) => {
    const norm = node.op('ReduceL2', [value], { keepdims: 0 })
    const factor = node.op('Div', [node.number(Number(limit), 'max_norm'), norm])
    return node.op('Mul', [value, node.op('Min', [factor, node.number(1, 'one')])])
  },
}

/** What a hook makes of a value. Errors: an unknown type. */
export function hookedValue(node: OnnxNode<unknown>, value: Value, hook: PlanHook): Value {
  const write = Object.hasOwn(HOOKS, hook.type) ? HOOKS[hook.type] : undefined
  if (write !== undefined) return write(node, value, hook.params)
  throw new OnnxRefusal(
    tell('export.hook_on_wire_has_unknown', "The hook on wire '{{edge}}' has the unknown type '{{type}}'.", {
      edge: hook.edge,
      type: hook.type,
    }),
    tell('export.use', 'Use {{HOOKS}}.', { HOOKS: Object.keys(HOOKS).join(', ') }),
  )
}
