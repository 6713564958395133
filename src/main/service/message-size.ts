/** How much a message holds, in bytes, about: what its texts and arrays have, and a little for everything else. */
export function messageSize(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (typeof value !== 'object' || value === null) return EACH
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + messageSize(each), EACH)
  return Object.entries(value).reduce((sum, [key, each]) => sum + key.length + messageSize(each), EACH)
}
const EACH = 8
