/** How PyTorch calls the function of a node type. */
import type { PyTorchRule } from './rule'

interface Written<P> {
  readonly type: string
  readonly pytorch: PyTorchRule<P>
}

/** The function that the functional form calls: `F.max_pool2d`; undefined where it is an expression such as `a + b`. */
export function functionName<P>({ type, pytorch }: Written<P>): string | undefined {
  return pytorch.expression === undefined ? (pytorch.function ?? `F.${snakeCase(type)}`) : undefined
}

/** `MaxPool2d` → `max_pool2d`, `LPPool2d` → `lp_pool2d`. */
export function snakeCase(type: string): string {
  return type
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
}
