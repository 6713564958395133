/** What differs between two documents, as data and as a line for a person. */
import { assertNever } from '../basics/assert-never'
import { printable } from '../basics/printable'
import { tell } from '../../words/tell'

interface Place {
  /** Name of the definition. */
  module: string
}
interface NodePlace extends Place {
  /** Id of the node. */
  node: string
  /** Its name in the second document, or in the first where it is gone. */
  name: string
}
/** `undefined` stands for what is not there. */
interface Change {
  before: unknown
  after: unknown
}
type Presence = 'added' | 'removed'

export type Difference =
  | ({ kind: 'module'; change: Presence; nodes: number } & Place)
  | ({ kind: 'module-name' } & Change)
  | ({ kind: 'main' } & Change)
  | ({ kind: 'node'; change: Presence; type: string } & NodePlace)
  | ({ kind: 'name' } & NodePlace & Change)
  | ({ kind: 'type' } & NodePlace & Change)
  /** A keyword argument, or another field of the node: `call`, `loss_weight`, `shared_with`. */
  | ({ kind: 'param' | 'field'; key: string } & NodePlace & Change)
  /** `wire` is `conv1.output → relu1.input`. */
  | ({ kind: 'wire'; change: Presence; wire: string } & Place)
  | ({ kind: 'probe'; wire: string } & Place & Change)
  | ({ kind: 'hook'; wire: string } & Place & Change)
  /** Nothing but the order of the nodes, in which they run, are printed and draw their weights. */
  | ({ kind: 'order' } & Place)
  /** `path` is `optimizer.lr`, `title`, `batch_size`. */
  | ({ kind: 'training' | 'meta' | 'document'; path: string } & Change)

/** One line: `~ Net.conv1  out_channels 32 → 64`, `+ Net.relu3 (ReLU)`, `- wire conv1.output → relu1.input`. */
export function formatDifference(difference: Difference, main: string): string {
  return printable(lineOf(difference, main))
}

function lineOf(difference: Difference, main: string): string {
  switch (difference.kind) {
    case 'module': {
      const { change, module, nodes } = difference
      const what = tell(
        'diff.module_of_nodes',
        { one: 'module {{module}} ({{count}} node)', other: 'module {{module}} ({{count}} nodes)' },
        { module, count: nodes },
      )
      return `${sign(change)} ${what}`
    }
    case 'module-name':
      return `~ ${tell('diff.module', 'module {{changed}}', { changed: changed(difference) })}`
    case 'main':
      return `~ main ${changed(difference)}`
    case 'node':
      return `${sign(difference.change)} ${pathOf(difference)} (${difference.type})`
    case 'name':
    case 'type':
      return `~ ${pathOf(difference)}  ${difference.kind} ${changed(difference)}`
    case 'param':
    case 'field':
      return `~ ${pathOf(difference)}  ${difference.key} ${changed(difference)}`
    case 'wire': {
      const wire = inside(difference, main) + difference.wire
      return `${sign(difference.change)} ${tell('diff.wire', 'wire {{wire}}', { wire })}`
    }
    case 'probe':
    case 'hook': {
      const wire = inside(difference, main) + difference.wire
      const probe = difference.kind === 'probe'
      return mark(
        difference,
        probe ? tell('diff.probe', 'probe {{wire}}', { wire }) : tell('diff.hook', 'hook {{wire}}', { wire }),
      )
    }
    case 'order':
      return `~ ${difference.module}  ${tell('diff.order_of_nodes', 'order of the nodes')}`
    case 'training':
      return `~ ${tell('diff.training', 'training')}  ${difference.path} ${changed(difference)}`
    case 'meta':
    case 'document':
      return `~ ${difference.path} ${changed(difference)}`
    default:
      return assertNever(difference)
  }
}

function sign(change: Presence): string {
  return change === 'added' ? '+' : '-'
}

function pathOf({ module, name }: NodePlace): string {
  return `${module}.${name}`
}

/** Wires of the main definition stand without its name. */
function inside({ module }: Place, main: string): string {
  return module === main ? '' : `${module}: `
}

function changed({ before, after }: Change): string {
  return `${valueText(before)} → ${valueText(after)}`
}

function mark({ before, after }: Change, what: string): string {
  const text = (value: unknown): string => fieldsText(value as object)
  if (before === undefined) return `+ ${what}  ${text(after)}`.trimEnd()
  if (after === undefined) return `- ${what}  ${text(before)}`.trimEnd()
  return `~ ${what}  ${text(before)} → ${text(after)}`
}

/** Names and words bare, everything else as in the file. */
function valueText(value: unknown): string {
  if (value === undefined) return tell('diff.not_set', '(not set)')
  if (typeof value === 'string' && /^[\w.-]+$/.test(value)) return value
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  return `{${fieldsText(value)}}`
}

function fieldsText(value: object): string {
  return Object.entries(value)
    .map(([key, part]) => `${key}=${valueText(part)}`)
    .join(' ')
}
