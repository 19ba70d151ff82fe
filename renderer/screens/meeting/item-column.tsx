import { useDeferredValue, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { agendaInOrder, agendaTree, type AgendaItem } from '../../../shared/agenda/tree.ts'
import { isAttending } from '../../../shared/attendance/roll.ts'
import { otherLanguage, textIn, translationState, withText } from '../../../shared/model/bilingual.ts'
import type { AgendaItemId, EntryId, PersonId } from '../../../shared/model/identifiers.ts'
import { AGENDA_KINDS, editAgendaRecord, readAgendaRecords, readAttendanceRecords, type AgendaPatch, type ItemOutcome } from '../../../shared/model/meeting.ts'
import { todayHere } from '../../../shared/model/wall-time.ts'
import { readPeople } from '../../../shared/model/workspace.ts'
import type * as Y from 'yjs'
import { bridge } from '../../app/bridge.ts'
import { useCommands } from '../../app/commands.tsx'
import { settledText } from '../../app/settled-text.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { SelectField } from '../../components/field.tsx'
import { ArrowDown, ArrowUp } from '../../components/icons.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { BodyEditor } from '../../editor/body-editor.tsx'
import { useLevelColumns } from '../../editor/level-columns.ts'
import { useStore, useTables } from '../../store/hooks.ts'
import { ItemClock } from './clock/item-clock.tsx'
import { useDesk, useItemAtHand } from './desk.tsx'
import { useElectorates } from './roll.ts'
import { useDraftText } from './draft-text.ts'
import { useCaretExchange } from './hands/caret-exchange.ts'
import { ItemHands } from './hands/taken-notice.tsx'
import { ItemTaken } from './hands/taken-signs.tsx'
import { useTaking, useTakingCommand, type Taking } from './hands/taking.ts'
import { isMinuted } from './minuted-items.ts'
import { useModuleOffer } from './module-offer.ts'
import { useHoldsOriginals } from './live-translation.ts'
import { TYPED_TOPIC, useStepFollowing } from './step-following.ts'
import { OriginalBeside, TranslationBar } from './translation-bar.tsx'
import { useIsBilingual } from './translation-walk.tsx'
import { ItemRoom } from './item-room.tsx'
import styles from './item.module.css'

/** The item at hand: the place of work. */
export function ItemColumn(): ReactNode {
  const { t } = useTranslation('meeting')
  const { meeting, chooseItem, goTo, readOnly, change, tell } = useDesk()
  const { undo } = meeting
  const { id, isPassing } = useItemAtHand()
  // Who runs through the agenda is not held up by each text on the way; who writes is never behind.
  const passing = useDeferredValue(id)
  const current = isPassing ? passing : id
  const records = useTables(meeting.document, ['agenda'], readAgendaRecords)
  const items = useMemo(() => agendaInOrder(agendaTree(records)), [records])
  const index = items.findIndex((item) => item.id === current)
  const item = items[index]
  // Somebody who writes goes on writing in the next item.
  const [writesIn, setWritesIn] = useState<AgendaItemId>()

  const goBy = (step: 1 | -1) => {
    const next = items[index + step]
    if (!next) return
    if (document.activeElement?.closest('[data-area="item"]')) setWritesIn(next.id)
    chooseItem(next.id)
  }
  // A sub-topic typed into the text: the writing goes on there, and back when it is undone.
  const writeIn = (wanted: AgendaItemId) => {
    if (document.activeElement?.closest('[data-area="item"]')) setWritesIn(wanted)
    chooseItem(wanted)
  }
  const latest = useRef(writeIn)
  latest.current = writeIn
  useEffect(() => {
    const onPopped = ({ stackItem, type }: TakenBack) => {
      const step = stackItem.meta.get(TYPED_TOPIC) as TypedTopic | undefined
      if (!step) return
      const opposite = type === 'undo' ? undo.redoStack : undo.undoStack
      opposite.at(-1)?.meta.set(TYPED_TOPIC, step)
      latest.current(type === 'undo' ? step.under : step.topic)
    }
    undo.on('stack-item-popped', onPopped)
    return () => undo.off('stack-item-popped', onPopped)
  }, [undo])
  const onTopic = (topic: AgendaItemId) => {
    if (!item) return
    undo.undoStack.at(-1)?.meta.set(TYPED_TOPIC, { under: item.id, topic } satisfies TypedTopic)
    writeIn(topic)
  }
  const toggleOutcome = (outcome: ItemOutcome) => {
    if (!item || readOnly) return
    const before = item.outcome
    const after = before === outcome ? 'open' : outcome
    change((document) => editAgendaRecord(document, item.id, { outcome: after }))
    // Minutes that say "not applicable" over a text: a key struck by mistake is told, and taken back.
    if (after === 'open' || !isMinuted(meeting.document, item.id)) return
    tell({ words: t(`item.told.${after}`), undo: () => change((document) => editAgendaRecord(document, item.id, { outcome: before })) })
  }
  useCommands([
    { id: 'item-previous', group: 'navigation', title: t('item.commands.previous'), keys: 'Alt+PageUp', run: () => goBy(-1) },
    { id: 'item-next', group: 'navigation', title: t('item.commands.next'), keys: 'Alt+PageDown', run: () => goBy(1) },
    ...(readOnly || !item
      ? []
      : [
          { id: 'item-title', group: 'agenda' as const, title: t('item.commands.title'), keys: 'F2', run: focusTitle },
          { id: 'item-nothing', group: 'agenda' as const, title: t('item.commands.nothing'), keys: 'Alt+R', run: () => toggleOutcome('nothing-to-report') },
          { id: 'item-not-applicable', group: 'agenda' as const, title: t('item.commands.notApplicable'), keys: 'Alt+O', run: () => toggleOutcome('not-applicable') },
        ]),
  ])
  const taking = useTaking(item)
  useTakingCommand(taking)
  if (!item) {
    return (
      <div className={styles.empty}>
        <EmptyState title={t('item.emptyTitle')} action={!readOnly && <Button onPress={() => goTo('agenda')}>{t('item.emptyAction')}</Button>}>
          {t('item.empty')}
        </EmptyState>
      </div>
    )
  }
  return (
    <Item
      item={item}
      writes={writesIn === item.id}
      onOutcome={toggleOutcome}
      steps={
        <div className={styles.steps}>
          <IconButton icon={ArrowUp} label={t('item.commands.previous')} keys="Alt+PageUp" isDisabled={index === 0} onPress={() => goBy(-1)} />
          <IconButton icon={ArrowDown} label={t('item.commands.next')} keys="Alt+PageDown" isDisabled={index === items.length - 1} onPress={() => goBy(1)} />
        </div>
      }
      onLeave={(direction) => goBy(direction === 'next' ? 1 : -1)}
      onTopic={onTopic}
      taking={taking}
    />
  )
}

interface TypedTopic {
  readonly under: AgendaItemId
  readonly topic: AgendaItemId
}

interface TakenBack {
  readonly stackItem: { readonly meta: Map<unknown, unknown> }
  readonly type: 'undo' | 'redo'
}

function focusTitle(): void {
  document.querySelector<HTMLTextAreaElement>('[data-item-title]')?.select()
}

interface ItemProps {
  readonly item: AgendaItem
  readonly writes: boolean
  readonly steps: ReactNode
  readonly onOutcome: (outcome: ItemOutcome) => void
  readonly onLeave: (direction: 'previous' | 'next') => void
  readonly onTopic: (topic: AgendaItemId) => void
  readonly taking: Taking | undefined
}

/** Stays while one goes from item to item; what holds a draft of its own is made anew for each. */
function Item({ item, writes, steps, onOutcome, onLeave, onTopic, taking }: ItemProps): ReactNode {
  const { t } = useTranslation('meeting')
  const store = useStore()
  const desk = useDesk()
  const { facts, meeting, workspace, language, readOnly, addPerson, goTo, tell } = desk
  const people = useTables(workspace, ['people'], readPeople)
  const attending = useTables(meeting.document, ['attendance'], readAttending)
  const electorates = useElectorates()
  const { caret } = useItemAtHand()
  const modules = useModuleOffer()
  const carets = useCaretExchange(item.id)
  const [original, setOriginal] = useState<EntryId>()
  const followStep = useStepFollowing(desk, { item: item.id, language })
  const other = otherLanguage(language)
  // What was first written in the other language is translated too, whichever the meeting's language is.
  const holdsOriginals = useHoldsOriginals(meeting.document, item.id, other)
  const isTranslation = facts.language !== language || holdsOriginals
  const columns = useLevelColumns(isTranslation ? `${item.id}/${language}` : undefined)
  const editor = (
    <BodyEditor
      meeting={meeting.document}
      item={item.id}
      language={language}
      people={people}
      attending={attending}
      electorates={electorates}
      undoManager={meeting.undo}
      carets={carets}
      readOnly={readOnly}
      autoFocus={writes}
      modules={modules}
      caretAt={caret?.item === item.id && caret.language === language ? caret : undefined}
      addPerson={addPerson}
      onOpenLink={(address) => void bridge().openLink(address)}
      onEntryDone={() => void store.save()}
      onLeave={onLeave}
      date={facts.date ?? todayHere()}
      onTakenBack={followStep}
      onTopic={onTopic}
      tell={tell}
      onCaretEntry={(_entry, translated) => setOriginal(translated)}
    />
  )
  return (
    <article className={styles.item} aria-label={`${item.number} ${textIn(item.title, language)}`.trim()}>
      <header className={styles.head}>
        <div className={styles.titleLine}>
          <span className={styles.number}>{item.number}</span>
          <ItemTitle key={item.id} item={item} onDone={() => goTo('item')} />
          <ItemClock item={item} />
          {steps}
        </div>
        <ItemFacts item={item} people={people} attending={attending} onOutcome={onOutcome} taking={taking} />
        <ItemHands key={item.id} item={item.id} taking={taking} />
      </header>
      {item.kind === 'break' ? (
        <p className={styles.note}>{t('item.break')}</p>
      ) : (
        <>
          {isTranslation && <TranslationBar item={item.id} from={other} current={original} />}
          <ItemRoom>
            {/* The editor keeps its place among its siblings: who writes is not interrupted when the column comes or goes. */}
            <div ref={columns} className={isTranslation ? styles.sideBySide : styles.alone}>
              {isTranslation && (
                <div className={styles.original}>
                  <OriginalBeside item={item.id} language={other} people={people} current={original} />
                </div>
              )}
              {editor}
            </div>
          </ItemRoom>
        </>
      )}
    </article>
  )
}

function ItemTitle({ item, onDone }: { readonly item: AgendaItem; readonly onDone: () => void }): ReactNode {
  const { t } = useTranslation('meeting')
  const { write, language, readOnly } = useDesk()
  const other = otherLanguage(language)
  const draft = useDraftText(item.title[language] ?? '', (text) => {
    // An item keeps a name: what was emptied is not written, and comes back when the field is left.
    const title = settledText(text.replace(/\s*\n\s*/g, ' '), language)
    if (title !== '' && title !== item.title[language]) write((document) => editAgendaRecord(document, item.id, { title: withText(item.title, language, title) }))
  })
  const state = translationState(item.title)
  const isOriginal = item.title.original === language
  const isBilingual = useIsBilingual()
  const note = !isOriginal && (state === 'missing' ? t('item.titleToTranslate', { title: item.title[other] }) : state === 'stale' && t('item.titleStale', { title: item.title[other] }))
  return (
    <>
      <div className={styles.titleBox}>
        <textarea
          className={styles.title}
          rows={1}
          aria-label={t('item.title')}
          lang={language}
          dir="auto"
          maxLength={20_000}
          readOnly={readOnly}
          placeholder={item.title[other] || t('agenda.untitled')}
          value={draft.text}
          data-item-title=""
          onChange={(event) => draft.change(event.target.value)}
          onBlur={draft.settle}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return
            event.preventDefault()
            if (event.key === 'Escape') draft.revert()
            else draft.settle()
            onDone()
          }}
        />
        {note && <p className={styles.note}>{note}</p>}
      </div>
      {isBilingual && isOriginal && state === 'missing' && (
        <span className={styles.untranslated} title={t(`item.titleMissing.${other}`)}>
          <span aria-hidden>{t(`item.untranslated.${other}`)}</span>
          <span className="visually-hidden">{t(`item.titleMissing.${other}`)}</span>
        </span>
      )}
    </>
  )
}

