import type { LogPrimitives } from '../../shared/log/primitives.ts'

/** Below this, in bytes, nothing is suspicious: what repeats itself packs well. */
const SUSPICIOUS_FROM = 1024 * 1024
const MOST_TIMES = 200

/**
 * Threat: a few kilobytes in the folder that unpack to thirty megabytes, in everybody's journal, until the disk on
 * which people type is full. Defence: what is packed more tightly than any text is not unpacked. What is ours and
 * would be taken for that is not packed at all.
 */
export function cautious(primitives: LogPrimitives): LogPrimitives {
  return {
    ...primitives,
    deflate(content) {
      const packed = primitives.deflate(content)
      return isPlausible(content.length, packed.length) ? packed : content
    },
    inflate(packed, length) {
      if (!isPlausible(length, packed.length)) throw new RangeError('packed more tightly than anything is')
      return primitives.inflate(packed, length)
    },
  }
}

function isPlausible(bytes: number, packed: number): boolean {
  return bytes <= SUSPICIOUS_FROM || bytes <= packed * MOST_TIMES
}
