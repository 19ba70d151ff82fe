import type { DocumentKind, DocumentLanguage } from '../bridge.ts'
import { isAttending } from '../attendance/roll.ts'
import type { VoteWarning } from '../votes/result.ts'
import type { Language } from '../model/bilingual.ts'
import type { AgendaItemId, EntryId } from '../model/identifiers.ts'
import { entriesOfKind, itemsInOrder, type Minutes, type MinutesEntry, type MinutesItem, type MinutesText } from './minutes.ts'
import type { TranslationBlock } from './translation.ts'

/** Where something is put right. */
export type ReviewPlace =
  | { readonly area: 'details'; readonly field: 'date' | 'chairs' }
  /** Without a name: where people are marked. */
  | { readonly area: 'attendance'; readonly name?: string }
  /** Without an entry: at the title. */
  | { readonly area: 'item'; readonly item: AgendaItemId; readonly entry?: EntryId; readonly language: Language }
  | { readonly area: 'translation'; readonly block: TranslationBlock }

export interface FoundPlace {
  /** "V2", or a name; empty for one that has none. */
  readonly label: string
  readonly place: ReviewPlace
}

const FINDING_KINDS = [
  'withoutDate', 'withoutChair', 'nobodyAttending', 'withoutStatus', 'votesWithoutResult', 'more-votes-than-people', 'not-as-announced', 'not-entitled',
  'not-as-written', 'actionsWithoutOwner', 'actionsWithoutDueDate', 'speakersNotAttending', 'untranslated', 'stale',
] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** Something that a chair would want to know before the minutes leave the house: how often, and where. */
export interface Finding {
  readonly kind: FindingKind
  /** One for each, in the order of the document; never empty. */
  readonly places: readonly FoundPlace[]
}

export interface ReviewedDocument {
  readonly kind: DocumentKind
  readonly language: DocumentLanguage
}

export type WarnedVotes = ReadonlyMap<EntryId, readonly VoteWarning[]>

/** What is missing or odd in what the document will say, the most embarrassing first. */
export function reviewMinutes(minutes: Minutes, document: ReviewedDocument, warned: WarnedVotes = new Map()): readonly Finding[] {
  const places: Readonly<Record<FindingKind, readonly FoundPlace[]>> = {
    withoutDate: minutes.date === null ? [{ label: '', place: { area: 'details', field: 'date' } }] : [],
    withoutChair: minutes.chairs.length === 0 ? [{ label: '', place: { area: 'details', field: 'chairs' } }] : [],
    ...ofAttendance(minutes, document),
    ...ofVotes(minutes, warned),
    ...ofActions(minutes),
    ...ofTranslations(minutes, document),
  }
  return FINDING_KINDS.flatMap((kind) => (places[kind].length > 0 ? [{ kind, places: places[kind] }] : []))
}

/** The record of decisions says nothing of who was there. */
function ofAttendance(minutes: Minutes, { kind }: ReviewedDocument): Pick<Record<FindingKind, readonly FoundPlace[]>, 'nobodyAttending' | 'withoutStatus' | 'speakersNotAttending'> {
  if (kind === 'decisions') return { nobodyAttending: [], withoutStatus: [], speakersNotAttending: [] }
  const unsaid = minutes.attendance.sites.flatMap(({ people }) => people.filter(({ status }) => status === null))
  return {
    nobodyAttending: minutes.attendance.attending === 0 ? [{ label: '', place: { area: 'attendance' } }] : [],
    withoutStatus: unsaid.map(({ name }) => ({ label: name, place: { area: 'attendance', name } })),
    speakersNotAttending: speakersNotAttending(minutes),
  }
}

/**
 * By name, as the minutes say it: of two people who bear the same name, one who attends answers for the other. Minutes
 * hold no identifiers of people. Who is on the list is marked there; for others, what names them is where to look.
 */
