import type * as Y from 'yjs'
import { bilingual, type BilingualText, type Language } from './bilingual.ts'
import { fact, readTable, textFields, writeRecord } from './fact-table.ts'
import { newIdentifier, type PersonId, type SiteId } from './identifiers.ts'

/** The workspace document: what all series share. Tables: `facts`, `sites`, `people`. */
export interface Workspace {
  readonly name: BilingualText
  readonly isSample: boolean
}

export interface Site {
  readonly id: SiteId
  /** As it is known: "LPC Clermont". Names of sites are proper names and are not translated. */
  readonly name: string
  readonly deleted: boolean
}

export interface Person {
  readonly id: PersonId
  readonly name: string
  /** Other ways this person is written: initials, maiden name, a frequent misspelling. */
  readonly aliases: readonly string[]
  readonly email?: string
  readonly affiliation?: string
  readonly site?: SiteId
  readonly deleted: boolean
}

const FACTS = 'workspace'

export function createWorkspace(document: Y.Doc, name: string, language: Language, isSample = false): void {
  writeRecord(document, 'facts', FACTS, { ...textFields('name', bilingual(name, language)), isSample })
}

export function readWorkspace(document: Y.Doc): Workspace {
  const record = readTable(document, 'facts').get(FACTS) ?? {}
  return { name: fact.text(record, 'name'), isSample: fact.flag(record, 'isSample') }
}

export function renameWorkspace(document: Y.Doc, name: BilingualText): void {
  writeRecord(document, 'facts', FACTS, textFields('name', name))
}

/** All sites, deleted ones too, by name. */
export function readSites(document: Y.Doc): readonly Site[] {
  return [...readTable(document, 'sites')]
    .map(([id, record]) => ({ id: id as SiteId, name: fact.string(record, 'name') ?? '', deleted: fact.flag(record, 'deleted') }))
    .sort((left, right) => left.name.localeCompare(right.name, 'fr') || left.id.localeCompare(right.id))
}

export function addSite(document: Y.Doc, name: string): SiteId {
  const id = newIdentifier<SiteId>()
  writeRecord(document, 'sites', id, { name })
  return id
}

export function editSite(document: Y.Doc, id: SiteId, patch: Partial<Pick<Site, 'name' | 'deleted'>>): void {
  writeRecord(document, 'sites', id, patch)
}

/** All people, deleted ones too, by name. */
export function readPeople(document: Y.Doc): readonly Person[] {
  return [...readTable(document, 'people')]
    .map(([id, record]): Person => {
      const email = fact.string(record, 'email')
      const affiliation = fact.string(record, 'affiliation')
      const site = fact.string(record, 'site') as SiteId | undefined
      return {
        id: id as PersonId,
        name: fact.string(record, 'name') ?? '',
        aliases: fact.list(record, 'aliases'),
        deleted: fact.flag(record, 'deleted'),
        ...(email && { email }),
        ...(affiliation && { affiliation }),
        ...(site && { site }),
      }
    })
    .sort((left, right) => left.name.localeCompare(right.name, 'fr') || left.id.localeCompare(right.id))
}

export type PersonPatch = { readonly [Field in keyof Omit<Person, 'id'>]?: Person[Field] | undefined }

export function addPerson(document: Y.Doc, person: PersonPatch & { readonly name: string }): PersonId {
  const id = newIdentifier<PersonId>()
  editPerson(document, id, person)
  return id
}

/** Writes the fields that the patch names; a field given as undefined is emptied. */
export function editPerson(document: Y.Doc, id: PersonId, patch: PersonPatch): void {
  writeRecord(document, 'people', id, patch)
}
