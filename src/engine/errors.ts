/** Errors named as Python's, so that messages read as PyTorch's do. */
export class RuntimeError extends Error {
  override name = 'RuntimeError'
}

export class ValueError extends Error {
  override name = 'ValueError'
}

export class IndexError extends Error {
  override name = 'IndexError'
}

export class AttributeError extends Error {
  override name = 'AttributeError'
}

export class KeyError extends Error {
  override name = 'KeyError'
}

export class NotImplementedError extends Error {
  override name = 'NotImplementedError'
}

export class AssertionError extends Error {
  override name = 'AssertionError'
}

/** Ends a switch over a union: fails to compile when a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`)
}