interface ItemFactsProps {
  readonly item: AgendaItem
  readonly people: ReturnType<typeof readPeople>
  readonly attending: ReadonlySet<PersonId>
  readonly onOutcome: (outcome: ItemOutcome) => void
  readonly taking: Taking | undefined
}

function ItemFacts({ item, people, attending, onOutcome, taking }: ItemFactsProps): ReactNode {
  const { t } = useTranslation('meeting')
  const { change, readOnly, addPerson } = useDesk()
  const edit = (patch: AgendaPatch) => change((document) => editAgendaRecord(document, item.id, patch))
  return (
    <div className={styles.facts}>
      {(!readOnly || item.presenters.length > 0) && (
        <div className={`${styles.fact} ${styles.presenters}`}>
          <span aria-hidden>{t('item.presenters')}</span>
          <PersonPicker
            key={item.id}
            label={t('item.presenters')}
            labelHidden
            quiet
            people={people}
            attending={attending}
            value={item.presenters}
            isDisabled={readOnly}
            placeholder={t('item.nobody')}
            addPerson={addPerson}
            onChange={(presenters) => edit({ presenters })}
          />
        </div>
      )}
      {(!readOnly || item.plannedMinutes !== undefined) && (
        <MinutesField key={`minutes ${item.id}`} minutes={item.plannedMinutes} onChange={(plannedMinutes) => edit({ plannedMinutes })} />
      )}
      {(!readOnly || item.place) && <PlaceField key={`place ${item.id}`} place={item.place ?? ''} onChange={(place) => edit({ place: place || undefined })} />}
      <ItemTaken taking={taking} />
      {!readOnly && item.kind !== 'topic' && (
        <SelectField label={t('agenda.kind.label')} labelHidden value={item.kind} options={AGENDA_KINDS.map((kind) => ({ value: kind, label: t(`agenda.kind.${kind}`) }))} onChange={(kind) => edit({ kind })} />
      )}
      {item.kind !== 'break' && (
        <ToggleButtonGroup aria-label={t('outcome.label')} className={styles.outcomes!} isDisabled={readOnly} selectedKeys={item.outcome === 'open' ? [] : [item.outcome]}>
          {OUTCOMES.map((outcome) => (
            <ToggleButton key={outcome} id={outcome} className={styles.outcome!} onPress={() => onOutcome(outcome)}>
              {t(`outcome.${outcome}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
    </div>
  )
}

const OUTCOMES = ['nothing-to-report', 'not-applicable'] as const satisfies readonly ItemOutcome[]
/** A day: no item is planned for longer. */
const MOST_MINUTES = 1_440

function MinutesField({ minutes, onChange }: { readonly minutes: number | undefined; readonly onChange: (minutes: number | undefined) => void }): ReactNode {
  const { t } = useTranslation('meeting')
  const { readOnly } = useDesk()
  const draft = useDraftText(minutes === undefined ? '' : String(minutes), (text) => {
    const typed = /^\d{1,4}$/.test(text.trim()) ? Math.min(Number(text), MOST_MINUTES) : undefined
    if (typed === undefined && text.trim() !== '') return
    if ((typed || undefined) !== minutes) onChange(typed || undefined)
  })
  return (
    <label className={styles.fact}>
      <span>{t('item.planned')}</span>
      <input className={`${styles.small} ${styles.minutes}`} inputMode="numeric" maxLength={4} readOnly={readOnly} placeholder="–" value={draft.text} onChange={(event) => draft.change(event.target.value.replace(/\D/g, ''))} onBlur={draft.settle} />
      <span aria-hidden>min</span>
    </label>
  )
}

function PlaceField({ place, onChange }: { readonly place: string; readonly onChange: (place: string) => void }): ReactNode {
  const { t } = useTranslation('meeting')
  const { readOnly } = useDesk()
  const draft = useDraftText(place, (text) => text.trim() !== place && onChange(text.trim()))
  return (
    <label className={styles.fact}>
      <span>{t('item.place')}</span>
      <input className={`${styles.small} ${styles.place}`} maxLength={2_000} readOnly={readOnly} placeholder="–" value={draft.text} onChange={(event) => draft.change(event.target.value)} onBlur={draft.settle} />
    </label>
  )
}

function readAttending(document: Y.Doc): ReadonlySet<PersonId> {
  return new Set(readAttendanceRecords(document).flatMap((record) => (isAttending(record.status) ? [record.person] : [])))
}
