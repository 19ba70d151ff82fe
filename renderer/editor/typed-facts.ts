import type { Node } from 'prosemirror-model'
import type { EditorState } from 'prosemirror-state'
import type { UndoManager } from 'yjs'
import { readActionFacts, type Company } from '../../shared/grammar/grammar.ts'
import { readVote } from '../../shared/grammar/vote-counts.ts'
import { isRecordKind } from '../../shared/model/body.ts'
import type { ActionId, EntryId, VoteId } from '../../shared/model/identifiers.ts'
import type { ActionPatch, ActionRecord } from '../../shared/model/meeting.ts'
import { newVote, VOTE_CHOICES, type VotePatch, type VoteRecord } from '../../shared/model/vote.ts'
import type { CalendarDate } from '../../shared/model/wall-time.ts'
import { entryAtCaret, findEntry } from './commands.ts'
import { entryAttributes, textOf } from './schema.ts'

/** The records that the words of entries are read into. */
export interface FactRecords {
  readonly action: (action: ActionId) => Pick<ActionRecord, 'owners' | 'due'> | undefined
  readonly editAction: (action: ActionId, patch: ActionPatch) => void
  readonly vote: (vote: VoteId) => VoteRecord | undefined
  readonly editVote: (vote: VoteId, patch: VotePatch) => void
}

/** Facts that were read out of words. */
export type ReadFacts = ActionPatch & VotePatch

export interface Circumstances {
  readonly company: Company
  readonly date: CalendarDate
}

/** What was read of actions, for as long as it can be undone: who took it away again does not get it back. */
const memories = new WeakMap<UndoManager, Set<string>>()

/**
 * Reads what the words of an action or a vote tell and its record does not, and writes it there. The words stay. A fact of
 * a vote follows its words as long as it is what they said before they were changed, whoever read them then, and where.
 */
export class TypedFacts {
  readonly #records: FactRecords
  readonly #given: Set<string>

  constructor(records: FactRecords, history: UndoManager) {
    this.#records = records
    this.#given = memories.get(history) ?? new Set()
    memories.set(history, this.#given)
  }

  /** `before`: the words as they were read until now, empty where none were. Undefined if there is nothing to read, or nothing new. */
  read(entry: Node, circumstances: Circumstances, before: string): ReadFacts | undefined {
    const { kind, action, vote, translationOf } = entryAttributes(entry)
    if (kind === 'action' && action) return this.#readAction(action, textOf(entry), circumstances)
    return kind === 'vote' && vote && translationOf === null ? this.#readVote(vote, before, textOf(entry)) : undefined
  }

  give(action: ActionId, patch: ActionPatch): void {
    if (patch.owners) this.#given.add(`${action} ${patch.owners.join(' ')}`)
    if (patch.due) this.#given.add(`${action} ${patch.due}`)
    this.#records.editAction(action, patch)
  }

  #readAction(action: ActionId, text: string, { company, date }: Circumstances): ReadFacts | undefined {
    const known = this.#records.action(action)
    const { owners, due } = readActionFacts(text, company, date)
    const patch: ActionPatch = {
      ...((known?.owners.length ?? 0) === 0 && owners.length > 0 && !this.#given.has(`${action} ${owners.join(' ')}`) && { owners }),
      ...(!known?.due && due && !this.#given.has(`${action} ${due}`) && { due }),
    }
    if (Object.keys(patch).length === 0) return undefined
    this.give(action, patch)
    return patch
  }

  #readVote(id: VoteId, before: string, now: string): ReadFacts | undefined {
    const record = this.#records.vote(id) ?? newVote(id)
    const [said, says] = [toldOf(before), toldOf(now)]
    const fresh = READ_FACTS.filter((fact) => says[fact] !== said[fact] && says[fact] !== factOf(record, fact) && mayFollow(record, fact, said[fact], says))
    if (fresh.length === 0) return undefined
    const patch: VotePatch = Object.fromEntries(fresh.map((fact) => [fact, says[fact]]))
    this.#records.editVote(id, patch)
    const told = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
    return Object.keys(told).length > 0 ? told : undefined
  }
}

const READ_FACTS = ['for', 'against', 'abstention', 'none', 'announced', 'rule', 'secrecy', 'method'] as const
type ReadFact = (typeof READ_FACTS)[number]
type Told = { readonly [Fact in ReadFact]?: VotePatch[Fact] }

function toldOf(words: string): Told {
  const { counts, ...facts } = readVote(words)
  return { ...counts, ...facts }
}

/** The fact is what the words said, or nobody's doing. */
function mayFollow(record: VoteRecord, fact: ReadFact, said: string | number | undefined, says: Told): boolean {
  const current = factOf(record, fact)
  const nobodys = factOf(newVote(record.id), fact)
  if (current !== said && current !== nobodys) return false
  switch (fact) {
    case 'for':
    case 'against':
    case 'abstention':
    case 'none':
      return record.method !== 'by-name'
    case 'secrecy':
      // Names that were noted are not given up for a word, and what was secret does not become public by one that goes.
      return says.secrecy !== undefined && record.ballots.size === 0
    case 'method':
      return record.secrecy === 'public' && record.ballots.size === 0 && VOTE_CHOICES.every((choice) => record.counts[choice] === undefined && says[choice] === undefined)
    case 'announced':
    case 'rule':
      return true
  }
}

function factOf(record: VoteRecord, fact: ReadFact): string | number | undefined {
  switch (fact) {
    case 'method':
    case 'secrecy':
    case 'rule':
    case 'announced':
      return record[fact]
    default:
      return record.counts[fact]
  }
}

/** An action or a vote whose words were changed, and how they were before. */
export interface Reworded {
  readonly id: EntryId
  readonly before: string
}

/** The words at the caret, changed: they are read again when it leaves them. What was none before, or is none now, is read as it becomes one. */
export function rewordedAtCaret(before: EditorState, after: EditorState): Reworded | undefined {
  const old = entryAtCaret(before)
  const id = old && entryAttributes(old.node).id
  const now = id ? findEntry(after.doc, id) : undefined
  if (!old || !id || !now || textOf(old.node) === textOf(now.node)) return undefined
  return [old, now].every(({ node }) => isRecordKind(entryAttributes(node).kind)) ? { id, before: textOf(old.node) } : undefined
}
