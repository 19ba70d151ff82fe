import { uuidv4 } from 'lib0/random'

declare const brand: unique symbol

/** A string that only its own kind of record can be addressed with. */
export type Identifier<Kind extends string> = string & { readonly [brand]: Kind }

export type WorkspaceId = Identifier<'workspace'>
export type SiteId = Identifier<'site'>
export type PersonId = Identifier<'person'>
export type SeriesId = Identifier<'series'>
export type MeetingId = Identifier<'meeting'>
export type AgendaItemId = Identifier<'agendaItem'>
export type EntryId = Identifier<'entry'>
export type ActionId = Identifier<'action'>
export type VoteId = Identifier<'vote'>
export type TimingId = Identifier<'timing'>
export type TextModuleId = Identifier<'textModule'>
/** One installation of Minutier in one workspace: who writes a log. */
export type WriterId = Identifier<'writer'>

/** A new identifier. Random, so that two writers who never met cannot make the same one. */
export function newIdentifier<Id extends Identifier<string>>(): Id {
  return uuidv4() as Id
}
