/** What a page looks at: its probes, and the pictures that their frames carry. */
import { watchTarget } from './protocol-targets'
import { z } from 'zod'

const count = z.int().min(0)

/**
 * What picture a frame carries: none; feature maps of one sample from channel `channel` on, each reduced to at most
 * `size` pixels a side; a matrix reduced to at most `size` a side; or exact values of a slice.
 */
const probeView = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('numbers') }),
  z.object({
    kind: z.literal('maps'),
    sample: count,
    channel: count,
    tiles: z.int().min(1).max(256),
    size: z.int().min(1).max(256),
  }),
  z.object({ kind: z.literal('heat'), sample: count.nullable(), size: z.int().min(1).max(512) }),
  z.object({
    kind: z.literal('table'),
    /** Index into every dimension but the last two; missing ones are 0. */
    index: z.array(count).max(8),
    row: count,
    column: count,
    rows: z.int().min(1).max(200),
    columns: z.int().min(1).max(100),
  }),
])
export type ProbeView = z.infer<typeof probeView>

/** Chosen by the page; comes back in every frame. */
export const probeId = z.int().min(0).max(0xffffffff)
/** A page may have so many probes at once. */
export const MOST_PROBES = 4000

export const probe = z.object({
  id: probeId,
  /** A parameter or a buffer is its value, and backward its gradient as it has added up. */
  target: watchTarget,
  /** At a hook that of its pass; what a parameter is after the step is `forward`. */
  direction: z.enum(['forward', 'backward']),
  view: probeView,
  /**
   * For the small picture on a wire: its frames hold the norm and the counts of NaN and Inf, no other numbers (NaN) and no
   * histogram (counts 0), and where time is short they come less often than those of other probes.
   */
  thumbnail: z.boolean().optional(),
})
export type ProbeSubscription = z.infer<typeof probe>
