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

describe('a segment', () => {
  const payloads = records.map(encodeRecord)

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
