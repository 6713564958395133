/**
 * Reads pickles (protocols 0 to 5) as data: a small machine that builds lists, dictionaries, texts and numbers, calls
 * only the functions that its caller lists, and refuses every other name. Nothing in the file is ever run.
 *
 * Source: Python's `pickletools`, which documents every opcode.
 */
import { PickleBytes } from './pickle-bytes'
import { PickleDict, PickleError, PickleGlobal, PickleInert, PickleList, PickleTuple } from './values'
import type { PickleValue } from './values'
import { told } from '../../../words/tell'

export interface PickleRules {
  /** What a name stands for. Errors: one that is not admitted → PickleError. */
  find(module: string, name: string): PickleGlobal
  /** What a reference to something beside the pickle stands for, e.g. a storage. */
  load(id: PickleValue): PickleValue
}

/** Reads one pickle that begins at `start`; `end` is the place behind it. Errors: PickleError. */
export function unpickle(
  bytes: Uint8Array,
  rules: PickleRules,
  start = 0,
): { value: PickleValue; end: number } {
  const machine = new Machine(new PickleBytes(bytes, start), rules)
  return { value: machine.run(), end: machine.source.at }
}

const MARK = Symbol('mark')
type Slot = PickleValue | typeof MARK

/** One entry an opcode; what a pickle cannot need to hold tensors is not here. */
const OPCODES: Readonly<Record<number, (machine: Machine) => void>> = {
  [code('(')]: (m) => m.stack.push(MARK),
  [code('0')]: (m) => void m.popSlot(),
  [code('1')]: (m) => void m.popToMark(),
  [code('2')]: (m) => m.push(m.top()),
  [code('N')]: (m) => m.push(null),
  [code('I')]: (m) => m.push(decimal(m.source.line())),
  [code('L')]: (m) => m.push(decimal(m.source.line().replace(/L$/, ''))),
  [code('J')]: (m) => m.push(m.source.i32()),
  [code('K')]: (m) => m.push(m.source.u8()),
  [code('M')]: (m) => m.push(m.source.u16()),
  [code('F')]: (m) => m.push(Number(m.source.line())),
  [code('G')]: (m) => m.push(m.source.f64()),
  [0x8a]: (m) => m.push(m.source.long(m.source.u8())),
  [0x8b]: (m) => m.push(m.source.long(m.source.u32())),
  [0x88]: (m) => m.push(true),
  [0x89]: (m) => m.push(false),
  [code('S')]: (m) => m.push(m.source.line().replace(/^(['"])(.*)\1$/s, '$2')),
  [code('V')]: (m) => m.push(m.source.line()),
  [code('T')]: (m) => m.push(m.source.text(m.source.u32())),
  [code('U')]: (m) => m.push(m.source.text(m.source.u8())),
  [code('X')]: (m) => m.push(m.source.text(m.source.u32())),
  [0x8c]: (m) => m.push(m.source.text(m.source.u8())),
  [0x8d]: (m) => m.push(m.source.text(m.source.u64())),
  [code('B')]: (m) => m.push(m.source.take(m.source.u32())),
  [code('C')]: (m) => m.push(m.source.take(m.source.u8())),
  [0x8e]: (m) => m.push(m.source.take(m.source.u64())),
  [0x96]: (m) => m.push(m.source.take(m.source.u64())),
  [code(']')]: (m) => m.push(new PickleList()),
  [code('l')]: (m) => m.push(listOf(m.popToMark())),
  [code('a')]: (m) => m.append([m.pop()]),
  [code('e')]: (m) => m.append(m.popToMark()),
  [code(')')]: (m) => m.push(new PickleTuple([])),
  [code('t')]: (m) => m.push(new PickleTuple(m.popToMark())),
  [0x85]: (m) => m.push(new PickleTuple(m.popMany(1))),
  [0x86]: (m) => m.push(new PickleTuple(m.popMany(2))),
  [0x87]: (m) => m.push(new PickleTuple(m.popMany(3))),
  [code('}')]: (m) => m.push(new PickleDict()),
  [code('d')]: (m) => m.pushDict(m.popToMark()),
  [code('s')]: (m) => m.setItems(m.popMany(2)),
  [code('u')]: (m) => m.setItems(m.popToMark()),
  [0x8f]: (m) => m.push(new PickleList()),
  [0x90]: (m) => m.append(m.popToMark()),
  [0x91]: (m) => m.push(listOf(m.popToMark())),
  [code('p')]: (m) => m.remember(Number(m.source.line())),
  [code('q')]: (m) => m.remember(m.source.u8()),
  [code('r')]: (m) => m.remember(m.source.u32()),
  [0x94]: (m) => m.remember(m.memo.size),
  [code('g')]: (m) => m.recall(Number(m.source.line())),
  [code('h')]: (m) => m.recall(m.source.u8()),
  [code('j')]: (m) => m.recall(m.source.u32()),
  [code('c')]: (m) => m.global(m.source.line(), m.source.line()),
  [0x93]: (m) => m.stackGlobal(),
  [code('P')]: (m) => m.push(m.rules.load(m.source.line())),
  [code('Q')]: (m) => m.push(m.rules.load(m.pop())),
  [code('R')]: (m) => m.call(),
  [0x81]: (m) => m.call(),
  [code('b')]: (m) => m.build(),
  [code('i')]: (m) => m.instance(),
  [0x80]: (m) => m.protocol(m.source.u8()),
  // A frame only says how much to read ahead.
  [0x95]: (m) => void m.source.u64(),
}

const STOP = code('.')

class Machine {
  readonly stack: Slot[] = []
  readonly memo = new Map<number, PickleValue>()

  constructor(
    readonly source: PickleBytes,
    readonly rules: PickleRules,
  ) {}

  run(): PickleValue {
    for (;;) {
      const at = this.source.at
      const opcode = this.source.u8()
      if (opcode === STOP) return this.pop()
      const step = Object.hasOwn(OPCODES, opcode) ? OPCODES[opcode] : undefined
      if (step === undefined)
        throw new PickleError(
          told('weights.foreign_opcode', 'Byte {{at}} is {{opcode}}, which no file of tensors needs.', {
            at,
            opcode,
          }),
        )
      step(this)
    }
  }

  push(value: PickleValue): void {
    this.stack.push(value)
  }

  popSlot(): Slot {
    const slot = this.stack.pop()
    if (slot === undefined) throw damaged()
    return slot
  }

  pop(): PickleValue {
    const slot = this.popSlot()
    if (slot === MARK) throw damaged()
    return slot
  }

  top(): PickleValue {
    const slot = this.stack.at(-1)
    if (slot === undefined || slot === MARK) throw damaged()
    return slot
  }

  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse()
  }

  popToMark(): PickleValue[] {
    const mark = this.stack.lastIndexOf(MARK)
    if (mark < 0) throw damaged()
    return this.stack.splice(mark).slice(1) as PickleValue[]
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top()
    if (list instanceof PickleInert) return
    if (!(list instanceof PickleList)) throw damaged()
    for (const item of items) list.items.push(item)
  }

  pushDict(items: readonly PickleValue[]): void {
    this.push(new PickleDict())
    this.setItems(items)
  }

  setItems(items: readonly PickleValue[]): void {
    const dict = this.top()
    if (dict instanceof PickleInert) return
    if (!(dict instanceof PickleDict) || items.length % 2 !== 0) throw damaged()
    for (let index = 0; index < items.length; index += 2)
      dict.entries.set(items[index] ?? null, items[index + 1] ?? null)
  }

  remember(slot: number): void {
    this.memo.set(slot, this.top())
  }

  recall(slot: number): void {
    const value = this.memo.get(slot)
    if (value === undefined) throw damaged()
    this.push(value)
  }

  global(module: string, name: string): void {
    this.push(this.rules.find(module, name))
  }

  stackGlobal(): void {
    const [module, name] = this.popMany(2)
    if (typeof module !== 'string' || typeof name !== 'string') throw damaged()
    this.global(module, name)
  }

  /** `function(*args)`, for the few functions that the rules know. */
  call(): void {
    const [callee, args] = this.popMany(2)
    if (!(args instanceof PickleTuple)) throw damaged()
    if (!(callee instanceof PickleGlobal) || callee.call === undefined)
      throw new PickleError(
        told('weights.foreign_call', 'It calls something that is no function of PyTorch for tensors.'),
      )
    this.push(callee.call(args.items))
  }

  /** `object.__setstate__(state)`: a state_dict carries version numbers so, which nobody needs here. */
  build(): void {
    this.pop()
    const top = this.top()
    if (!(top instanceof PickleDict || top instanceof PickleInert))
      throw new PickleError(
        told('weights.foreign_state', 'It sets the state of something that is no dictionary.'),
      )
  }

  /** The oldest form of a call, which names its class in the text; only so that the refusal can name it. */
  instance(): void {
    this.global(this.source.line(), this.source.line())
    throw damaged()
  }

  protocol(version: number): void {
    if (version > 5)
      throw new PickleError(
        told('weights.pickle_version', 'It is written in version {{version}} of the pickle format.', {
          version,
        }),
      )
  }
}

function code(character: string): number {
  return character.charCodeAt(0)
}

function listOf(items: readonly PickleValue[]): PickleList {
  const list = new PickleList()
  for (const item of items) list.items.push(item)
  return list
}

function decimal(text: string): PickleValue {
  if (text === '01') return true
  if (text === '00') return false
  if (!/^[+-]?\d{1,400}$/.test(text.trim())) throw damaged()
  const small = Number(text)
  return Number.isSafeInteger(small) ? small : BigInt(text.trim())
}

function damaged(): PickleError {
  return new PickleError(told('weights.description_damaged', 'The description of the tensors is damaged.'))
}
