import type { Run } from '../model/body.ts'
import { safeLink } from '../model/links.ts'

const MARKED = /\*\*(?<bold>.+?)\*\*(?!\*)|\*(?<italic>[^*]+)\*|\[(?<label>[^\]]+)\]\((?<link>[^)\s]+)\)/u

/**
 * Reads `**bold**`, `*italic*` and `[text](https://…)`, one inside another too. Throws an Error that begins with
 * `where` if a mark is not closed or a link may not stand in minutes.
 */
export function parseInlineMarks(text: string, where: string, around: Omit<Run, 'text'> = {}): readonly Run[] {
  const match = MARKED.exec(text)
  if (!match) return plain(text, where, around)
  const { bold, italic, label, link } = match.groups ?? {}
  const inside = (words: string, mark: Omit<Run, 'text'>) => parseInlineMarks(words, where, { ...around, ...mark })
  return [
    ...plain(text.slice(0, match.index), where, around),
    ...(bold === undefined ? [] : inside(bold, { bold: true })),
    ...(italic === undefined ? [] : inside(italic, { italic: true })),
    ...(label === undefined || link === undefined ? [] : inside(label, { link: checkedLink(link, where) })),
    ...parseInlineMarks(text.slice(match.index + match[0].length), where, around),
  ]
}

function plain(text: string, where: string, marks: Omit<Run, 'text'>): readonly Run[] {
  if (/[*[\]]/u.test(text)) throw new Error(`${where}: a mark is not closed in "${text}"`)
  return text === '' ? [] : [{ text, ...marks }]
}

function checkedLink(address: string, where: string): string {
  const link = safeLink(address)
  if (link === undefined) throw new Error(`${where}: "${address}" is not an http, https or mailto address`)
  return link
}
