import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { chainAfter, chainStart } from '../../shared/log/chain.ts'
import { decodeRecord, encodeRecord, LARGEST_RECORD, type LogId, type WritableRecord } from '../../shared/log/record.ts'
import { decodeSegment, decodeSegmentHeader, encodeSegment, LONGEST_SEGMENT_HEADER, type Segment } from '../../shared/log/segment.ts'
import { newIdentifier, type MeetingId, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'

const space = newIdentifier<WorkspaceId>()
const writer = newIdentifier<WriterId>()

const records: readonly WritableRecord[] = [
  { kind: 'writer', time: 1_700_000_000_000, seen: new Map(), name: 'Inès Aubrac' },
  { kind: 'change', time: 0, seen: new Map([[newIdentifier<WriterId>() as LogId, 412]]), document: { kind: 'meeting', id: newIdentifier<MeetingId>() }, update: Uint8Array.of(0, 1, 255) },
]

function segmentOf(payloads: readonly Uint8Array[], first = 1): Uint8Array {
  return encodeSegment({ space, writer, first, last: first + payloads.length - 1, chainBefore: chainStart(space, writer, nodePrimitives), payloads }, nodePrimitives)
}

/** Everything right but the lengths of its records, which the encoder refuses. */
function forged(payloads: readonly Uint8Array[]): Uint8Array {
  const content = encoding.encode((encoder) => payloads.forEach((payload) => encoding.writeVarUint8Array(encoder, payload)))
  const chainBefore = chainStart(space, writer, nodePrimitives)
  return encoding.encode((encoder) => {
    encoding.writeUint8Array(encoder, new TextEncoder().encode('MNTS'))
    for (const number of [1, 0]) encoding.writeVarUint(encoder, number)
    for (const text of [space, writer]) encoding.writeVarString(encoder, text)
    for (const number of [1, payloads.length]) encoding.writeVarUint(encoder, number)
    for (const chain of [chainBefore, payloads.reduce((before, payload) => chainAfter(before, payload, nodePrimitives), chainBefore)]) encoding.writeUint8Array(encoder, chain)
    for (const number of [content.length, content.length]) encoding.writeVarUint(encoder, number)
    encoding.writeUint32(encoder, nodePrimitives.crc32(encoding.toUint8Array(encoder)))
    encoding.writeUint8Array(encoder, content)
    encoding.writeUint32(encoder, nodePrimitives.crc32(content))
  })
}

function decoded(file: Uint8Array): Segment {
  const result = decodeSegment(file, nodePrimitives)
  if (!result.ok) throw new Error(result.reason)
  return result.value
}

describe('a record', () => {
  it('reads back as it was written', () => {
    expect(records.map((record) => decodeRecord(encodeRecord(record)))).toEqual(records)
  })

  it('of a later version keeps its time and what it had seen, and is told from a damaged one', () => {
    const encoder = encoding.createEncoder()
    for (const number of [99, 1_000, 0]) encoding.writeVarUint(encoder, number)
    encoding.writeVarString(encoder, 'something new')
    expect(decodeRecord(encoding.toUint8Array(encoder))).toEqual({ kind: 'unknown', code: 99, time: 1_000, seen: new Map() })
    expect(decodeRecord(Uint8Array.of(1, 0))).toBeUndefined()
  })

  it('that nobody could carry is refused when it is written', () => {
    const record = { ...records[1]!, update: new Uint8Array(LARGEST_RECORD) } as WritableRecord
    expect(() => encodeRecord(record)).toThrow(RangeError)
  })
})

describe('the time of a record', () => {
  it.each([8.64e15 + 1, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY])('that no calendar has (%d) is brought back to the last that one has', (time) => {
    const own = decodeRecord(encodeRecord({ ...records[0]!, time }))!
    expect(own.time).toBe(8.64e15)
    expect(new Intl.DateTimeFormat('en-GB').format(own.time)).not.toBe('')
  })

  it.each([-1, Number.NaN])('that is none (%d) is the beginning', (time) => {
    expect(decodeRecord(encodeRecord({ ...records[0]!, time }))!.time).toBe(0)
  })

  it('that another program wrote is brought back too', () => {
    const encoder = encoding.createEncoder()
    for (const number of [2, Number.MAX_SAFE_INTEGER, 0]) encoding.writeVarUint(encoder, number)
    encoding.writeVarString(encoder, 'Zoé')
    expect(decodeRecord(encoding.toUint8Array(encoder))).toMatchObject({ kind: 'writer', time: 8.64e15 })
  })
})

describe('a segment', () => {
  const payloads = records.map(encodeRecord)

  it('holds no record without bytes, and none that is larger than a record can be', () => {
    for (const payload of [new Uint8Array(), new Uint8Array(LARGEST_RECORD + 1)]) {
      expect(() => segmentOf([payloads[0]!, payload])).toThrow(RangeError)
      expect(decodeSegment(forged([payloads[0]!, payload]), nodePrimitives)).toEqual({ ok: false, reason: 'damaged' })
    }
    expect(decodeSegment(forged([payloads[0]!, new Uint8Array(LARGEST_RECORD)]), nodePrimitives).ok).toBe(true)
  })

  it('reads back record by record, and its header alone says what it is', () => {
    const file = segmentOf(payloads)
    const segment = decoded(file)
    expect(segment.payloads.map((payload) => decodeRecord(payload))).toEqual(records)
    const header = decodeSegmentHeader(file.subarray(0, LONGEST_SEGMENT_HEADER), nodePrimitives)
    expect(header).toMatchObject({ ok: true, value: { space, writer, first: 1, last: 2, fileLength: file.length } })
  })

  it('ends with the chain that its records make, so that the next one can be told from a stranger', () => {
    const { chainBefore, chainAfter: after } = decoded(segmentOf(payloads))
    expect(after).toEqual(payloads.reduce((chain, payload) => chainAfter(chain, payload, nodePrimitives), chainBefore))
  })

  it('that is cut short anywhere is waited for, and never half believed', () => {
    const file = segmentOf(payloads)
    for (let length = 1; length < file.length; length += 1) {
      expect(decodeSegment(file.slice(0, length), nodePrimitives)).toEqual({ ok: false, reason: 'incomplete' })
      // A window into the whole file must not see what stands behind it.
      expect(decodeSegment(file.subarray(0, length), nodePrimitives).ok).toBe(false)
    }
  })

  it('with one flipped bit anywhere is refused', () => {
    const file = segmentOf(payloads)
    for (let position = 0; position < file.length; position += 1) {
      const damaged = file.slice()
      damaged[position] = damaged[position]! ^ 1
      expect(decodeSegment(damaged, nodePrimitives).ok).toBe(false)
    }
  })

  it('is told from the files of other programs and of later versions', () => {
    expect(decodeSegment(new TextEncoder().encode('[.ShellClassInfo]'), nodePrimitives)).toEqual({ ok: false, reason: 'not-a-segment' })
    expect(decodeSegment(new Uint8Array(0), nodePrimitives)).toEqual({ ok: false, reason: 'not-a-segment' })
    const later = segmentOf(payloads).slice()
    later[4] = 2
    expect(decodeSegment(later, nodePrimitives)).toEqual({ ok: false, reason: 'newer-format' })
  })
})
