import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { nodePrimitives } from '../../electron/journal/node-primitives.ts'
import { encodeRecord, type LogId, type WritableRecord } from '../../shared/log/record.ts'
import { encodeSegment } from '../../shared/log/segment.ts'
import { chainStart } from '../../shared/log/chain.ts'
import { appendEntry, bodyFragment, entryText, readBody } from '../../shared/model/body.ts'
import { newIdentifier, type AgendaItemId, type EntryId, type WorkspaceId, type WriterId } from '../../shared/model/identifiers.ts'
import { editMeeting, readMeeting } from '../../shared/model/meeting.ts'
import { bilingual } from '../../shared/model/bilingual.ts'
import { install, writeCommittee, type Committee, type Installation } from '../fixtures/installation.ts'

/*
 * A reader made of `docs/folder-format.md` alone: Node's built-ins and yjs, nothing of Minutier. Up to the next comment of
 * this kind nothing may be used that stands outside.
 */
interface ReadSegment {
  readonly space: string
  readonly writer: string
  readonly first: number
  readonly last: number
  readonly before: string
  readonly after: string
  readonly records: readonly Buffer[]
}

class Bytes {
  position = 0
  readonly bytes: Buffer
  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
  take(length: number): Buffer {
    if (this.position + length > this.bytes.length) throw new Error('too short')
    return this.bytes.subarray(this.position, (this.position += length))
  }
  number(): number {
    for (let value = 0, unit = 1; ; unit *= 128) {
      const byte = this.take(1)[0] as number
      value += (byte % 128) * unit
      if (byte < 128) return value
    }
  }
  block = () => this.take(this.number())
  text = () => this.block().toString('utf8')
}

