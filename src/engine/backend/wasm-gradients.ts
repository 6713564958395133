import type { Backend, BinaryKernel, Handle } from './types'

type Composition = (
  kernels: Backend,
  grad: Handle,
  y: Handle,
  temporary: (handle: Handle) => Handle,
) => Handle

/** Gradient kernels of TensorFlow that tfjs's WebAssembly backend does not have, made of those it has. */
export const GRADIENTS: Partial<Record<BinaryKernel, Composition>> = {
  // A comparison with a number takes a hundred times as long as these three.
  ReluGrad: (k, grad, y, temporary) =>
    k.binary('Mul', grad, temporary(k.unary('Sign', temporary(k.unary('Relu', y))))),
  Relu6Grad: (k, grad, y, temporary) => {
    const above = temporary(k.binary('Greater', y, number(k, 0)))
    const inside = temporary(k.binary('LogicalAnd', above, temporary(k.binary('Less', y, number(k, 6)))))
    return k.select(inside, grad, number(k, 0))
  },
  SigmoidGrad: (k, grad, y, temporary) => {
    const rest = temporary(k.binary('Sub', number(k, 1), y))
    return k.binary('Mul', grad, temporary(k.binary('Mul', y, rest)))
  },
  TanhGrad: (k, grad, y, temporary) => {
    const rest = temporary(k.binary('Sub', number(k, 1), temporary(k.unary('Square', y))))
    return k.binary('Mul', grad, rest)
  },
  SoftplusGrad: (k, grad, x, temporary) => k.binary('Mul', grad, temporary(k.unary('Sigmoid', x))),
}

function number(kernels: Backend, value: number): Handle {
  return kernels.scalar(value, 'float32')
}
