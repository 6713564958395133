import type { Attribute, Binding, OutputInfo } from './binding'
import type { Handle, LstmInputs, LstmKernels, LstmStep } from './types'

/** How the backend keeps its handles. */
interface Handles {
  id(x: Handle): number
  zeros(size: number): number
  wrap(output: OutputInfo): Handle
}

/** An LSTM's time step by TensorFlow's LSTMBlockCell, without peepholes, clipping, or a bias for the forget gate. */
export class TensorflowLstm implements LstmKernels {
  private readonly forward: readonly Attribute[]
  private readonly backward: readonly Attribute[]

  constructor(
    private readonly binding: Binding,
    private readonly handles: Handles,
  ) {
    const number = (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_FLOAT, value })
    this.backward = [{ name: 'use_peephole', type: binding.TF_ATTR_BOOL, value: false }]
    this.forward = [...this.backward, number('forget_bias', 0), number('cell_clip', -1)]
  }

  step(inputs: LstmInputs): LstmStep {
    const outputs = this.binding.executeOp('LSTMBlockCell', this.forward, this.operands(inputs), 7)
    return outputs.map((output) => this.handles.wrap(output))
  }

  /** The kernel does without the new h, the last of what a step leaves. */
  stepGrad(inputs: LstmInputs, step: LstmStep, gradC: Handle, gradH: Handle): [Handle, Handle] {
    const left = step.slice(0, -1)
    const ids = [...left, gradC, gradH].map((x) => this.handles.id(x))
    const operands = [...this.operands(inputs), ...ids]
    const [c, gates, ...peepholes] = this.binding.executeOp('LSTMBlockCellGrad', this.backward, operands, 5)
    for (const { id } of peepholes) this.binding.deleteTensor(id)
    return [this.handles.wrap(c!), this.handles.wrap(gates!)]
  }

  private operands({ x, c, h, weight, bias }: LstmInputs): number[] {
    const peephole = this.handles.zeros(c.shape[1]!)
    const before = [x, c, h, weight].map((each) => this.handles.id(each))
    return [...before, peephole, peephole, peephole, this.handles.id(bias)]
  }
}
