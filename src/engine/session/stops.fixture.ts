/** A net in which a step that leaves a trace would be seen: running statistics, dropout, momentum, a schedule, shared modules. */
import { edge } from './session-harness'

export function deepDocument(training: object = {}) {
  return {
    format: 'gradwire.graph',
    version: 1,
    main: 'Net',
    modules: {
      Block: {
        nodes: [
          { id: 'i', type: 'Input', name: 'input', params: {} },
          { id: 'a', type: 'Linear', name: 'fc', params: { out_features: 9 } },
          { id: 'n', type: 'BatchNorm1d', name: 'norm', params: {} },
          { id: 'r', type: 'ReLU', name: 'relu', params: {} },
          { id: 'b', type: 'Linear', name: 'again', params: { out_features: 9 }, shared_with: 'a' },
          { id: 's', type: 'Add', name: 'sum', params: {}, call: 'functional' },
          { id: 'o', type: 'Output', name: 'output', params: {} },
        ],
        edges: ['i>a', 'a>n', 'n>r', 'r>b', 'b>s.input', 'i>s.other', 's>o'].map(edge),
      },
      Net: {
        nodes: [
          {
            id: 'd',
            type: 'Dataset',
            name: 'data',
            params: { source: 'digits', count: 32, held_out: 8, seed: 1 },
          },
          { id: 'p', type: 'AvgPool2d', name: 'pool', params: { kernel_size: 9 }, call: 'functional' },
          { id: 'f', type: 'Flatten', name: 'flatten', params: {} },
          { id: 'u', type: 'Module', name: 'first', params: { module: 'Block' } },
          { id: 'x', type: 'Dropout', name: 'drop', params: { p: 0.25 } },
          { id: 'v', type: 'Module', name: 'second', params: { module: 'Block' } },
          { id: 'c', type: 'Linear', name: 'last', params: { out_features: 10 } },
          { id: 'l', type: 'CrossEntropyLoss', name: 'loss', params: {} },
        ],
        edges: ['d.x>p', 'p>f', 'f>u', 'u>x', 'x>v', 'v>c', 'c>l.input', 'd.y>l.target'].map(edge),
      },
    },
    training: {
      optimizer: { type: 'Adam', params: { lr: 0.01 } },
      scheduler: { type: 'StepLR', params: { step_size: 2, gamma: 0.5 } },
      batch_size: 8,
      epochs: 2,
      seed: 3,
      ...training,
    },
  }
}
