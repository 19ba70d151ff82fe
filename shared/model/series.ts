import type * as Y from 'yjs'
import { bilingual, type BilingualText, type Language } from './bilingual.ts'
import { fact, readTable, textFields, writeRecord, type RawRecord } from './fact-table.ts'
import type { PersonId, WorkspaceId } from './identifiers.ts'
import { parseTimeZone, parseWallTime, type WallTime } from './wall-time.ts'

/** A series document: a committee that meets again and again. Tables: `facts`, `members`. */
export interface Series {
  readonly workspace: WorkspaceId
  readonly name: BilingualText
  readonly timeZone: string
  readonly usualStart?: WallTime
  readonly usualEnd?: WallTime
  readonly usualPlace: BilingualText
  readonly link?: string
  readonly mailingList?: string
  /** The language minutes are usually taken in. */
  readonly language: Language
  /** How many members have to be there; undefined: no rule. */
  readonly quorum?: QuorumRule
  readonly deleted: boolean
}

export const QUORUM_KINDS = ['half', 'more-than-half', 'two-thirds', 'number'] as const
export type QuorumKind = (typeof QUORUM_KINDS)[number]

/** `number` is asked for by the kind of that name alone; it is kept while another one is chosen. */
export interface QuorumRule {
  readonly kind: QuorumKind
  readonly number: number
  /** Members who are represented count as if they were there. */
  readonly countsRepresented: boolean
}

/** No committee has more members. */
export const LARGEST_QUORUM = 9_999

export const MEMBER_ROLES = ['member', 'chair', 'secretary'] as const
export type MemberRole = (typeof MEMBER_ROLES)[number]

export interface Member {
  readonly person: PersonId
  readonly role: MemberRole
}

export type SeriesPatch = { readonly [Field in keyof Series]?: Series[Field] | undefined }

const FACTS = 'series'

export function createSeries(document: Y.Doc, workspace: WorkspaceId, name: string, language: Language, timeZone: string): void {
  editSeries(document, { workspace, name: bilingual(name, language), language, timeZone })
}

export function editSeries(document: Y.Doc, patch: SeriesPatch): void {
  const { name, usualPlace, quorum, ...plain } = patch
  writeRecord(document, 'facts', FACTS, {
    ...plain,
    ...('name' in patch && textFields('name', name)),
    ...('usualPlace' in patch && textFields('usualPlace', usualPlace)),
    ...('quorum' in patch && (quorum ? { quorum: quorum.kind, quorumNumber: quorum.number, quorumCountsRepresented: quorum.countsRepresented } : { quorum: undefined })),
  })
}

export function readSeries(document: Y.Doc): Series {
  const record = readTable(document, 'facts').get(FACTS) ?? {}
  const usualStart = parseWallTime(fact.string(record, 'usualStart') ?? '')
  const usualEnd = parseWallTime(fact.string(record, 'usualEnd') ?? '')
  const link = fact.string(record, 'link')
  const mailingList = fact.string(record, 'mailingList')
  const quorum = quorumOf(record)
  return {
    workspace: (fact.string(record, 'workspace') ?? '') as WorkspaceId,
    name: fact.text(record, 'name'),
    timeZone: parseTimeZone(fact.string(record, 'timeZone') ?? '') ?? 'Europe/Paris',
    usualPlace: fact.text(record, 'usualPlace'),
    language: fact.oneOf<Language>(record, 'language', ['fr', 'en'], 'fr'),
    deleted: fact.flag(record, 'deleted'),
    ...(usualStart && { usualStart }),
    ...(usualEnd && { usualEnd }),
    ...(link && { link }),
    ...(mailingList && { mailingList }),
    ...(quorum && { quorum }),
  }
}

function quorumOf(record: RawRecord): QuorumRule | undefined {
  const kind = QUORUM_KINDS.find((known) => known === record.quorum)
  const number = fact.number(record, 'quorumNumber') ?? 1
  return kind && { kind, number: Math.min(Math.max(Math.trunc(number), 1), LARGEST_QUORUM), countsRepresented: record.quorumCountsRepresented !== false }
}

export function readMembers(document: Y.Doc): readonly Member[] {
  return [...readTable(document, 'members')]
    .filter(([, record]) => !fact.flag(record, 'deleted'))
    .map(([id, record]) => ({ person: id as PersonId, role: fact.oneOf(record, 'role', MEMBER_ROLES, 'member') }))
}

export function setMember(document: Y.Doc, person: PersonId, role: MemberRole): void {
  writeRecord(document, 'members', person, { role, deleted: false })
}

export function removeMember(document: Y.Doc, person: PersonId): void {
  writeRecord(document, 'members', person, { deleted: true })
}
