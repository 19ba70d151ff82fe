import type { Node } from 'prosemirror-model'
import type { UndoManager } from 'yjs'
import { readActionFacts, type Company } from '../../shared/grammar/grammar.ts'
import { readVote } from '../../shared/grammar/vote-counts.ts'
import type { ActionId, VoteId } from '../../shared/model/identifiers.ts'
import type { ActionPatch, ActionRecord } from '../../shared/model/meeting.ts'
import { newVote, type VotePatch, type VoteRecord } from '../../shared/model/vote.ts'
import type { CalendarDate } from '../../shared/model/wall-time.ts'
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

/** What was read, for as long as it can be undone: who took it away again does not get it back. */
interface Memory {
  readonly given: Set<string>
  /** What was last read for each fact of a vote. It follows its words while nobody has changed it otherwise. */
  readonly lastRead: Map<string, string | number>
}

const memories = new WeakMap<UndoManager, Memory>()

/** Reads what the words of an action or a vote tell and its record does not, and writes it there. The words stay. */
export class TypedFacts {
  readonly #records: FactRecords
  readonly #memory: Memory

  constructor(records: FactRecords, history: UndoManager) {
    this.#records = records
    const memory = memories.get(history) ?? { given: new Set<string>(), lastRead: new Map<string, string | number>() }
    memories.set(history, memory)
    this.#memory = memory
  }

  /** Undefined if there is nothing to read, or nothing new. */
  read(entry: Node, circumstances: Circumstances): ReadFacts | undefined {
    const { kind, action, vote, translationOf } = entryAttributes(entry)
    if (kind === 'action' && action) return this.#readAction(action, textOf(entry), circumstances)
    // A translation shares the vote: the words in which it was counted are those of its original.
    return kind === 'vote' && vote && translationOf === null ? this.#readVote(vote, textOf(entry)) : undefined
  }

  give(action: ActionId, patch: ActionPatch): void {
    if (patch.owners) this.#memory.given.add(`${action} ${patch.owners.join(' ')}`)
    if (patch.due) this.#memory.given.add(`${action} ${patch.due}`)
    this.#records.editAction(action, patch)
  }

  #readAction(action: ActionId, text: string, { company, date }: Circumstances): ReadFacts | undefined {
    const known = this.#records.action(action)
    const { owners, due } = readActionFacts(text, company, date)
    const patch: ActionPatch = {
      ...((known?.owners.length ?? 0) === 0 && owners.length > 0 && !this.#memory.given.has(`${action} ${owners.join(' ')}`) && { owners }),
      ...(!known?.due && due && !this.#memory.given.has(`${action} ${due}`) && { due }),
    }
    if (Object.keys(patch).length === 0) return undefined
    this.give(action, patch)
    return patch
  }

  #readVote(id: VoteId, text: string): ReadFacts | undefined {
    const record = this.#records.vote(id) ?? newVote(id)
    const { counts, announced, rule, secrecy, method } = readVote(text)
    const isByName = record.method === 'by-name'
    const told: VotePatch = {
      ...(!isByName && counts),
      ...(announced && { announced }),
      ...(rule && { rule }),
      // Names that were noted are not given up for a word.
      ...(secrecy && record.ballots.size === 0 && { secrecy }),
      ...(method && record.secrecy === 'public' && Object.keys({ ...record.counts, ...counts }).length === 0 && { method }),
    }
    const fresh = Object.entries(told).filter(([fact, value]) => value !== undefined && this.#isNew(record, fact as keyof VotePatch, value))
    if (fresh.length === 0) return undefined
    for (const [fact, value] of fresh) this.#memory.lastRead.set(`${id} ${fact}`, value!)
    const patch: VotePatch = Object.fromEntries(fresh)
    this.#records.editVote(id, patch)
    return patch
  }

  /** Not yet read, and what stands there is what was read before, or nobody's doing. */
  #isNew(record: VoteRecord, fact: keyof VotePatch, value: string | number): boolean {
    const read = this.#memory.lastRead.get(`${record.id} ${fact}`)
    const current = factOf(record, fact)
    return value !== read && value !== current && (current === read || current === factOf(newVote(record.id), fact))
  }
}

function factOf(record: VoteRecord, fact: keyof VotePatch): string | number | undefined {
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
