/** `README.md` of an exported folder. */
import { formatShape } from '../../types/dims'
import type { TensorType } from '../../types/dims'
import type { ModelText } from './model'

export interface ReadmeOptions {
  title: string
  lesson?: string
  /** Types of the tensors of a batch, by name. */
  inputs: ReadonlyMap<string, TensorType | null>
  trains: boolean
}

export function readmeText(model: ModelText, { title, lesson, inputs, trains }: ReadmeOptions): string {
  const names = model.arguments.map(({ name }) => name).join(', ')
  return [
    `# ${title}`,
    '',
    ...(lesson === undefined ? [] : [lesson, '']),
    'Made with Gradwire. It needs PyTorch and nothing else: `pip install -r requirements.txt`.',
    '',
    '| file | what it holds |',
    '|---|---|',
    `| \`model.py\` | the network, \`${model.className}\` |`,
    ...(trains ? ['| `train.py` | the training: data, order, optimiser and seed as in Gradwire |'] : []),
    '| `weights.safetensors` | the weights, by the keys of `state_dict()` |',
    ...(trains ? ['| `data.safetensors` | the samples, one tensor for each input |'] : []),
    '| `tensor_file.py` | reads and writes these files |',
    '',
    ...(trains ? trainSection(inputs) : []),
    '## Use the network',
    '',
    '```python',
    `from model import ${model.className}`,
    'from tensor_file import load_tensors',
    '',
    `model = ${model.className}()`,
    'model.load_state_dict(load_tensors("weights.safetensors"))',
    'model.eval()',
    `output = model(${names})`,
    '```',
    '',
  ].join('\n')
}

function trainSection(inputs: ReadmeOptions['inputs']): string[] {
  const rows = [...inputs].map(
    ([name, type]) =>
      `| \`${name}\` | ${type === null ? '' : `\`${formatShape(type.shape)}\` | ${type.dtype}`} |`,
  )
  return [
    '## Train it',
    '',
    '```',
    'python train.py',
    'torchrun --nproc_per_node=2 train.py',
    '```',
    '',
    'The second line trains in two processes, each on its share of every batch. Weights end up in `trained.safetensors`.',
    '',
    'To train on data of your own, write `data.safetensors` with these tensors. Samples for evaluation go beside them, as',
    '`held_out.` and the name.',
    '',
    '| tensor | shape | values |',
    '|---|---|---|',
    ...rows,
    '',
  ]
}
