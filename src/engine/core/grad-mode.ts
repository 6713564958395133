let enabled = true

/** Whether operations are recorded for the backward pass. */
export function isGradEnabled(): boolean {
  return enabled
}

/** Turns recording on or off, and returns how it was: for code that cannot be one function. */
export function exchangeGradMode(mode: boolean): boolean {
  const before = enabled
  enabled = mode
  return before
}

/** Runs `body` with recording on or off, and puts the mode back whatever happens. */
export function withGradMode<T>(mode: boolean, body: () => T): T {
  const before = enabled
  enabled = mode
  try {
    return body()
  } finally {
    enabled = before
  }
}

/** Runs `body` without recording: its results need no gradient. */
export function noGrad<T>(body: () => T): T {
  return withGradMode(false, body)
}

/** Runs `body` with recording on, inside `noGrad` too. */
export function enableGrad<T>(body: () => T): T {
  return withGradMode(true, body)
}
