/** A stretch of a text, in characters. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/**
 * Where a text was last written as `old`. Both are as people type them or as typography makes them of that
 * (`shared/i18n/typed-typography.ts`): spaces that do not break are spaces, « and ” are ", – is -, … is three points, and a sign may
 * have got or lost the space before it.
 */
export function lastPlaceOf(old: string, text: string): Stretch | undefined {
  // Looked for at every place, so that one may begin within another.
  const found = [...text.matchAll(new RegExp(`(?=(${patternOf(old)}))`, 'gu'))].at(-1)
  return found && { from: found.index, to: found.index + found[1]!.length }
}

const SPACE = '[ \\u00a0\\u202f]'
/** With the space that belongs to it, wherever one begins to look. */
const CLOSING = `(?:${SPACE}»|(?<!${SPACE})»)`
/** Whole, so that no half of a sign is found where typography made one of several. */
const PARTS = new RegExp(`\\.{3}|…|["“”]${SPACE}*|«${SPACE}*|${SPACE}*»|['‘’]|(?<=^|${SPACE})--?(?=${SPACE}|$)|–|${SPACE}*[:;!?%€]|${SPACE}|[^]`, 'gu')

function patternOf(old: string): string {
  return old.replace(PARTS, (part, place: number) => {
    switch (part.trim()) {
      case '...':
      case '…':
        return '(?:\\.{3}|…)'
      case '"':
      case '“':
      case '”':
        return quotation(part.length - 1)
      case '«':
        return `«${SPACE}?`
      case '»':
        return CLOSING
      case "'":
      case '‘':
      case '’':
        return "['‘’]"
      case '-':
      case '--':
      case '–':
        return part === '-' && !isApart(old, place) ? '-' : '(?:–|--?)'
      case '':
        return /[ \u00a0\u202f]/.test(part) ? SPACE : '\\s'
      case ':':
      case ';':
      case '!':
      case '?':
      case '%':
      case '€':
        return spaced(part, place)
      default:
        return part.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
    }
  })
}

/** An opening mark takes the spaces that were typed after it. */
function quotation(spaces: number): string {
  return `(?:(?:["“”]|${CLOSING})${SPACE}{${spaces}}|«${SPACE}{0,${Math.max(1, spaces)}})`
}

/** At the start, a sign that was written without its space is the sign alone: that which replaces it may want the space. */
function spaced(part: string, place: number): string {
  const sign = part.trim().replace('?', '\\?')
  if (place > 0) return `${SPACE}{0,${Math.max(1, part.length - 1)}}${sign}`
  return part.length > 1 ? `(?:${SPACE}${sign}|(?<!${SPACE})${sign})` : sign
}

function isApart(text: string, place: number): boolean {
  return /^[ \u00a0\u202f]?$/.test(text.slice(place - 1, place)) && /^[ \u00a0\u202f]?$/.test(text.slice(place + 1, place + 2))
}
