/** Who hears of every call to TensorFlow that a trace would have, while it is computed. */
import type { Attribute, Binding, OutputInfo } from '../backend/binding'
import type { Constant, Interposable, Interposer, NativeHandle } from '../backend/interposer'
import type { Handle, KernelData } from '../backend/types'
import { isUsual } from '../backend/usual'
import type { Usual } from '../backend/usual'

/** What a trace has no call for: variables hold what kernels change, and are no values of their own. */
const UNTOLD: ReadonlySet<string> = new Set(['VarHandleOp', 'AssignVariableOp', 'ReadVariableOp'])

/** Runs `body` call by call; `told` hears the name of each call before it is computed. */
export function watchCalls(ground: Interposable, told: (name: string) => void, body: () => void): void {
  ground.interpose(new CallWatch(ground, told))
  try {
    body()
  } finally {
    ground.interpose(null)
  }
}

class CallWatch implements Interposer {
  private readonly native: Binding

  constructor(
    private readonly ground: Interposable,
    private readonly told: (name: string) => void,
  ) {
    this.native = ground.native
  }

  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputInfo[] {
    if (!UNTOLD.has(name)) this.told(name)
    return this.native.executeOp(name, attributes, inputs, outputs)
  }

  deleteTensor(id: number): void {
    this.native.deleteTensor(id)
  }

  tensorDataSync(id: number): KernelData {
    return this.native.tensorDataSync(id)
  }

  operand(x: NativeHandle): number {
    return this.ground.realId(x)
  }

  constant({ id }: Constant): number {
    return id
  }

  expect(x: Handle, usual: Usual): boolean {
    return isUsual(this.native.tensorDataSync(this.ground.realId(x as NativeHandle))[0]!, usual)
  }

  named(): void {
    // Its names are TensorFlow's own.
  }

  computeNow(): void {
    // It does.
  }
}
