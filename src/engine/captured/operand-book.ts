/** What a step takes from outside, in the order in which it is used. */
import type { Binding } from '../backend/binding'
import { FIRST_TOKEN, FREED, KEPT } from '../backend/interposer'
import type { Constant, Interposable, Keeper, NativeHandle } from '../backend/interposer'
import { placeOf, sameNumbers, slotToken } from './trace'
import type { Change, Form, Slot, Trace } from './trace'

type Operand = NativeHandle | Constant

let passes = 0

export class OperandBook {
  /** As they are in this run. */
  readonly slots: Slot[] = []
  private readonly pass = ++passes
  private readonly operands: Operand[] = []
  /** Tensors of the operands; of numbers, and of what somebody else keeps, none until they are asked for. */
  private readonly ids: number[] = []
  private readonly keepers: (Keeper | null)[] = []
  /** Tensors that were made for this run. */
  private readonly made = new Set<number>()
  private readonly used = new Set<number>()
  /** Tensors from outside that the step has freed: until its end it may be taken back. */
  private readonly freed = new Set<number>()
  private readonly native: Binding

  /** @param differs Told how an operand is another one than in the trace. */
  constructor(
    private readonly ground: Interposable,
    private readonly expected: Trace | null,
    private readonly differs: (difference: string) => void,
  ) {
    this.native = ground.native
  }

  get count(): number {
    return this.slots.length
  }

  token(x: NativeHandle): number {
    // Each use of a number is one of its own: two that happen to be equal need not be so in the next step.
    if (x.number !== null) {
      x.refs++
      return this.add(x, -1, { kind: 'scalar', type: x.type, value: x.number, varies: false })
    }
    if (x.pass === this.pass) return x.slot
    x.pass = this.pass
    const slot: Slot = { kind: 'tensor', shape: x.shape, dtype: this.code(x) }
    this.keepers[this.slots.length] = x.keeper
    return (x.slot = this.add(x, x.id === KEPT ? -1 : this.ground.realId(x), slot))
  }

  constantToken(constant: Constant): number {
    if (constant.pass === this.pass) return constant.slot
    constant.pass = this.pass
    const { key, shape, values, id } = constant
    return (constant.slot = this.add(constant, id, { kind: 'constant', key, shape, values }))
  }

  /** The step has freed a tensor. - `later`: it may be taken back, so that an operand's goes when it ends. */
  freeOutside(id: number, later: boolean): void {
    if (later && this.used.has(id)) this.freed.add(id)
    else this.native.deleteTensor(id)
  }

  /** The step is not taken back any more: what it has freed goes. `held`: but for these. */
  dropFreed(held?: ReadonlySet<number>): void {
    for (const id of this.freed) if (!held?.has(id)) this.native.deleteTensor(id)
    this.freed.clear()
  }

  /** TensorFlow's own id. */
  realId(token: number): number {
    const place = placeOf(token)
    const operand = this.operands[place]!
    if ('number' in operand && operand.number !== null) return this.ground.realId(operand)
    if (this.ids[place]! < 0) {
      this.ids[place] = this.keepers[place]!.read()
      this.made.add(this.ids[place])
      this.used.add(this.ids[place])
    }
    return this.ids[place]!
  }

  /** The tensor of an operand, for whoever frees it; null where it has none yet. */
  handOver(token: number): number | null {
    const id = this.ids[placeOf(token)]!
    this.made.delete(id)
    return id < 0 ? null : id
  }

  /** Who had the values of an operand when it was first used. */
  keeperOf(place: number): Keeper | null {
    return this.keepers[place] ?? null
  }

  /** A keeper was given the values of an operand: where nobody else has them, it alone has them now. */
  moveTo(place: number, keeper: Keeper): void {
    const before = this.keepers[place]
    const id = this.ids[place]!
    const own = this.made.delete(id) || this.freed.delete(id)
    if (id >= 0 && !own) return
    this.keepers[place] = keeper
    this.ids[place] = -1
    if (own) this.native.deleteTensor(id)
    if (before !== keeper) before?.moved()
  }

  handleOf(place: number): NativeHandle {
    return this.operands[place] as NativeHandle
  }

  /** Operands whose handles hold a value of this run now. */
  get changes(): Change[] {
    const found: Change[] = []
    for (const [slot, operand] of this.operands.entries())
      if (operand.id <= FIRST_TOKEN) found.push({ slot, value: placeOf(operand.id) })
    return found
  }

  /**
   * Makes every operand what it was when it was first used. → those that had been freed, to which nobody refers yet, and the tensors
   * that operands have
   */
  restore(): { revived: NativeHandle[]; held: Set<number> } {
    const revived: NativeHandle[] = []
    const held = new Set<number>()
    for (const [place, operand] of this.operands.entries()) {
      if (!('number' in operand) || operand.number !== null) continue
      const id = this.ids[place]!
      const keeper = this.keepers[place]
      const kept = keeper && (id < 0 || this.made.has(id))
      if (!kept) held.add(id)
      if (operand.id === FREED) {
        this.ground.revive(operand, id)
        revived.push(operand)
      }
      keeper?.hold(operand)
      if (!kept) operand.id = id
    }
    return { revived, held }
  }

  /** Ends the run: what the step has freed may go, and the numbers. `held`: but for these. */
  release(held?: ReadonlySet<number>): void {
    this.dropFreed(held)
    for (const id of this.made) this.native.deleteTensor(id)
    this.made.clear()
    for (const operand of this.operands)
      if ('number' in operand && operand.number !== null && --operand.refs === 0) this.ground.free(operand)
  }

  form(token: number): Form {
    const slot = this.slots[placeOf(token)]!
    if (slot.kind === 'tensor') return slot
    const { TF_FLOAT, TF_INT32, TF_BOOL } = this.native
    if (slot.kind === 'constant')
      return { shape: slot.shape, dtype: slot.values instanceof Float32Array ? TF_FLOAT : TF_INT32 }
    return { shape: [], dtype: { float32: TF_FLOAT, int32: TF_INT32, bool: TF_BOOL }[slot.type] }
  }

  private add(operand: Operand, id: number, slot: Slot): number {
    const place = this.slots.length
    this.slots.push(slot)
    this.operands.push(operand)
    this.ids.push(id)
    if (id >= 0) this.used.add(id)
    const before = this.expected?.slots[place]
    if (this.expected && !(before && alike(before, slot))) this.differs(`another ${slot.kind}`)
    return slotToken(place)
  }

  private code({ type }: NativeHandle): number {
    const { TF_FLOAT, TF_INT32, TF_BOOL } = this.native
    return type === 'float32' ? TF_FLOAT : type === 'int32' ? TF_INT32 : TF_BOOL
  }
}

/** Whether one can stand for the other; numbers may differ. */
function alike(a: Slot, b: Slot): boolean {
  if (a.kind === 'tensor') return b.kind === 'tensor' && a.dtype === b.dtype && sameNumbers(a.shape, b.shape)
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.type === b.type
  return b.kind === 'constant' && a.key === b.key
}
