/** `README.md` of an exported folder. */
import { formatShape } from '../../types/dims'
import type { hooksIn } from '../../plan/hook-label'
import { tell } from '../../../words/tell'
import type { TensorType } from '../../types/dims'
import type { ModelText } from './model'

export interface ReadmeOptions {
  title: string
  lesson?: string
  /** Types of the tensors of a batch, by name. */
  inputs: ReadonlyMap<string, TensorType | null>
  trains: boolean
  /** Whether layers measure the batch. */
  batchNorm: boolean
  /** Those that `model.py` registers. */
  hooks: ReturnType<typeof hooksIn>
  /** What else is in the folder. */
  beside: PyTorchTensors
}

/** Which files of tensors go into the folder. */
export interface PyTorchTensors {
  weights: boolean
  samples: boolean
}

export function readmeText(
  model: ModelText,
  { title, lesson, inputs, trains, batchNorm, hooks, beside }: ReadmeOptions,
): string {
  const names = model.arguments.map(({ name }) => name).join(', ')
  return [
    `# ${title}`,
    '',
    ...(lesson === undefined ? [] : [lesson, '']),
    tell('readme.needs', 'Made with Gradwire. It needs PyTorch and nothing else: {{command}}.', {
      command: '`pip install -r requirements.txt`',
    }),
    '',
    ...table(
      [tell('readme.file', 'file'), tell('readme.holds', 'what it holds')],
      files(model, trains, beside),
    ),
    '',
    ...(trains ? trainSection(inputs, batchNorm) : []),
    ...hookSection(hooks),
    `## ${tell('readme.use', 'Use the network')}`,
    '',
    '```python',
    `from model import ${model.className}`,
    ...(beside.weights ? ['from tensor_file import load_tensors'] : []),
    '',
    `model = ${model.className}()`,
    ...(beside.weights ? ['model.load_state_dict(load_tensors("weights.safetensors"))'] : []),
    'model.eval()',
    `output = model(${names})`,
    '```',
    '',
  ].join('\n')
}

function hookSection(hooks: ReadmeOptions['hooks']): string[] {
  if (hooks.length === 0) return []
  return [
    `## ${tell('readme.hooks', 'Hooks')}`,
    '',
    tell('readme.hooks_registered', '{{file}} registers what acts on values and gradients as they pass:', {
      file: '`model.py`',
    }),
    '',
    ...table(
      [tell('readme.hook', 'hook'), tell('readme.hook_place', 'where'), tell('readme.hook_module', 'class')],
      hooks.map(({ text, place, module }) => [`\`${text}\``, `\`${place}\``, `\`${module}\``]),
    ),
    '',
  ]
}

function files({ className }: ModelText, trains: boolean, beside: PyTorchTensors): string[][] {
  return [
    ['`model.py`', tell('readme.model', 'the network, {{name}}', { name: `\`${className}\`` })],
    ...(trains
      ? [['`train.py`', tell('readme.train', 'the training: data, order, optimiser and seed as in Gradwire')]]
      : []),
    ...(beside.weights
      ? [
          [
            '`weights.safetensors`',
            tell('readme.weights', 'the weights, by the keys of {{method}}', { method: '`state_dict()`' }),
          ],
        ]
      : []),
    ...(trains && beside.samples
      ? [['`data.safetensors`', tell('readme.data', 'the samples, one tensor for each input')]]
      : []),
    ['`tensor_file.py`', tell('readme.tensor_file', 'reads and writes these files')],
  ]
}

function trainSection(inputs: ReadmeOptions['inputs'], batchNorm: boolean): string[] {
  const rows = [...inputs].map(([name, type]) => [
    `\`${name}\``,
    ...(type === null ? ['', ''] : [`\`${formatShape(type.shape)}\``, type.dtype]),
  ])
  return [
    `## ${tell('readme.train_it', 'Train it')}`,
    '',
    '```',
    'python train.py',
    'torchrun --nproc_per_node=2 train.py',
    '```',
    '',
    tell(
      'readme.two_processes',
      'The second line trains in two processes, each on its share of every batch. Weights end up in {{file}}.',
      { file: '`trained.safetensors`' },
    ),
    '',
    ...(batchNorm
      ? [
          tell(
            'readme.batch_norm',
            'The network has BatchNorm, which measures the samples of one process only: several processes train otherwise than one. With\n{{flag}} they measure the whole batch together; that needs a GPU for each.',
            { flag: '`--sync-batchnorm`' },
          ),
          '',
        ]
      : []),
    tell(
      'readme.own_data',
      'To train on data of your own, write {{file}} with these tensors. Samples for evaluation go beside them, as\n{{prefix}} and the name.',
      { file: '`data.safetensors`', prefix: '`held_out.`' },
    ),
    '',
    ...table(
      [tell('readme.tensor', 'tensor'), tell('readme.shape', 'shape'), tell('readme.values', 'values')],
      rows,
    ),
    '',
  ]
}

function table(header: string[], rows: string[][]): string[] {
  return [row(header), `|${'---|'.repeat(header.length)}`, ...rows.map(row)]
}

function row(cells: string[]): string {
  return `| ${cells.join(' | ')} |`
}
