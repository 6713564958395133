/**
 * The check sum of zip, gzip and PNG: CRC-32 with the polynomial 0xEDB88320, eight bytes at a time.
 *
 * Source: ISO 3309; M. Kounavis and F. Berry, A Systematic Approach to Building High Performance Software-Based CRC Generators (2005).
 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  let at = 0
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES
  for (const end = bytes.length - 7; at < end; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc =
      t7[crc & 0xff]! ^
      t6[(crc >>> 8) & 0xff]! ^
      t5[(crc >>> 16) & 0xff]! ^
      t4[crc >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]!) & 0xff]!
  return ~crc >>> 0
}

type Table = Int32Array<ArrayBuffer>
type Tables = readonly [Table, Table, Table, Table, Table, Table, Table, Table]

/** Table k: what a byte becomes that k more bytes follow. */
const TABLES: Tables = tables()

function tables(): Tables {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    return crc
  })
  const next = (table: Table): Table => table.map((crc) => (crc >>> 8) ^ first[crc & 0xff]!)
  const all = [first]
  for (let k = 1; k < 8; k++) all.push(next(all[k - 1]!))
  return all as unknown as Tables
}