const sha256 = (...parts: readonly (string | Buffer)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

function readSegment(file: Buffer): ReadSegment {
  const bytes = new Bytes(file)
  if (bytes.take(4).toString() !== 'MNTS' || bytes.number() !== 1) throw new Error('not a segment')
  const encoding = bytes.number()
  const [space, writer, first, last] = [bytes.text(), bytes.text(), bytes.number(), bytes.number()]
  const [before, after] = [bytes.take(32), bytes.take(32)]
  const [length, storedLength] = [bytes.number(), bytes.number()]
  if (crc32(file.subarray(0, bytes.position)) !== bytes.take(4).readUInt32LE()) throw new Error('header')
  const stored = bytes.take(storedLength)
  if (crc32(stored) !== bytes.take(4).readUInt32LE()) throw new Error('content')
  const content = new Bytes(encoding === 1 ? inflateRawSync(stored, { maxOutputLength: length }) : stored)
  const records: Buffer[] = []
  while (content.position < length) records.push(content.block())
  const chain = records.reduce((hash, record) => sha256(hash, record), before)
  if (records.length !== last - first + 1 || !chain.equals(after) || bytes.position !== file.length) throw new Error('not what its header says')
  return { space, writer, first, last, before: before.toString('hex'), after: after.toString('hex'), records }
}

function readRecord(record: Buffer) {
  const bytes = new Bytes(record)
  const [kind, time] = [bytes.number(), bytes.number()]
  const seen = Array.from({ length: bytes.number() }, () => [bytes.text(), bytes.number()] as const)
  if (kind === 2) return { time, seen, name: bytes.text() }
  if (kind !== 1) return { time, seen }
  return { time, seen, documentKind: bytes.number(), document: bytes.text(), update: bytes.block() }
}

function readFolder(folder: string) {
  const { space } = JSON.parse(readFileSync(join(folder, 'space.json'), 'utf8')) as { readonly space: string }
  const segments = readdirSync(join(folder, 'writers'), { recursive: true, withFileTypes: true }).flatMap((entry) => {
    try {
      return entry.isFile() ? [readSegment(readFileSync(join(entry.parentPath, entry.name)))] : []
    } catch {
      return []
    }
  })
  // The chains that have been reached; record numbers need not be looked at, for no two records have one chain.
  const reached = new Set(segments.map(({ writer }) => sha256(`minutier log 1\n${space}\n${writer}\n`).toString('hex')))
  const documents = new Map<string, Y.Doc>()
  const names = new Map<string, string>()
  for (let again = true; again; ) {
    again = false
    for (const segment of segments) {
      if (segment.space !== space || !reached.has(segment.before) || reached.has(segment.after)) continue
      again = true
      let chain: Buffer = Buffer.from(segment.before, 'hex')
      for (const record of segment.records) {
        chain = sha256(chain, record)
        if (reached.has(chain.toString('hex'))) continue
        reached.add(chain.toString('hex'))
        const { name, document, update } = readRecord(record)
        if (name !== undefined) names.set(segment.writer, name)
        if (document !== undefined && update) {
          const known = documents.get(document) ?? new Y.Doc()
          documents.set(document, known)
          Y.applyUpdate(known, update)
        }
      }
    }
  }
  return { documents, names }
}

/* Here the stranger's reader ends. */

/** Everything is done through a real disk, which may be busy. In milliseconds. */
const HOOK_LIMIT = 60_000

const specification = readFileSync(new URL('../../docs/folder-format.md', import.meta.url), 'utf8')

describe('the example of the specification', () => {
  const lines = /```hex\n(.*?)```/su.exec(specification)![1]!.split('\n').filter((line) => line.trim() !== '')
  const bytes = Buffer.from(lines.map((line) => /^ *((?:[\da-f]{2} ?)+)/u.exec(line)![1]!.replaceAll(' ', '')).join(''), 'hex')
  const told = (name: string) => [...specification.matchAll(new RegExp(`\\s${name} = ([^\\s,]+)`, 'gu'))].map((match) => match[1])
  const space = '3f1c2a90-5b7d-4e21-9c46-8d0a7e64b1f2' as WorkspaceId
  const writer = 'a4d08e15-7c32-4b9f-8e60-2f5b91c7d3a8' as WriterId

  it('is what Minutier writes', () => {
    const document = new Y.Doc()
    document.clientID = 7
    document.getMap('facts').set('workspace/name.fr', 'Phares')
    const records: readonly WritableRecord[] = [
      { kind: 'writer', time: Date.UTC(2026, 2, 14, 9, 26), seen: new Map(), name: 'Inès' },
      {
        kind: 'change',
        time: Date.UTC(2026, 2, 14, 9, 26) + 1250,
        seen: new Map([['c0ffee00-1234-4abc-9def-000000000001' as LogId, 300]]),
        document: { kind: 'workspace', id: space },
        update: Y.encodeStateAsUpdate(document),
      },
    ]
    const segment = { space, writer, first: 1, last: 2, chainBefore: chainStart(space, writer, nodePrimitives), payloads: records.map(encodeRecord) }
    expect(Buffer.from(encodeSegment(segment, { ...nodePrimitives, deflate: (content) => content })).toString('hex')).toBe(bytes.toString('hex'))
  })

  it('says what a stranger reads in it', () => {
    const segment = readSegment(bytes)
    expect(told('space')).toEqual([segment.space])
    expect(told('writer')).toEqual([segment.writer])
    expect([told('first'), told('last')]).toEqual([[String(segment.first)], [String(segment.last)]])
    const [name, change] = segment.records.map(readRecord)
    expect(told('name')).toEqual([name!.name])
    expect(told('time')).toEqual([String(name!.time), String(change!.time)])
    expect([told('log'), told('record')]).toEqual([[change!.seen[0]![0]], [String(change!.seen[0]![1])]])
    expect(told('document')).toEqual([change!.document])
    const document = new Y.Doc()
    Y.applyUpdate(document, change!.update!)
    expect(document.getMap('facts').toJSON()).toEqual({ 'workspace/name.fr': told('workspace/name.fr')[0] })
    expect(specification).toContain(`The chain after record 1 is \`${sha256(Buffer.from(segment.before, 'hex'), segment.records[0]!).toString('hex')}\``)
    // And how long the two records are.
    expect([...specification.matchAll(/record \d: (\d+) bytes/gu)].map((match) => Number(match[1]))).toEqual(segment.records.map((record) => record.length))
  })

  it('would not be read with one byte of it changed', () => {
    for (let position = 0; position < bytes.length; position += 1) {
      const changed = Buffer.from(bytes)
      changed[position]! ^= 1
      expect(() => readSegment(changed)).toThrow()
    }
  })
})

describe('a stranger who knows only the specification', () => {
  const workspace = newIdentifier<WorkspaceId>()
  const item = newIdentifier<AgendaItemId>()
  let base: string
  let shared: string
  let committee: Committee
  let anna: Installation
  let bruno: Installation

  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'minutier-format-'))
    shared = join(base, 'shared')
    mkdirSync(shared)
    anna = await install(join(base, 'anna'), workspace, shared)
    committee = await writeCommittee(anna, workspace)
    await anna.sharing.handlers.setPersonName('Anna')
    await anna.sharing.handlers.shareWorkspace(workspace)
    bruno = await install(join(base, 'bruno'), workspace, shared)
    await bruno.sharing.handlers.setPersonName('Bruno')
    await bruno.sharing.handlers.joinSharedFolder()
    const meeting = { kind: 'meeting', id: committee.meeting } as const
    // So many segments that some are put together.
    for (let number = 0; number < 20; number += 1) {
      await bruno.edit(meeting, (document) => appendEntry(bodyFragment(document, item, 'fr'), { id: newIdentifier<EntryId>(), kind: 'note', list: 'none', level: 0, speakers: [], runs: [{ text: `Le feu ${number} est rallumé.` }] }))
      await bruno.sharing.handlers.shareNow(workspace)
    }
    await anna.edit(meeting, (document) => editMeeting(document, { place: bilingual('Salle des cartes', 'fr') }))
    await anna.sharing.handlers.shareNow(workspace)
    await anna.close()
    await bruno.close()
  }, HOOK_LIMIT)

  afterAll(() => rmSync(base, { recursive: true, force: true }))

  const texts = (document: Y.Doc) => readBody(bodyFragment(document, item, 'fr')).map(entryText)

  it('reads every document that Minutier has written', () => {
    const { documents, names } = readFolder(shared)
    expect([...names.values()].sort()).toEqual(['Anna', 'Bruno'])
    expect([...documents.keys()].sort()).toEqual([workspace, committee.series, committee.meeting].sort())
    const meeting = documents.get(committee.meeting)!
    expect(meeting.store.pendingStructs).toBeNull()
    expect([readMeeting(meeting).title.fr, readMeeting(meeting).place.fr]).toEqual(['Relève de nuit', 'Salle des cartes'])
    expect(texts(meeting)).toEqual(Array.from({ length: 20 }, (_, number) => `Le feu ${number} est rallumé.`))
  })

  it('is not troubled by other names, copies, other files and damage', () => {
    const copy = join(base, 'copy')
    cpSync(shared, copy, { recursive: true })
    writeFileSync(join(copy, 'writers', 'notes.docx'), 'something else')
    const name = readdirSync(join(copy, 'writers'), { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('.minutes'))
    const content = readFileSync(join(copy, 'writers', name!))
    rmSync(join(copy, 'writers', name!))
    writeFileSync(join(copy, 'writers', 'anything (conflicted copy)'), content)
    writeFileSync(join(copy, 'writers', 'half.minutes'), content.subarray(0, content.length / 2))
    const [one, other] = [readFolder(shared), readFolder(copy)]
    for (const [id, document] of one.documents) expect(Y.encodeStateVector(other.documents.get(id)!)).toEqual(Y.encodeStateVector(document))
  })

  it('waits where something is missing, and believes nothing that comes after it', () => {
    const copy = join(base, 'gap')
    cpSync(shared, copy, { recursive: true })
    const files = readdirSync(join(copy, 'writers'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.minutes'))
    const largest = files.map((path) => ({ path, segment: readSegment(readFileSync(join(copy, 'writers', path))) })).filter(({ segment }) => segment.first === 1 && segment.last > 4)
    expect(largest).toHaveLength(1)
    rmSync(join(copy, 'writers', largest[0]!.path))
    expect(texts(readFolder(copy).documents.get(committee.meeting)!)).toEqual([])
  })
})
