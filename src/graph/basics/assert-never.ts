/** Ends a switch over a tagged union: a missed kind is a type error, and a loud one at run time. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected kind: ${JSON.stringify(value)}`)
}
