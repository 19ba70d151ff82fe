import { crc32 } from 'node:zlib'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { chainStart } from '../../shared/log/chain.ts'
import { decodeRecord, encodeRecord, LARGEST_RECORD } from '../../shared/log/record.ts'
import {
  decodeSegment, decodeSegmentHeader, encodeSegment, LARGEST_SEGMENT, LONGEST_SEGMENT_HEADER, MOST_RECORDS, type Segment, type SegmentRejection, type SegmentResult,
} from '../../shared/log/segment.ts'
import type { MeetingId, WorkspaceId, WriterId } from '../../shared/model/identifiers.ts'
import { seed, seededRandom } from '../fixtures/seed.ts'

/**
 * Anybody can put any bytes into a shared folder. Whatever they are: the decoder gives the true content or one of its
 * five words, never throws, makes no more memory than the largest segment takes, and does not hang.
 */
const REJECTIONS: readonly SegmentRejection[] = ['not-a-segment', 'newer-format', 'incomplete', 'damaged', 'too-large']
const ROUNDS = Number(process.env.RUNS ?? 5_000)
const chance = seededRandom(seed)
const below = (count: number) => Math.floor(chance() * count)
const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value
const bytes = (length: number) => Uint8Array.from({ length }, () => below(256))

const SPACE = '0c0ffee0-0000-4000-8000-000000000001' as WorkspaceId
const WRITERS = ['0c0ffee0-0000-4000-8000-00000000000a', '0c0ffee0-0000-4000-8000-00000000000b'] as WriterId[]

function realSegment(): { readonly file: Uint8Array; readonly segment: Omit<Segment, 'chainAfter'> } {
  const writer = pick(WRITERS)
  const first = pick([1, 2, 300, 2 ** 31, 2 ** 40])
  const payloads = Array.from({ length: 1 + below(30) }, () => pick([
    () => encodeRecord({ kind: 'change', time: below(2 ** 40), seen: new Map([[WRITERS[1]!, below(2 ** 32)]]), document: { kind: 'meeting', id: 'm' as MeetingId }, update: bytes(below(200)) }),
    () => encodeRecord({ kind: 'writer', time: 1, seen: new Map(), name: 'Zoé' }),
    () => bytes(1 + below(60)),
    () => new Uint8Array(1 + below(4_000)),
  ])())
  const segment = { space: SPACE, writer, first, last: first + payloads.length - 1, chainBefore: chainStart(SPACE, writer, nodePrimitives), payloads }
  return { file: encodeSegment(segment, nodePrimitives), segment }
}

/** What stands in a file that the decoder takes: for comparison, byte for byte. */
function contentOf({ space, writer, first, last, payloads }: Omit<Segment, 'chainAfter' | 'chainBefore'>): string {
  return JSON.stringify([space, writer, first, last, payloads.map((payload) => Buffer.from(payload).toString('base64'))])
}

function checked(file: Uint8Array): SegmentResult<Segment> {
  const header = decodeSegmentHeader(file.subarray(0, LONGEST_SEGMENT_HEADER), nodePrimitives)
  const result = decodeSegment(file, nodePrimitives)
  if (!header.ok) expect(REJECTIONS).toContain(header.reason)
  if (result.ok) {
    expect(header.ok && header.value.fileLength).toBe(file.length)
    for (const payload of result.value.payloads) decodeRecord(payload)
  } else expect(REJECTIONS).toContain(result.reason)
  return result
}

interface Parts {
  readonly format: number
  readonly storage: number
  readonly space: string
  readonly writer: string
  readonly first: number
  readonly last: number
  readonly chainBefore: Uint8Array
  readonly chainAfter: Uint8Array
  readonly contentLength: number
  readonly storedLength: number
  readonly stored: Uint8Array
}

function take(file: Uint8Array): Parts {
  const decoder = decoding.createDecoder(file)
  decoder.pos = 4
  const [format, storage] = [decoding.readVarUint(decoder), decoding.readVarUint(decoder)]
  const [space, writer] = [decoding.readVarString(decoder), decoding.readVarString(decoder)]
  const [first, last] = [decoding.readVarUint(decoder), decoding.readVarUint(decoder)]
  const [chainBefore, chainAfter] = [decoding.readUint8Array(decoder, 32), decoding.readUint8Array(decoder, 32)]
  const [contentLength, storedLength] = [decoding.readVarUint(decoder), decoding.readVarUint(decoder)]
  decoder.pos += 4
  return { format, storage, space, writer, first, last, chainBefore, chainAfter, contentLength, storedLength, stored: decoding.readUint8Array(decoder, storedLength) }
}

