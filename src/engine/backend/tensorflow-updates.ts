import type { Attribute, Binding } from './binding'
import { product } from './tensorflow-memory'
import type { Handle, UpdateKernels } from './types'

/** How the backend keeps its handles. */
export interface HandleIds {
  id(x: Handle): number
  /** Names the tensor that holds a handle's values from now on. */
  setId(x: Handle, id: number): void
}

/** Up to so many values a call costs more than the memory. */
const SMALL = 2048
const NONE: readonly Attribute[] = []

/**
 * Updates by TensorFlow's training kernels, which change a variable in place. A variable takes a tensor's memory over for one
 * kernel and gives it back; TensorFlow copies it first where something else still holds it.
 */
export class TensorflowUpdates implements UpdateKernels {
  private readonly typed: readonly Attribute[]
  private readonly nesterov: readonly Attribute[]
  private readonly variable: readonly Attribute[]
  private readonly variables: number[] = []

  constructor(
    private readonly binding: Binding,
    private readonly handles: HandleIds,
    private readonly scalar: (value: number) => Handle,
  ) {
    const type = { type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }
    this.typed = [{ name: 'T', ...type }]
    this.nesterov = [...this.typed, { name: 'use_nesterov', type: binding.TF_ATTR_BOOL, value: true }]
    this.variable = [{ name: 'dtype', ...type }]
  }

  add(x: Handle, y: Handle, factor: number): void {
    if (product(x.shape) <= SMALL) return this.addApart(x, y, factor)
    const inputs = [this.number(-factor), this.handles.id(y)]
    this.change([x], ([held]) =>
      this.binding.executeOp('ResourceApplyGradientDescent', this.typed, [held!, ...inputs], 0),
    )
  }

  /** The same in new memory: two calls where a variable takes three. */
  private addApart(x: Handle, y: Handle, factor: number): void {
    const old = this.handles.id(x)
    const [scaled] = this.binding.executeOp('Mul', NONE, [this.handles.id(y), this.number(factor)], 1)
    const [sum] = this.binding.executeOp('AddV2', NONE, [old, scaled!.id], 1)
    this.binding.deleteTensor(scaled!.id)
    this.binding.deleteTensor(old)
    this.handles.setId(x, sum!.id)
  }

  momentum(
    x: Handle,
    v: Handle,
    grad: Handle,
    { lr, momentum, nesterov }: { lr: number; momentum: number; nesterov: boolean },
  ): void {
    const attributes = nesterov ? this.nesterov : this.typed
    const inputs = [this.number(lr), this.handles.id(grad), this.number(momentum)]
    this.change([x, v], (held) =>
      this.binding.executeOp('ResourceApplyMomentum', attributes, [...held, ...inputs], 0),
    )
  }

  private number(value: number): number {
    return this.handles.id(this.scalar(value))
  }

  private change(targets: readonly Handle[], kernel: (variables: readonly number[]) => void): void {
    const held = targets.map((target, place) => {
      const variable = this.variableAt(place)
      const id = this.handles.id(target)
      this.binding.executeOp('AssignVariableOp', this.variable, [variable, id], 0)
      this.binding.deleteTensor(id)
      return variable
    })
    try {
      kernel(held)
    } finally {
      held.forEach((variable, place) => {
        const [output] = this.binding.executeOp('ReadVariableOp', this.variable, [variable], 1)
        this.handles.setId(targets[place]!, output!.id)
      })
    }
  }

  /** One variable for each place of a kernel; it takes tensors of every shape. */
  private variableAt(place: number): number {
    this.variables[place] ??= this.binding.executeOp(
      'VarHandleOp',
      [
        ...this.variable,
        { name: 'shape', type: this.binding.TF_ATTR_SHAPE, value: [] },
        { name: 'shared_name', type: this.binding.TF_ATTR_STRING, value: `gradwire update ${place}` },
      ],
      [],
      1,
    )[0]!.id
    return this.variables[place]
  }
}