function speakersNotAttending(minutes: Minutes): readonly FoundPlace[] {
  const listed = minutes.attendance.sites.flatMap((site) => site.people)
  const attending = new Set(listed.filter((person) => isAttending(person.status ?? undefined)).map(({ name }) => name))
  const found = new Map<string, ReviewPlace>()
  const say = (names: readonly string[], place: ReviewPlace) => {
    for (const name of names) {
      if (!attending.has(name) && !found.has(name)) found.set(name, listed.some((person) => person.name === name) ? { area: 'attendance', name } : place)
    }
  }
  for (const item of itemsInOrder(minutes.agenda)) {
    say(item.presenters, { area: 'item', item: item.id as AgendaItemId, language: item.title.original })
    for (const entry of item.body) say(entry.speakers, placeOf(item, entry))
  }
  return [...found].map(([label, place]) => ({ label, place }))
}

type OfVotes = Pick<Record<FindingKind, readonly FoundPlace[]>, 'votesWithoutResult' | VoteWarning>

function ofVotes(minutes: Minutes, warned: WarnedVotes): OfVotes {
  const votes = entriesOfKind(minutes, 'vote')
  const places = (isMeant: (entry: MinutesEntry) => boolean) => votes.filter(({ entry }) => isMeant(entry)).map(foundAt)
  const withWarning = (warning: VoteWarning) => places(({ id }) => warned.get(id as EntryId)?.includes(warning) ?? false)
  return {
    votesWithoutResult: places(({ vote }) => vote?.result === 'undecided'),
    'more-votes-than-people': withWarning('more-votes-than-people'),
    'not-as-announced': withWarning('not-as-announced'),
    'not-entitled': withWarning('not-entitled'),
    'not-as-written': withWarning('not-as-written'),
  }
}

function ofActions(minutes: Minutes): Pick<Record<FindingKind, readonly FoundPlace[]>, 'actionsWithoutOwner' | 'actionsWithoutDueDate'> {
  const open = entriesOfKind(minutes, 'action').filter(({ entry }) => entry.action?.state === 'open')
  return {
    actionsWithoutOwner: open.filter(({ entry }) => entry.action?.owners.length === 0).map(foundAt),
    actionsWithoutDueDate: open.filter(({ entry }) => entry.action?.due === null).map(foundAt),
  }
}

/** Only what the document will say in a language that is not that of the original. */
function ofTranslations(minutes: Minutes, { kind, language }: ReviewedDocument): Pick<Record<FindingKind, readonly FoundPlace[]>, 'untranslated' | 'stale'> {
  const isSaid = ({ original }: TranslationBlock) => language === 'both' || original !== language
  const blocks = translatableBlocks(minutes, kind).filter(isSaid)
  const inState = (state: TranslationBlock['translation']) => blocks.filter(({ translation }) => translation === state).map((block): FoundPlace => ({ label: '', place: { area: 'translation', block } }))
  return { untranslated: inState('missing'), stale: inState('stale') }
}

function translatableBlocks(minutes: Minutes, kind: DocumentKind): readonly TranslationBlock[] {
  const heads = [textBlock('meetingTitle', minutes.title), ...(minutes.place ? [textBlock('meetingPlace', minutes.place)] : [])]
  const items = itemsInOrder(minutes.agenda).flatMap((item): readonly TranslationBlock[] => {
    const entries = item.body.filter((entry) => kind === 'minutes' || entry.kind !== 'note')
    const title = kind === 'minutes' || entries.length > 0 ? [textBlock('itemTitle', item.title, item)] : []
    return [...title, ...entries.map((entry): TranslationBlock => ({ kind: 'entry', item: item.id as AgendaItemId, entry: entry.id as EntryId, original: entry.original, translation: entry.translation }))]
  })
  return [...heads, ...items]
}

function textBlock(kind: TranslationBlock['kind'], { original, translation }: MinutesText, item?: MinutesItem): TranslationBlock {
  return { kind, original, translation, ...(item && { item: item.id as AgendaItemId }) }
}

function foundAt({ item, entry }: { readonly item: MinutesItem; readonly entry: MinutesEntry }): FoundPlace {
  return { label: entry.reference ?? '', place: placeOf(item, entry) }
}

function placeOf(item: MinutesItem, entry: MinutesEntry): ReviewPlace {
  return { area: 'item', item: item.id as AgendaItemId, entry: entry.id as EntryId, language: entry.original }
}
