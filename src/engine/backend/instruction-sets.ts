import { readFileSync } from 'node:fs'

/** As Linux names them, and as everyone else does; those that kernels for CPUs are written for. */
const NAMES: Readonly<Record<string, string>> = {
  avx: 'AVX',
  avx2: 'AVX2',
  fma: 'FMA',
  avx512f: 'AVX-512',
  avx512_vnni: 'AVX-512 VNNI',
  avx512_bf16: 'AVX-512 BF16',
  avx512_fp16: 'AVX-512 FP16',
  amx_tile: 'AMX',
  asimd: 'NEON',
  sve: 'SVE',
}

/** The instruction sets of this machine's processor; empty where the system does not list them (macOS, Windows). */
export function instructionSets(file = '/proc/cpuinfo'): string[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  const flags = new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/))
  return Object.keys(NAMES).flatMap((flag) => (flags.has(flag) ? [NAMES[flag] ?? flag] : []))
}
