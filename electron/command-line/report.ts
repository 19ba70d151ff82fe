import type { DocumentKind } from '../../shared/log/record.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import type { Inspection, WriterInspection } from './inspect.ts'
import type { Words } from './words.ts'

/** More names than this tell nobody anything. */
const MOST_NAMES = 5

/** What was found, for a person: one line for each thing. */
export function reportLines(place: string, inspection: Inspection, words: Words): readonly string[] {
  const { say } = words
  const spaces = [...new Set([...inspection.writers, ...inspection.documents].map(({ space }) => space))]
  return [
    `${say(`kind.${inspection.kind}`)} ${place}`,
    ...spaces.flatMap((space) => ['', ...spaceLines(space, inspection, words)]),
    ...(inspection.broken.length > 0 ? [''] : []),
    ...inspection.broken.map(({ file, why }) => `! ${say(`broken.${why}`, { file })}`),
    ...foreignLines(inspection.foreign, words),
    '',
    say(inspection.isFine ? 'fine' : 'notFine'),
  ]
}

function spaceLines(space: WorkspaceId, inspection: Inspection, words: Words): readonly string[] {
  const { say, number } = words
  const documents = inspection.documents.filter((document) => document.space === space)
  const name = documents.find(({ kind }) => kind === 'workspace')?.title || say('untitled')
  const counted = (['workspace', 'series', 'meeting'] as const satisfies readonly DocumentKind[])
    .map((kind) => ({ kind, count: documents.filter((document) => document.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => say(`documents.${kind}`, { count, formatted: number(count) }))
  return [
    say('space', { name, id: space }),
    ...inspection.writers.filter((writer) => writer.space === space).flatMap((writer) => writerLines(writer, words)),
    ...(counted.length > 0 ? [`  ${say('documents.title', { list: counted.join(', ') })}`] : []),
    ...documents.map(({ kind, title, state }) => `    ${say(`document.${kind}`)}  ${title || say('untitled')}${state === 'readable' ? '' : `  ! ${say(`document.${state}`)}`}`),
  ]
}

function writerLines(writer: WriterInspection, words: Words): readonly string[] {
  const { say, number, size, moment } = words
  const { records, segments, bytes, firstTime, lastTime } = writer
  const counts = [
    say('counts.records', { count: records, formatted: number(records) }),
    say('counts.files', { count: segments, formatted: number(segments) }),
    size(bytes),
    ...(firstTime === undefined || lastTime === undefined ? [] : [say('counts.period', { from: moment(firstTime), to: moment(lastTime) })]),
  ]
  return [
    `  ${say('writer', { name: writer.name || say('unnamed'), id: writer.writer })}`,
    `    ${counts.join(', ')}`,
    ...writer.gaps.map(({ from, to }) => `    ! ${say('gap', { from: number(from), to: number(to) })}`),
    ...writer.forks.map((at) => `    - ${say('fork', { at: number(at) })}`),
    ...(writer.unknown > 0 ? [`    - ${say('unknown', { count: writer.unknown, formatted: number(writer.unknown) })}`] : []),
    ...(writer.unreadable > 0 ? [`    ! ${say('unreadable', { count: writer.unreadable, formatted: number(writer.unreadable) })}`] : []),
  ]
}

function foreignLines(foreign: readonly string[], { say, number }: Words): readonly string[] {
  if (foreign.length === 0) return []
  const names = foreign.slice(0, MOST_NAMES).join(', ') + (foreign.length > MOST_NAMES ? ', …' : '')
  return ['', `- ${say('foreign', { count: foreign.length, formatted: number(foreign.length), names })}`]
}