/** A file of these parts with checksums that fit, as somebody would forge it. */
function forge(parts: Parts): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, Buffer.from('MNTS'))
  encoding.writeVarUint(encoder, parts.format)
  encoding.writeVarUint(encoder, parts.storage)
  encoding.writeVarString(encoder, parts.space)
  encoding.writeVarString(encoder, parts.writer)
  encoding.writeVarUint(encoder, parts.first)
  encoding.writeVarUint(encoder, parts.last)
  encoding.writeUint8Array(encoder, parts.chainBefore)
  encoding.writeUint8Array(encoder, parts.chainAfter)
  encoding.writeVarUint(encoder, parts.contentLength)
  encoding.writeVarUint(encoder, parts.storedLength)
  encoding.writeUint32(encoder, crc32(encoding.toUint8Array(encoder)))
  encoding.writeUint8Array(encoder, parts.stored)
  encoding.writeUint32(encoder, crc32(parts.stored))
  return encoding.toUint8Array(encoder)
}

describe('the decoder of segments', () => {
  test('gives back what was written', () => {
    for (let round = 0; round < 300; round += 1) {
      const { file, segment } = realSegment()
      const result = checked(file)
      expect(result.ok && contentOf(result.value)).toBe(contentOf(segment))
    }
  })

  test('refuses random bytes, with and without our mark before them', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const noise = bytes(below(pick([8, 100, 2_000])))
      expect(checked(noise).ok).toBe(false)
      expect(checked(Buffer.concat([Buffer.from('MNTS'), noise])).ok).toBe(false)
      expect(checked(Buffer.concat([Buffer.from('MNTS\u0001\u0001$'), noise])).ok).toBe(false)
    }
  })

  test('refuses a real segment of which any bit is changed', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { file } = realSegment()
      const position = below(file.length)
      file[position] = (file[position] as number) ^ (1 << below(8))
      expect(checked(file).ok).toBe(false)
    }
  })

  test('refuses one that is cut off anywhere as incomplete, and one with something behind it', () => {
    for (let round = 0; round < ROUNDS / 10; round += 1) {
      const { file } = realSegment()
      const length = below(file.length)
      expect(checked(file.subarray(0, length))).toEqual({ ok: false, reason: length === 0 ? 'not-a-segment' : 'incomplete' })
      expect(checked(Buffer.concat([file, bytes(1 + below(50))]))).toEqual({ ok: false, reason: 'damaged' })
    }
  })

  test('refuses what is put together from two, or moved, or blanked', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const [{ file, segment }, { file: other, segment: otherSegment }] = [realSegment(), realSegment()]
      const [from, to] = [below(file.length), below(other.length)]
      const mutated = pick([
        () => Buffer.concat([file.subarray(0, from), other.subarray(to)]),
        () => Buffer.concat([file.subarray(0, from), file.subarray(Math.min(file.length, from + 1 + below(40)))]),
        () => Buffer.concat([file.subarray(0, from), bytes(1 + below(40)), file.subarray(from)]),
        () => Buffer.from(file).fill(0, from, Math.min(file.length, from + 1 + below(600))),
        () => forge({ ...take(file), stored: take(other).stored, storedLength: take(other).stored.length, contentLength: take(other).contentLength, storage: take(other).storage }),
      ])()
      const result = checked(mutated)
      // Cutting at the same places, or blanking what was blank, makes a real one again.
      if (result.ok) expect([contentOf(segment), contentOf(otherSegment)]).toContain(contentOf(result.value))
    }
  })

  test('refuses forged numbers whose checksums fit', () => {
    const large = [0, 1, 2, 127, 128, 2 ** 16, LARGEST_SEGMENT - 1, LARGEST_SEGMENT, LARGEST_SEGMENT + 1, 2 ** 31, 2 ** 32, 2 ** 52, Number.MAX_SAFE_INTEGER]
    for (let round = 0; round < ROUNDS; round += 1) {
      const { file, segment } = realSegment()
      const parts = take(file)
      const field = pick(['format', 'storage', 'first', 'last', 'contentLength', 'storedLength'] as const)
      const result = checked(forge({ ...parts, [field]: pick(large) }))
      // A number that was true already.
      if (result.ok) expect(contentOf(result.value)).toBe(contentOf(segment))
    }
  })

  test('refuses records of which one is changed, though all checksums fit: the chain does not', () => {
    for (let round = 0; round < ROUNDS / 10; round += 1) {
      const { file, segment } = realSegment()
      const index = below(segment.payloads.length)
      const payload = Buffer.concat([segment.payloads[index]!, Buffer.from('x')])
      const changed = take(encodeSegment({ ...segment, payloads: segment.payloads.with(index, payload) }, nodePrimitives))
      const { chainAfter } = take(file)
      expect(checked(forge({ ...changed, chainAfter }))).toEqual({ ok: false, reason: 'damaged' })
    }
  })

  test('says of a later format that it is one, whatever follows', () => {
    for (let format = 2; format < 200; format += 1) {
      const { file } = realSegment()
      expect(checked(forge({ ...take(file), format }))).toEqual({ ok: false, reason: 'newer-format' })
      expect(checked(forge({ ...take(file), storage: format }))).toEqual({ ok: false, reason: 'newer-format' })
    }
  })

  test('makes no more of a bomb than its header may say', () => {
    const bomb = nodePrimitives.deflate(new Uint8Array(256 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(LARGEST_SEGMENT)
    const parts = take(realSegment().file)
    let [most, excess] = [0, 0]
    const watched = {
      ...nodePrimitives,
      inflate: (content: Uint8Array, limit: number) => {
        most = Math.max(most, limit)
        const inflated = nodePrimitives.inflate(content, limit)
        // Not expected here: the decoder takes whatever is thrown for damage.
        excess = Math.max(excess, inflated.length - limit)
        return inflated
      },
    }
    for (const contentLength of [100, 2 ** 20, LARGEST_SEGMENT, 256 * 1024 * 1024, 2 ** 40]) {
      const file = forge({ ...parts, storage: 1, stored: bomb, storedLength: bomb.length, contentLength })
      const result = decodeSegment(file, watched)
      expect(result).toEqual({ ok: false, reason: contentLength > LARGEST_SEGMENT ? 'too-large' : 'damaged' })
    }
    expect(most).toBeLessThanOrEqual(LARGEST_SEGMENT)
    expect(excess).toBe(0)
  })

  test('makes no millions of records of a content that says it has them', () => {
    const count = LARGEST_SEGMENT - 1
    const content = new Uint8Array(count)
    const stored = nodePrimitives.deflate(content)
    const parts = { ...take(realSegment().file), storage: 1, first: 1, stored, storedLength: stored.length, contentLength: count }
    const begun = performance.now()
    expect(checked(forge({ ...parts, last: count }))).toEqual({ ok: false, reason: 'too-large' })
    expect(checked(forge({ ...parts, last: MOST_RECORDS }))).toEqual({ ok: false, reason: 'damaged' })
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  test('takes the largest record that can be written, in bounded memory', () => {
    const payload = encodeRecord({ kind: 'change', time: 1, seen: new Map(), document: { kind: 'meeting', id: 'm' as MeetingId }, update: new Uint8Array(LARGEST_RECORD - 64) })
    const file = encodeSegment({ space: SPACE, writer: WRITERS[0]!, first: 1, last: 1, chainBefore: chainStart(SPACE, WRITERS[0]!, nodePrimitives), payloads: [payload] }, nodePrimitives)
    const before = process.memoryUsage().arrayBuffers
    const result = decodeSegment(file, nodePrimitives)
    expect(result.ok && result.value.payloads[0]?.length).toBe(payload.length)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * LARGEST_SEGMENT)
  })

  test('reads no record from random bytes that it would choke on', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const real = encodeRecord({ kind: 'change', time: 1, seen: new Map([[WRITERS[0]!, 1]]), document: { kind: 'series', id: 's' as MeetingId }, update: bytes(20) })
      const mutated = pick([bytes(below(100)), real.with(below(real.length), below(256)), real.subarray(0, below(real.length))])
      const record = decodeRecord(mutated)
      if (record?.kind === 'change') expect(record.update.length).toBeLessThanOrEqual(mutated.length)
    }
  })
})
