import type { Inserted } from './decoded-changes.ts'

/** Where the text of a removed entry stands now: the place of its first character there. */
export interface MovedText {
  readonly client: number
  readonly clock: number
}

/** A stretch in common is taken for moved text from this length on, however long the rest. */
const SURELY_MOVED = 8
/** Longest texts that are compared character by character. */
const LONGEST_COMPARED = 4_000

/**
 * Whether a change that removed an entry wrote its text again elsewhere, as joining, splitting and moving do. `text` is
 * what the remover had seen of it. A part of it is enough: joining over a selection leaves out what was selected.
 */
export function isMoved(text: string, changes: readonly (readonly Inserted[])[]): MovedText | undefined {
  if (text.trim() === '') return undefined
  let best: { readonly length: number; readonly moved: MovedText } | undefined
  for (const inserted of changes.flat()) {
    const common = longestInCommon(text, inserted.text)
    const isEnough = common.length >= SURELY_MOVED || common.length * 2 >= text.trim().length
    const { at, length } = isEnough ? common : endElsewhere(text, inserted)
    if (length > (best?.length ?? 0)) best = { length, moved: { client: inserted.client, clock: inserted.clocks[at]! } }
  }
  return best?.moved
}

interface Common {
  readonly length: number
  /** Where it begins in the inserted text. */
  readonly at: number
}

/**
 * The beginning or the end of the entry went on beside another's: what is left of a join over a selection. One
 * character is enough; taking for moved what was not keeps what nobody had seen all the same, only not all round it.
 */
function endElsewhere(text: string, { text: inserted, starts }: Inserted): Common {
  let best: Common = { length: 0, at: 0 }
  const borders = [...starts, inserted.length]
  for (const [index, at] of [...starts].entries()) {
    const run = inserted.slice(at, borders[index + 1])
    for (let length = Math.min(text.length, run.length, SURELY_MOVED); length > best.length; length -= 1) {
      const [beginning, end] = [text.slice(0, length), text.slice(-length)]
      if (run.startsWith(beginning) || run.startsWith(end)) best = { length, at }
      else if (run.endsWith(end)) best = { length, at: at + run.length - length }
    }
  }
  return best
}

function longestInCommon(text: string, inserted: string): Common {
  if (text.length > LONGEST_COMPARED || inserted.length > LONGEST_COMPARED * 10) {
    const at = inserted.indexOf(text)
    return at < 0 ? { length: 0, at: 0 } : { length: text.length, at }
  }
  let best: Common = { length: 0, at: 0 }
  let above = new Uint16Array(text.length + 1)
  let row = new Uint16Array(text.length + 1)
  for (let at = 0; at < inserted.length; at += 1) {
    for (let index = 0; index < text.length; index += 1) {
      const length = inserted[at] === text[index] ? above[index]! + 1 : 0
      row[index + 1] = length
      if (length > best.length) best = { length, at: at + 1 - length }
    }
    ;[above, row] = [row, above]
  }
  return best
}
