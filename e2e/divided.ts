/** A net that gives NaN at its first step. */

/** What relu gives is divided by itself: 0 by 0 where a value is below 0. */
const document = {
  format: 'gradwire.graph',
  version: 1,
  main: 'Net',
  modules: {
    Net: {
      nodes: [
        {
          id: 'd',
          type: 'Dataset',
          name: 'data',
          params: { source: 'house-prices', count: 30, held_out: 6 },
        },
        { id: 'f', type: 'Linear', name: 'fc', params: { out_features: 8 } },
        { id: 'r', type: 'ReLU', name: 'relu', params: {} },
        { id: 's', type: 'Div', name: 'share', params: {} },
        { id: 'o', type: 'Linear', name: 'last', params: { out_features: 1 } },
        { id: 'l', type: 'MSELoss', name: 'loss', params: {} },
      ].map((node, at) => ({ ...node, position: { x: 220 * at, y: 0 } })),
      edges: [
        ['d', 'x', 'f', 'input'],
        ['f', 'output', 'r', 'input'],
        ['r', 'output', 's', 'input'],
        ['r', 'output', 's', 'other'],
        ['s', 'output', 'o', 'input'],
        ['o', 'output', 'l', 'input'],
        ['d', 'y', 'l', 'target'],
      ].map(([source, sourceHandle, target, targetHandle], at) => ({
        id: `e${at}`,
        source,
        sourceHandle,
        target,
        targetHandle,
      })),
    },
  },
  training: { optimizer: { type: 'SGD', params: { lr: 0.01 } }, batch_size: 8, epochs: 2, seed: 0 },
}

export const divided = new TextEncoder().encode(JSON.stringify(document))
