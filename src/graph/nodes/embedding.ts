import { z } from 'zod'
import { defineNode, inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * A table of learned rows, looked up by index. Shape: indices `(*)` of int64, output `(*, embedding_dim)`.
 * Errors: values instead of indices; a padding row outside the table.
 */
export const embedding = defineNode({
  type: 'Embedding',
  category: 'layer',
  doc: 'Looks up a learned row of numbers for each index.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html',
  stem: 'embedding',
  labels: ({ input }) => [...input, 'E'],
  onnx: (node) => node.op('Gather', [node.parameter('weight'), node.input()]),
  // The dtype check is PyTorch's own, below.
  accepts: 'numbers',
  params: {
    num_embeddings: z.int().min(1).meta({ doc: 'Rows of the table; indices are smaller.', initial: 10 }),
    embedding_dim: z.int().min(1).meta({ doc: 'Length of each row.', initial: 16 }),
    padding_idx: z
      .int()
      .nullable()
      .default(null)
      .meta({ doc: 'A row of zeros that is never trained; negative counts from the end.' }),
  },
  types: (call) => {
    const { shape, dtype } = inputAt(call, 'input')
    const { num_embeddings: rows, embedding_dim: width, padding_idx: padding } = call.params
    checkPaddingRow(padding, rows, 'Padding_idx must be within num_embeddings')
    if (dtype !== 'int64') {
      throw new RuleError(
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead (while checking arguments for embedding)",
        {
          handle: 'input',
          remedy: tell('rules.embedding.embedding_needs_int64_indices', 'Embedding needs int64 indices.'),
          fixes: [{ kind: 'set-dtype', handle: 'input', dtype: 'int64' }],
        },
      )
    }
    return { output: { shape: [...shape, width], dtype: 'float32' } }
  },
  parameters: ({ num_embeddings: rows, embedding_dim: width }) => [{ name: 'weight', shape: [rows, width] }],
})

/** Refuses a row of padding that the table has not; `sentence` is PyTorch's. */
export function checkPaddingRow(padding: number | null, rows: number, sentence: string): void {
  if (padding === null || (padding < rows && padding >= -rows)) return
  const needed = padding < 0 ? -padding : padding + 1
  throw new RuleError(sentence, {
    param: 'padding_idx',
    remedy: tell('rules.embedding.use_number_from_0_to', 'Use a number from 0 to {{rows}}, or none.', {
      rows: rows - 1,
    }),
    fixes: [
      {
        kind: 'set',
        label: tell('rules.embedding.num_embeddings_has_it', 'num_embeddings={{needed}} has it', { needed }),
        params: { num_embeddings: needed },
      },
      {
        kind: 'unset',
        label: tell('rules.embedding.without_padding_idx', 'Without padding_idx'),
        names: ['padding_idx'],
      },
    ],
  })
}
