/** How a command is called in the Edit menu, and which commands merge into one entry of the history. */
import { assertNever } from '../basics/assert-never'
import type { Command } from '../document/command'
import { tell } from '../../words/tell'

type PlainKind = Exclude<
  Command['kind'],
  | 'add-node'
  | 'insert-on-wire'
  | 'replace-type'
  | 'set-params'
  | 'rename'
  | 'batch'
  | 'set-shared'
  | 'rename-module'
>

/** What the menu says after Undo and Redo. */
export function commandLabel(command: Command): string {
  switch (command.kind) {
    case 'add-node':
      return tell('command.add', 'Add {{type}}', command)
    case 'insert-on-wire':
      return tell('command.insert', 'Insert {{type}}', command)
    case 'replace-type':
      return tell('command.replace', 'Replace by {{type}}', command)
    case 'set-params':
      return tell('command.set_params', 'Change {{params}}', {
        params: [...Object.keys(command.params), ...(command.unset ?? [])].join(', '),
      })
    case 'rename':
      return tell('command.rename', 'Rename to {{name}}', command)
    case 'batch':
      return command.label
    case 'set-shared':
      return command.owner === null
        ? tell('command.own_weights', 'Own weights')
        : tell('command.share_weights', 'Share weights')
    case 'rename-module':
      return tell('command.rename', 'Rename to {{name}}', command)
    default:
      return plainLabel(command.kind)
  }
}

/** Of commands that are called the same whatever is in them. */
function plainLabel(kind: PlainKind): string {
  switch (kind) {
    case 'remove-nodes':
      return tell('command.delete', 'Delete')
    case 'add-module':
      return tell('command.new_module', 'New module')
    case 'copy-module':
      return tell('command.make_independent', 'Make independent')
    case 'remove-modules':
      return tell('command.delete_modules', 'Delete modules')
    case 'connect':
      return tell('command.connect', 'Connect')
    case 'disconnect':
      return tell('command.disconnect', 'Disconnect')
    case 'duplicate':
      return tell('command.duplicate', 'Duplicate')
    case 'group':
      return tell('command.group', 'Group')
    case 'move':
      return tell('command.move', 'Move')
    case 'paste':
      return tell('command.paste', 'Paste')
    case 'reorder':
      return tell('command.reorder', 'Reorder')
    case 'restore':
      return tell('command.restore', 'Restore')
    case 'ungroup':
      return tell('command.ungroup', 'Ungroup')
    case 'set-call':
      return tell('command.set_call', 'Change call')
    case 'set-hooks':
      return tell('command.set_hooks', 'Change hooks')
    case 'set-loss-weight':
      return tell('command.set_loss_weight', 'Change loss weight')
    case 'set-probe':
      return tell('command.set_probe', 'Change probe')
    case 'set-training':
      return tell('command.set_training', 'Change training')
    default:
      return assertNever(kind)
  }
}

/** Equal keys of commands in a row merge; undefined: never. */
export function mergeKey(command: Command): string | undefined {
  switch (command.kind) {
    case 'move':
      return key(command.kind, command.module, ...command.positions.map(({ node }) => node))
    case 'set-params': {
      const names = [...Object.keys(command.params), ...(command.unset ?? [])]
      return key(command.kind, command.module, command.node, ...names)
    }
    case 'rename':
    case 'set-loss-weight':
      return key(command.kind, command.module, command.node)
    case 'set-hooks':
      return key(command.kind, command.module, command.edge)
    case 'set-training':
      return key(command.kind, ...Object.keys(command.training))
    case 'add-module':
    case 'add-node':
    case 'batch':
    case 'connect':
    case 'copy-module':
    case 'disconnect':
    case 'duplicate':
    case 'group':
    case 'insert-on-wire':
    case 'paste':
    case 'remove-modules':
    case 'remove-nodes':
    case 'rename-module':
    case 'reorder':
    case 'replace-type':
    case 'restore':
    case 'set-call':
    case 'set-probe':
    case 'set-shared':
    case 'ungroup':
      return undefined
    default:
      return assertNever(command)
  }
}

function key(...parts: string[]): string {
  return JSON.stringify(parts)
}
