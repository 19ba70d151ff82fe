/** A line of an agenda that was written elsewhere. */
export interface PastedItem {
  readonly title: string
  /** 1: the agenda itself. */
  readonly depth: number
}

/** More lines than this were not meant as an agenda. */
const MOST_ITEMS = 300
/** "3.", "3)", "3.2", "a)", "iv)" or a dash; a bare number only before a tab: "2013 en bref" is a title. */
const NUMBERING = /^(?:(\d{1,2}(?=[.)\t])|\d{1,2}(?:\.\d{1,2})+)[.)]?|[a-z]\)|[ivx]+\)|[-–—•*+])[\s\u00a0]+/i

/**
 * The items in a pasted text, one a line, without their numbers: these are derived here. The level is that of the
 * indentation, or of the numbers ("3.2" stands below "3", "a)" below that) where nothing is indented.
 */
export function pastedItems(text: string): readonly PastedItem[] {
  const lines = text.split(/\r?\n|\r|\u2028/).filter((line) => line.trim() !== '').slice(0, MOST_ITEMS)
  const indents = [...new Set(lines.map(indentOf))].sort((left, right) => left - right)
  let counted = 1
  let depth = 0
  return lines.flatMap((line): PastedItem[] => {
    const number = NUMBERING.exec(line.trim())
    const title = line.trim().slice(number?.[0].length ?? 0).trim()
    if (title === '') return []
    const levels = number?.[1]?.split('.').length
    if (levels !== undefined) counted = levels
    const wanted = indents.length > 1 ? indents.indexOf(indentOf(line)) + 1 : levels ?? (number ? counted + 1 : 1)
    // No level is left out on the way down.
    depth = Math.min(wanted, depth + 1)
    return [{ title, depth }]
  })
}

/** Width of the white space a line begins with; a tab counts as four. */
function indentOf(line: string): number {
  return (/^\s*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length
}
