import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { nearestGap, type TranslationBlock, type TranslationCounts } from '../../../shared/minutes/translation.ts'
import { otherLanguage, withText, type Language } from '../../../shared/model/bilingual.ts'
import { entryText } from '../../../shared/model/body.ts'
import type { AgendaItemId, EntryId } from '../../../shared/model/identifiers.ts'
import { editAgendaRecord, editMeeting, readAgendaRecords, readMeeting } from '../../../shared/model/meeting.ts'
import { useCommands } from '../../app/commands.tsx'
import { keyNames } from '../../app/keys.ts'
import { Languages } from '../../components/icons.tsx'
import { addMissingTranslations, confirmTranslation, translationLine } from '../../editor/missing-translations.ts'
import { useDesk, useItemAtHand } from './desk.tsx'
import { translationBlocks, useTranslationSummary } from './live-translation.ts'
import styles from './meeting.module.css'
import { takePlace } from './wanted-place.ts'

export const PREPARE_KEYS = 'Alt+M'

/** Under which a step of the history remembers the empty line that it made for a translation. */
const PREPARED_LINE = 'prepared-line'

interface PreparedLine {
  readonly item: AgendaItemId
  readonly original: EntryId
  readonly to: Language
}

export interface TranslationWalkProps {
  /** Opens the details of the meeting, with the focus at what the selector finds. */
  readonly openDetails: (selector: string) => void
}

/** What is left to translate of the whole meeting, and the way from one such text to the next. */
export function TranslationWalk({ openDetails }: TranslationWalkProps): ReactNode {
  const { id: itemAtHand } = useItemAtHand()
  const { t, i18n } = useTranslation('meeting')
  const { id, meeting, language, change, goTo, tell, writeAt } = useDesk()
  const left = useTranslationLeft()
  const { document, undo } = meeting
  const shownKeys = keyNames(PREPARE_KEYS, i18n.language === 'en' ? 'en' : 'fr').join('\u00a0')

  const show = (block: TranslationBlock) => {
    const to = otherLanguage(block.original)
    if (block.kind === 'meetingTitle' || block.kind === 'meetingPlace') return openDetails(fieldOf(block.kind, to))
    if (!block.item) return
    if (block.kind === 'itemTitle') return writeAt({ item: block.item, language: to })
    const entry = block.entry && (translationLine(document, block.item, block.entry, to)?.id ?? prepare({ item: block.item, original: block.entry, to }))
    if (entry) writeAt({ item: block.item, language: to, entry })
  }
  const prepare = (line: PreparedLine): EntryId | undefined => {
    let added: EntryId | undefined
    const isDone = change(() => ([added] = addMissingTranslations(document, line.item, otherLanguage(line.to), line.to, line.original)))
    if (isDone) undo.undoStack.at(-1)?.meta.set(PREPARED_LINE, line)
    return added
  }
  const [gap] = useState(() => takePlace(id, 'translation'))
  const hasShownGap = useRef(false)
  useEffect(() => {
    if (!gap || hasShownGap.current) return
    hasShownGap.current = true
    show(gap.block)
  })
  const walk = (step: 1 | -1) => {
    settleField()
    const from = placeAtHand(translationBlocks(document), itemAtHand, language, step)
    takeBackUnused(meeting)
    const blocks = translationBlocks(document)
    const found = nearestGap(blocks, from, step)
    if (!found) return tell({ words: t('translation.walk.none') })
    const isSame = found.index === from
    show(found.block)
    const isStale = found.block.translation === 'stale'
    const place = isSame ? t('translation.walk.only') : found.wraps && t(step === 1 ? 'translation.walk.fromStart' : 'translation.walk.fromEnd')
    const words = [place, isStale && t('translation.walk.stale')].filter((word) => typeof word === 'string').join(' ')
    tell(words === '' ? undefined : { words, ...(isStale && { aside: t('translation.walk.confirmHint', { keys: shownKeys }) }) })
  }
  // What the caret stands in is said to be good; else the lines of the item at hand are made.
  const prepareOrConfirm = () => {
    settleField()
    const block = translationBlocks(document).find(isAtHand(itemAtHand))
    if (block && block.translation === 'stale' && block.original !== language) {
      change(() => confirmBlock(document, block))
      return tell({ words: t('translation.walk.confirmed') })
    }
    if (!itemAtHand) return
    let added: readonly EntryId[] = []
    change(() => (added = addMissingTranslations(document, itemAtHand, otherLanguage(language), language)))
    if (added.length === 0) return tell({ words: t('translation.nothingToPrepare') })
    goTo('item')
  }
  useCommands([
    { id: 'translate-next', group: 'meeting', title: t('translation.walk.next'), keys: 'Alt+U', run: () => walk(1) },
    { id: 'translate-previous', group: 'meeting', title: t('translation.walk.previous'), keys: 'Alt+Shift+U', run: () => walk(-1) },
    { id: 'translate-missing', group: 'meeting', title: t('translation.prepare'), keys: PREPARE_KEYS, run: prepareOrConfirm },
  ])
  if (!left) return null
  return (
    <button type="button" className={styles.toTranslate} title={`${leftWords(t, left)}\n${t('translation.walk.next')}`} onClick={() => walk(1)}>
      <span className="visually-hidden">{leftWords(t, left)}</span>
      <span aria-hidden className={styles.toTranslateLong}>
        {leftWords(t, left)}
      </span>
      <span aria-hidden className={styles.toTranslateShort}>
        <Languages size={14} />
        {[left.missing, left.stale].filter((count) => count > 0).join(' · ')}
      </span>
    </button>
  )
}

