import { readOpening } from '../grammar/grammar.ts'
import type { EntryKind, ListStyle } from '../model/body.ts'

/** What one line of a text module becomes: an entry of the minutes. */
export interface ModuleLine {
  readonly kind: EntryKind
  readonly list: ListStyle
  readonly text: string
}

const NOBODY = { people: [], attending: new Set<never>() }

/** The entries that a text makes, one for each line that is not empty. "DÉCISION :" and "- " mean what they mean when they are typed; names stay text. */
export function moduleLines(text: string): readonly ModuleLine[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line): ModuleLine => {
      const opening = readOpening(line, NOBODY)
      if (opening?.is === 'kind') return { kind: opening.kind, list: 'none', text: line.slice(opening.length).trimStart() }
      if (opening?.is === 'list') return { kind: 'note', list: opening.list, text: line.slice(opening.length).trimStart() }
      return { kind: 'note', list: 'none', text: line }
    })
    .filter(({ text: words }) => words !== '')
}
