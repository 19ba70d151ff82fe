import { isAttending } from '../attendance/roll.ts'
import { entriesOfKind, itemsInOrder, type Minutes, type MinutesText } from './minutes.ts'
import { countTranslations } from './translation.ts'

/** What a chair would want to know before the minutes leave the house. Numbers of what is missing, and who. */
export interface MinutesReview {
  /** Titles and entries without, or with an outdated, translation. */
  readonly untranslated: number
  readonly stale: number
  readonly actionsWithoutOwner: number
  readonly actionsWithoutDueDate: number
  readonly votesWithoutResult: number
  /** Who speaks or presents but is not marked as attending, by name. */
  readonly speakersNotAttending: readonly string[]
  readonly nobodyAttending: boolean
  readonly withoutChair: boolean
  readonly withoutDate: boolean
}

export function reviewMinutes(minutes: Minutes): MinutesReview {
  const items = itemsInOrder(minutes.agenda)
  const entries = items.flatMap((item) => item.body)
  const texts: readonly Pick<MinutesText, 'translation'>[] = [minutes.title, ...(minutes.place ? [minutes.place] : []), ...items.map((item) => item.title), ...entries]
  const { missing, stale } = countTranslations(texts)
  const openActions = entriesOfKind(minutes, 'action').flatMap(({ entry }) => (entry.action?.state === 'open' ? [entry.action] : []))
  return {
    untranslated: missing,
    stale,
    actionsWithoutOwner: openActions.filter((action) => action.owners.length === 0).length,
    actionsWithoutDueDate: openActions.filter((action) => action.due === null).length,
    votesWithoutResult: entriesOfKind(minutes, 'vote').filter(({ entry }) => entry.vote?.result === 'undecided').length,
    speakersNotAttending: speakersNotAttending(minutes),
    nobodyAttending: minutes.attendance.attending === 0,
    withoutChair: minutes.chairs.length === 0,
    withoutDate: minutes.date === null,
  }
}

/**
 * By name, as the minutes say it: of two people who bear the same name, one who attends answers for the other. Minutes
 * hold no identifiers of people.
 */
function speakersNotAttending(minutes: Minutes): readonly string[] {
  const attending = new Set(minutes.attendance.sites.flatMap((site) => site.people.filter((person) => isAttending(person.status ?? undefined)).map((person) => person.name)))
  const speaking = itemsInOrder(minutes.agenda).flatMap((item) => [...item.presenters, ...item.body.flatMap((entry) => entry.speakers)])
  return [...new Set(speaking)].filter((name) => !attending.has(name))
}
