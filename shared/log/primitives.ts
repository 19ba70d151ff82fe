/** What the format of the log needs of its platform. Given from outside, so that the format itself stays pure. */
export interface LogPrimitives {
  /** SHA-256: 32 bytes. */
  sha256(content: Uint8Array): Uint8Array
  /** CRC-32 (ISO 3309, as in zip): an unsigned 32-bit number. */
  crc32(content: Uint8Array): number
  /** Raw DEFLATE (RFC 1951), without a zlib or gzip frame. */
  deflate(content: Uint8Array): Uint8Array
  /** Its reverse. Throws if the content is not DEFLATE or would be longer than `limit` bytes; never makes more than that. */
  inflate(content: Uint8Array, limit: number): Uint8Array
}
