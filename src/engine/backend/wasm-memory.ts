import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core'
import { Recent } from './recent'
import type { Handle, KernelData, KernelType } from './types'

export interface Native extends KernelBackend {
  write(values: KernelData, shape: number[], dtype: KernelType): object
  readSync(dataId: object): KernelData
  disposeData(dataId: object): boolean
}

export interface WasmHandle extends Handle {
  shape: number[]
  dtype: KernelType
  dataId: object
}

const MOST_SCALARS = { entries: 2048, bytes: 2 ** 20 }

/** Keeps the tensors that tfjs holds, and the numbers that kernels take. */
export class WasmMemory {
  readonly live = { handles: 0, bytes: 0 }
  private readonly scalars = new Recent<string, WasmHandle>(MOST_SCALARS, byteSize, (made) =>
    this.letGo(made),
  )

  constructor(private readonly native: Native) {}

  create(data: KernelData, shape: readonly number[], type: KernelType): Handle {
    return this.track({ dataId: this.native.write(data, [...shape], type), shape: [...shape], dtype: type })
  }

  scalar(value: number, type: KernelType): Handle {
    const key = `${type} ${Object.is(value, -0) ? '-0' : value}`
    const known = this.scalars.get(key)
    if (known) return known
    const data =
      type === 'float32'
        ? Float32Array.of(value)
        : type === 'int32'
          ? Int32Array.of(value)
          : Uint8Array.of(value)
    const made = this.create(data, [], type) as WasmHandle
    this.live.handles--
    this.live.bytes -= byteSize(made)
    this.scalars.set(key, made)
    return made
  }

  /** A tensor that still holds the number becomes its owner. */
  private letGo(made: WasmHandle): void {
    this.live.handles++
    this.live.bytes += byteSize(made)
    if (--made.refs === 0) this.free(made)
  }

  read(x: Handle): KernelData {
    return this.native.readSync((x as WasmHandle).dataId)
  }

  free(x: Handle): void {
    this.native.disposeData((x as WasmHandle).dataId)
    this.live.handles--
    this.live.bytes -= byteSize(x)
  }

  /** Runs `body` and frees what it handed to `temporary`. */
  protected using(body: (temporary: (handle: Handle) => Handle) => Handle): Handle {
    const made: Handle[] = []
    const result = body((handle) => {
      made.push(handle)
      return handle
    })
    for (const handle of made) this.free(handle)
    return result
  }

  protected track({ dataId, shape, dtype }: TensorInfo): Handle {
    const type = dtype as KernelType
    const handle: WasmHandle = { dataId, shape, dtype: type, type, refs: 1 }
    this.live.handles++
    this.live.bytes += byteSize(handle)
    return handle
  }
}

function byteSize(handle: Handle): number {
  return handle.shape.reduce((a, b) => a * b, 1) * (handle.type === 'bool' ? 1 : 4)
}
