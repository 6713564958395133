/** What the report says of nodes that became opaque: one note for each cause, however many nodes it has met. */
import type { ImportNote } from '../result/imported'
import { tell, told } from '../../../words/tell'
import type { Told } from '../../../words/tell'
import { label } from './model'
import type { OnnxNode } from './model'

/** One node that no rule took in. */
export interface Missed {
  node: OnnxNode
  /** Of the opaque node. */
  name: string
  said: Told
  /** It reads what an opaque node gives, so that its own shape is not known. */
  follows: boolean
}

export function missedNotes(missed: readonly Missed[]): ImportNote[] {
  const causes = new Map<string, Missed[]>()
  for (const each of missed) {
    const key = each.follows ? '' : `${each.node.domain} ${each.node.op} ${each.said.code}`
    causes.set(key, [...(causes.get(key) ?? []), each])
  }
  return [...causes].flatMap(([key, all]): ImportNote[] => {
    const [first] = all
    if (first === undefined) return []
    const note = { severity: 'warning' as const, node: first.name }
    if (key === '') return [{ ...note, ...following(first, all.length) }]
    return [{ ...note, ...first.said, message: asOne(first, all.length) }]
  })
}

function asOne({ node, said }: Missed, count: number): string {
  const values = { node: label(node), message: said.message }
  return count === 1
    ? tell('import.became_opaque_node', '{{node}} became an opaque node: {{message}}.', values)
    : tell(
        'import.became_opaque_nodes',
        {
          one: '{{count}} node became opaque, such as {{node}}: {{message}}.',
          other: '{{count}} nodes became opaque, such as {{node}}: {{message}}.',
        },
        { ...values, count },
      )
}

function following({ node }: Missed, count: number): Told {
  return told(
    'onnx.follows_opaque',
    {
      one: '{{count}} node that reads an opaque one became opaque too: {{node}}.',
      other: '{{count}} nodes that read opaque ones became opaque too, such as {{node}}.',
    },
    { node: label(node), count },
  )
}