/**
 * What is left to translate, where that is of interest: in the language of the translation, and on review once some of
 * the meeting is translated. A committee that writes in one language is not told. Undefined: nothing to be said.
 */
function useTranslationLeft(): TranslationCounts | undefined {
  const { meeting } = useDesk()
  const summary = useTranslationSummary(meeting.document)
  const isOfInterest = useIsTranslating(summary?.whole)
  return summary && isOfInterest && summary.whole.missing + summary.whole.stale > 0 ? summary.whole : undefined
}

function useIsTranslating(whole: TranslationCounts | undefined): boolean {
  const { facts, language } = useDesk()
  return whole !== undefined && (language !== facts.language || (facts.state === 'review' && whole.missing < whole.texts))
}

/** Whether the meeting is written in both languages: something of it is translated, or somebody is at it. */
export function useIsBilingual(): boolean {
  const { meeting, facts, language } = useDesk()
  const summary = useTranslationSummary(meeting.document)
  return language !== facts.language || (summary !== undefined && summary.whole.missing < summary.whole.texts)
}

/** What is left to translate of an item, where that is of interest and not nothing. */
export function useToTranslate(): (item: AgendaItemId) => TranslationCounts | undefined {
  const { meeting } = useDesk()
  const summary = useTranslationSummary(meeting.document)
  const isOfInterest = useIsTranslating(summary?.whole)
  return (item) => {
    const counts = isOfInterest ? summary?.items.get(item) : undefined
    return counts && counts.missing + counts.stale > 0 ? counts : undefined
  }
}

export function leftWords(t: ReturnType<typeof useTranslation<'meeting'>>['t'], { missing, stale }: TranslationCounts): string {
  return [missing > 0 && t('translation.left.missing', { missing }), stale > 0 && t('translation.left.stale', { stale })].filter(Boolean).join(', ')
}

const FIELDS = { meetingTitle: 'details.titleIn', meetingPlace: 'details.placeIn' } as const

function fieldOf(kind: keyof typeof FIELDS, language: Language): string {
  return `[data-bilingual="${FIELDS[kind]}"] input[lang="${language}"]`
}

/** What waits in a field of one language is written in that one, as if the field were left. */
export function settleField(): void {
  const active = window.document.activeElement
  if (!(active instanceof HTMLElement) || !active.matches('[data-item-title], [data-bilingual] input')) return
  active.blur()
  active.focus()
}

/**
 * Where among the blocks the keyboard is; -1 before the first. A block at hand in its original is one that is still to
 * be gone to, so going on begins before it.
 */
function placeAtHand(blocks: readonly TranslationBlock[], item: AgendaItemId | undefined, language: Language, step: 1 | -1): number {
  const index = blocks.findIndex(isAtHand(item))
  const block = blocks[index]
  if (!block) return step === 1 ? beforeItem(blocks, item) : Math.max(0, beforeItem(blocks, item) + 1)
  return block.original === language && step === 1 ? index - 1 : index
}

/** The place before the first block of an item. */
function beforeItem(blocks: readonly TranslationBlock[], item: AgendaItemId | undefined): number {
  const first = blocks.findIndex((block) => block.item === item)
  return first < 0 ? -1 : first - 1
}

function isAtHand(item: AgendaItemId | undefined): (block: TranslationBlock) => boolean {
  const active = window.document.activeElement
  const field = active?.closest<HTMLElement>('[data-bilingual]')?.dataset.bilingual
  if (field) return ({ kind }) => (kind === 'meetingTitle' || kind === 'meetingPlace') && FIELDS[kind] === field
  if (active?.matches('[data-item-title]')) return (block) => block.item === item && block.kind === 'itemTitle'
  const anchor = active?.matches('.ProseMirror') ? window.getSelection()?.anchorNode : undefined
  const line = (anchor instanceof Element ? anchor : anchor?.parentElement)?.closest<HTMLElement>('[data-line]')
  const entries = [line?.dataset.line, line?.dataset.translates].filter(Boolean)
  return (block) => block.item === item && block.entry !== undefined && entries.includes(block.entry)
}

/** An empty line that was made on the way and passed by goes again, and with it its step of the history. */
function takeBackUnused({ document, undo }: { readonly document: Y.Doc; readonly undo: Y.UndoManager }): void {
  const line = undo.undoStack.at(-1)?.meta.get(PREPARED_LINE) as PreparedLine | undefined
  const there = line && translationLine(document, line.item, line.original, line.to)
  if (there && entryText(there).trim() === '') undo.undo()
}

/** The translation counts as made from the original as it is now. */
function confirmBlock(document: Y.Doc, { kind, item, entry, original }: TranslationBlock): void {
  const to = otherLanguage(original)
  if (kind === 'entry') {
    if (item && entry) confirmTranslation(document, item, entry, to)
  } else if (kind === 'itemTitle') {
    const title = readAgendaRecords(document).find(({ id }) => id === item)?.title
    if (item && title) editAgendaRecord(document, item, { title: withText(title, to, title[to] ?? '') })
  } else {
    const field = kind === 'meetingTitle' ? 'title' : 'place'
    const text = readMeeting(document)[field]
    editMeeting(document, { [field]: withText(text, to, text[to] ?? '') })
  }
}
