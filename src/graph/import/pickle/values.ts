/** What an unpickled file is made of: plain data that nothing can be called on. */
import { tell } from '../../../words/tell'
import type { Told } from '../../../words/tell'
import { ToldError } from '../../../words/told-error'

/** A number, text, bytes, list, tuple, dictionary, or what the reader's own functions made. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | PickleMade
  | PickleInert

/** A Python list. */
export class PickleList {
  readonly items: PickleValue[] = []
}

/** A Python tuple. */
export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** A Python dict or OrderedDict; keys keep their order. */
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>()
}

/** A name that a pickle refers to, e.g. `collections.OrderedDict`. */
export class PickleGlobal {
  constructor(
    readonly name: string,
    /** What a call of it gives; undefined where it is only a name, e.g. `torch.FloatStorage`. */
    readonly call?: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/** What one of the reader's functions made, e.g. a tensor. */
export class PickleMade<T = unknown> {
  constructor(readonly value: T) {}
}

/** In place of an object of plain data that is of no use here: whatever the file puts into it is dropped. */
export class PickleInert {
  constructor(readonly name: string) {}
}

/** A pickle that is damaged, or holds more than data. */
export class PickleError extends ToldError {
  override name = 'PickleError'

  constructor(
    said: Told,
    /** What the person can do about it. */
    readonly remedy = tell(
      'import.save_file_again_or_get',
      'Save the file again, or get it again: it is damaged.',
    ),
  ) {
    super(said)
  }
}
