import { availableParallelism } from 'node:os'

/** More are no wish but a slip of the finger. */
const MOST_THREADS = 1024

/**
 * How many threads TensorFlow's kernels are to use: what TF_NUM_INTRAOP_THREADS says where that is a number of threads, else as
 * many as this process may run at once. TensorFlow is told the number, since its own idea of it differs (it knows no share of a
 * processor that a container is given) and it ends the process at a negative one. Call it before the library is loaded.
 */
export function settleThreads(env: NodeJS.ProcessEnv = process.env): number {
  const asked = env.TF_NUM_INTRAOP_THREADS?.trim() ?? ''
  const count = /^\d+$/.test(asked) ? Number(asked) : 0
  const threads = count >= 1 && count <= MOST_THREADS ? count : availableParallelism()
  env.TF_NUM_INTRAOP_THREADS = String(threads)
  return threads
}
