import type * as Y from 'yjs'
import { LOCAL_CHANGE } from '../model/fact-table.ts'
import type { PersonId } from '../model/identifiers.ts'
import type { AttendancePatch, AttendanceStatus } from '../model/meeting.ts'
import { addPerson, editPerson, readPeople, type Person } from '../model/workspace.ts'
import type { TakeBack } from './edit.ts'
import { markAll, type Mark } from './mark-all.ts'
import { plain } from './match-people.ts'
import { timesToNote, type MeetingHours } from './match-participants.ts'
import type { Participant } from './participants-list.ts'
import { entriesOf, isAttending, meetingRoll, type RollDocuments } from './roll.ts'

/** What was answered for somebody on a list; `new` and `guest` are people whom the directory did not know. */
export type Answer = { readonly is: 'person'; readonly person: PersonId; readonly keepsName: boolean } | { readonly is: 'new' } | { readonly is: 'guest' } | { readonly is: 'ignored' }

export interface AnsweredParticipant {
  readonly participant: Participant
  readonly answer: Answer
}

export interface RecordedParticipants {
  /** Whoever is on the list of the meeting now and was not marked as attending before; new people are counted among them. */
  readonly marked: number
  /** Was marked as attending already, and stays as marked. */
  readonly alreadyThere: number
  readonly added: number
  readonly guests: number
  readonly ignored: number
  /** Takes back the meeting's part, and the people and names that the directory got for it. */
  readonly takeBack: TakeBack
}

/**
 * Writes down who was on a list. The meeting's part is one transaction; the directory gets new people, and the names
 * that are to be kept. Whoever attends already stays as marked.
 */
export function recordParticipants(documents: RollDocuments, answered: readonly AnsweredParticipant[], status: AttendanceStatus, hours: MeetingHours): RecordedParticipants {
  const { workspace } = documents
  const people = new Map(readPeople(workspace).map((person) => [person.id, person]))
  const there = new Set(entriesOf(meetingRoll(documents)).flatMap((entry) => (isAttending(entry.status) ? [entry.person.id] : [])))
  const writing = new DirectoryWriting(workspace, people)
  const marks = new Map<PersonId, Mark>()
  const guests = new Set<PersonId>()
  workspace.transact(() => {
    for (const { participant, answer } of answered) {
      if (answer.is === 'ignored') continue
      const person = answer.is === 'person' ? people.get(answer.person) : writing.add(participant)
      if (!person) continue
      if (answer.is === 'person' && answer.keepsName) writing.learn(person, participant.name)
      if (there.has(person.id)) continue
      if (answer.is === 'guest') guests.add(person.id)
      const patch = { status, ...timesToNote(participant, hours), ...(answer.is === 'guest' && { guest: true }) }
      const known = marks.get(person.id)
      marks.set(person.id, { person, patch: known ? together(known.patch, patch) : patch })
    }
  }, LOCAL_CHANGE)
  const takeBack = markAll(documents, [...marks.values()])
  return {
    marked: marks.size,
    alreadyThere: new Set(answered.flatMap(({ answer }) => (answer.is === 'person' && there.has(answer.person) ? [answer.person] : []))).size,
    added: writing.added.length - guests.size,
    guests: guests.size,
    ignored: answered.filter(({ answer }) => answer.is === 'ignored').length,
    takeBack(meeting) {
      takeBack(meeting)
      writing.takeBack()
    },
  }
}

/** One person on two devices: there from the first coming to the last leaving. */
function together(left: AttendancePatch, right: AttendancePatch): AttendancePatch {
  const arrivedAt = left.arrivedAt && right.arrivedAt ? [left.arrivedAt, right.arrivedAt].sort()[0] : undefined
  const leftAt = left.leftAt && right.leftAt ? [left.leftAt, right.leftAt].sort()[1] : undefined
  const { arrivedAt: _arrival, leftAt: _departure, ...rest } = { ...left, ...right }
  return { ...rest, ...(arrivedAt && { arrivedAt }), ...(leftAt && { leftAt }) }
}

class DirectoryWriting {
  readonly added: PersonId[] = []
  readonly #learnt = new Map<PersonId, { readonly before: readonly string[]; after: readonly string[] }>()
  readonly #workspace: Y.Doc
  readonly #people: ReadonlyMap<PersonId, Person>

  constructor(workspace: Y.Doc, people: ReadonlyMap<PersonId, Person>) {
    this.#workspace = workspace
    this.#people = people
  }

  add({ name, email }: Participant): Pick<Person, 'id' | 'site'> & { readonly name: string; readonly aliases: readonly string[] } {
    const id = addPerson(this.#workspace, { name, ...(email && { email }) })
    this.added.push(id)
    return { id, name, aliases: [] }
  }

  learn({ id, name }: Pick<Person, 'id' | 'name'>, alias: string): void {
    const before = this.#learnt.get(id)?.before ?? this.#people.get(id)?.aliases ?? []
    const known = this.#learnt.get(id)?.after ?? before
    if ([name, ...known].some((one) => plain(one) === plain(alias))) return
    const after = [...known, alias]
    this.#learnt.set(id, { before, after })
    editPerson(this.#workspace, id, { aliases: after })
  }

  /** What somebody has changed since stays. */
  takeBack(): void {
    const now = new Map(readPeople(this.#workspace).map((person) => [person.id, person]))
    this.#workspace.transact(() => {
      for (const id of this.added) editPerson(this.#workspace, id, { deleted: true })
      for (const [id, { before, after }] of this.#learnt) {
        if (now.get(id)?.aliases.join('\n') === after.join('\n')) editPerson(this.#workspace, id, { aliases: before })
      }
    }, LOCAL_CHANGE)
  }
}
