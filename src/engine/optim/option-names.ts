/** Names of options: ours are camelCase, those in a state dict PyTorch's snake_case. */

/** `{ weightDecay: 0 }` → `{ weight_decay: 0 }`. */
export function snakeKeys(options: object): Record<string, unknown> {
  return renamed(options, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
}

/** `{ weight_decay: 0 }` → `{ weightDecay: 0 }`. */
export function camelKeys(options: object): Record<string, unknown> {
  return renamed(options, (name) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()))
}

function renamed(options: object, rename: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [rename(name), value]))
}
