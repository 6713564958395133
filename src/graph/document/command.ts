/** Every change that a person can make to a document, as data. */
import type {
  Breakpoint,
  CallMode,
  GraphDocument,
  Hook,
  Params,
  Position,
  LookHere,
  Training,
} from './document'
import type { HookPlace } from './hook-place'

/** Commands work on one definition, so that nested modules are edited like the main one. */
interface InModule {
  module: string
}

/** Parts of the training settings. */
export type TrainingChange = Partial<Omit<Training, 'scheduler'>> & {
  scheduler?: Training['scheduler'] | null
}

export type Command =
  /** Adds a node; name, id and required params are chosen where they are left out. */
  | ({
      kind: 'add-node'
      type: string
      position: Position
      params?: Params
      name?: string
      id?: string
      call?: CallMode
    } & InModule)
  /** Removes nodes with their wires, probes and hooks; `reconnect` wires what was before to what was after. */
  | ({ kind: 'remove-nodes'; nodes: readonly string[]; reconnect?: boolean } & InModule)
  /** Wires an output to an input; a wire that is already there gives way. */
  | ({
      kind: 'connect'
      source: string
      sourceHandle: string
      target: string
      targetHandle: string
      id?: string
    } & InModule)
  | ({ kind: 'disconnect'; edges: readonly string[] } & InModule)
  /** Puts a new node in the middle of a wire; the first half keeps the wire's id, probes and hooks. */
  | ({
      kind: 'insert-on-wire'
      edge: string
      type: string
      params?: Params
      position?: Position
      name?: string
      id?: string
    } & InModule)
  /** The same with a node that is there and has no wires. */
  | ({ kind: 'insert-on-wire'; edge: string; node: string; position?: Position } & InModule)
  /** Makes a node another type; id, name, wires and params stay where they fit. */
  | ({ kind: 'replace-type'; node: string; type: string; params?: Params } & InModule)
  /** Sets the given params, and takes those in `unset` out (back to their default or to inference). */
  | ({ kind: 'set-params'; node: string; params: Params; unset?: readonly string[] } & InModule)
  | ({ kind: 'rename'; node: string; name: string } & InModule)
  | ({ kind: 'move'; positions: readonly { node: string; position: Position }[] } & InModule)
  /** Copies nodes and the wires among them (default: 40 px to the right and below). */
  | ({ kind: 'duplicate'; nodes: readonly string[]; offset?: Position } & InModule)
  /** Adds nodes from JSON: what `copyNodes` made, or a whole document. */
  | ({ kind: 'paste'; text: string; position?: Position } & InModule)
  | ({ kind: 'set-call'; node: string; call: CallMode } & InModule)
  | ({ kind: 'set-loss-weight'; node: string; weight: number } & InModule)
  /** Says which parameters of a node learn: all, none, or each by its name (those that are not named do). */
  | ({
      kind: 'set-requires-grad'
      node: string
      requiresGrad: boolean | Readonly<Record<string, boolean>>
    } & InModule)
  /** Makes the node use the parameters of another (null: its own again): one module, called twice. */
  | ({ kind: 'set-shared'; node: string; owner: string | null } & InModule)
  /** Makes a definition (`name`) out of nodes, and one instance (`id`) in their place. */
  | ({ kind: 'group'; nodes: readonly string[]; name?: string; id?: string } & InModule)
  /** Puts the nodes of an instance in its place; the definition goes with its last instance. */
  | ({ kind: 'ungroup'; node: string } & InModule)
  /** Gives an instance a copy of its definition. */
  | ({ kind: 'copy-module'; node: string; name?: string } & InModule)
  /** Puts nodes into this order, in the places they have: that of an instance's inputs and outputs follows. */
  | ({ kind: 'reorder'; nodes: readonly string[] } & InModule)
  /** Renames the definition; its instances follow. */
  | ({ kind: 'rename-module'; name: string } & InModule)
  /** Adds a definition with an input that is its output. */
  | { kind: 'add-module'; name?: string }
  /** Removes definitions that no others use. */
  | { kind: 'remove-modules'; modules: readonly string[] }
  /** Changes the given parts of the training settings; null takes the scheduler out. */
  | { kind: 'set-training'; training: TrainingChange }
  /** Puts a probe on a wire (`probe`) or takes it off (null). */
  | ({ kind: 'set-look-here'; edge: string; lookHere: LookHere | null } & InModule)
  /** Replaces the hooks of one place. */
  | ({ kind: 'set-hooks'; place: HookPlace; hooks: readonly Hook[] } & InModule)
  /** Puts a breakpoint in the place of the one with that id, adds it where there is none, or takes it out (null). */
  | { kind: 'set-breakpoint'; id: string; breakpoint: Breakpoint | null }
  /** Several commands as one entry of the history; refused as a whole when one of them is. */
  | { kind: 'batch'; label: string; commands: readonly Command[] }
  /** Brings back the given parts of a document: the inverse of every other command. */
  | { kind: 'restore'; parts: Partial<Pick<GraphDocument, 'main' | 'modules' | 'training' | 'view'>> }

export type CommandOf<K extends Command['kind']> = Extract<Command, { kind: K }>

/** What came of a command. `inverse` undoes it; `created` lists new nodes, to select them. */
export type CommandResult =
  | { kind: 'done'; document: GraphDocument; inverse: Command; created: readonly string[] }
  | { kind: 'refused'; reason: string; remedy?: string }

/** Thrown inside commands; `applyCommand` turns it into a refusal. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly remedy: string | undefined

  constructor(reason: string, remedy?: string) {
    super(reason)
    this.remedy = remedy
  }
}
