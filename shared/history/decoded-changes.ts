import * as Y from 'yjs'
import { ENTRY_NODE, LINE_BREAK_NODE } from '../model/body.ts'

type DeleteSet = ReturnType<typeof Y.createDeleteSet>
type Decoded = ReturnType<typeof Y.decodeUpdate>

/** One character or border of what a change inserted, in the order in which it was written. */
export interface Inserted {
  readonly text: string
  /** For each character of `text`, the clock of its client. */
  readonly clocks: readonly number[]
  /** Where in `text` something begins that was not written on after the character before it. */
  readonly starts: ReadonlySet<number>
  readonly client: number
}

/** What a batch of updates says by itself: what each inserted and which items each deleted. Decoded only when asked. */
export class DecodedChanges {
  readonly #updates: readonly Uint8Array[]
  readonly #decoded: (Decoded | undefined)[] = []
  #deleted: DeleteSet | undefined

  constructor(updates: readonly Uint8Array[]) {
    this.#updates = updates
  }

  /** All that any of them deleted knowingly. */
  get deleted(): DeleteSet {
    return (this.#deleted ??= Y.mergeDeleteSets(this.#updates.map((_update, index) => this.#decode(index).ds)))
  }

  /** Numbers of the changes that deleted one of these items. */
  removing(ids: readonly Y.ID[]): readonly number[] {
    return this.#numbers().filter((index) => ids.some((id) => Y.isDeleted(this.#decode(index).ds, id)))
  }

  /** What these changes deleted and no other one did. */
  seenByOnly(numbers: readonly number[]): DeleteSet {
    const others = Y.mergeDeleteSets(this.#numbers().filter((index) => !numbers.includes(index)).map((index) => this.#decode(index).ds))
    const seen = Y.createDeleteSet()
    for (const [client, ranges] of Y.mergeDeleteSets(numbers.map((index) => this.#decode(index).ds)).clients) {
      const left = without(ranges, others.clients.get(client) ?? [])
      if (left.length > 0) seen.clients.set(client, left)
    }
    return seen
  }

  /** Number of the change that brought an item; undefined if none of them did. */
  bringing({ client, clock }: Y.ID): number | undefined {
    const index = this.#updates.findIndex((_update, candidate) =>
      this.#decode(candidate).structs.some(({ id, length }) => id.client === client && clock >= id.clock && clock < id.clock + length),
    )
    return index < 0 ? undefined : index
  }

  /** The text that a change inserted into bodies, by client; a border stands where a new entry begins. */
  inserted(index: number): readonly Inserted[] {
    const byClient = new Map<number, { text: string; clocks: number[]; starts: Set<number> }>()
    const { structs, ds } = this.#decode(index)
    for (const struct of structs) {
      if (!(struct instanceof Y.Item)) continue
      const text = insertedText(struct.content)
      const { client, clock } = struct.id
      const known = byClient.get(client) ?? { text: '', clocks: [], starts: new Set() }
      byClient.set(client, known)
      const isWrittenOn = struct.origin?.client === client && struct.origin.clock === clock - 1
      for (let offset = 0; offset < text.length; offset += 1) {
        // Written and taken away again within the same change.
        if (Y.isDeleted(ds, Y.createID(client, clock + offset))) continue
        if ((offset === 0 && !isWrittenOn) || known.clocks.at(-1) !== clock + offset - 1) known.starts.add(known.text.length)
        known.clocks.push(clock + offset)
        known.text += text[offset]!
      }
    }
    return [...byClient].map(([client, inserted]) => ({ client, ...inserted }))
  }

  #numbers(): readonly number[] {
    return this.#updates.map((_update, index) => index)
  }

  #decode(index: number): Decoded {
    return (this.#decoded[index] ??= Y.decodeUpdate(this.#updates[index]!))
  }
}

type Ranges = NonNullable<ReturnType<DeleteSet['clients']['get']>>

/** Ranges less others; both in order and apart. By their borders: how long a range is, its writer can say as he likes. */
function without(ranges: Ranges, others: Ranges): Ranges {
  const left: Ranges = []
  let next = 0
  for (const { clock, len } of ranges) {
    const end = clock + len
    let at = clock
    while (next < others.length && others[next]!.clock + others[next]!.len <= at) next += 1
    for (let index = next; index < others.length && others[index]!.clock < end; index += 1) {
      const other = others[index]!
      if (other.clock > at) left.push({ clock: at, len: other.clock - at })
      at = Math.max(at, other.clock + other.len)
    }
    if (at < end) left.push({ clock: at, len: end - at })
  }
  return left
}

function insertedText(content: Y.Item['content']): string {
  if (content instanceof Y.ContentString) return content.str
  if (!(content instanceof Y.ContentType) || !(content.type instanceof Y.XmlElement)) return ''
  if (content.type.nodeName === LINE_BREAK_NODE) return '\n'
  return content.type.nodeName === ENTRY_NODE ? '\u0000' : ''
}
