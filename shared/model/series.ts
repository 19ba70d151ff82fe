import type * as Y from 'yjs'
import { bilingual, type BilingualText, type Language } from './bilingual.ts'
import { fact, readTable, textFields, writeRecord } from './fact-table.ts'
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
  readonly deleted: boolean
}

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
  const { name, usualPlace, ...plain } = patch
  writeRecord(document, 'facts', FACTS, {
    ...plain,
    ...('name' in patch && textFields('name', name)),
    ...('usualPlace' in patch && textFields('usualPlace', usualPlace)),
  })
}

export function readSeries(document: Y.Doc): Series {
  const record = readTable(document, 'facts').get(FACTS) ?? {}
  const usualStart = parseWallTime(fact.string(record, 'usualStart') ?? '')
  const usualEnd = parseWallTime(fact.string(record, 'usualEnd') ?? '')
  const link = fact.string(record, 'link')
  const mailingList = fact.string(record, 'mailingList')
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
  }
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
