import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type * as Y from 'yjs'
import type { Language } from '../../shared/model/bilingual.ts'
import { caretAt, placeOfCaret, type BodyCaret } from '../../shared/model/body-caret.ts'
import { bodyFragment } from '../../shared/model/body.ts'
import type { AgendaItemId } from '../../shared/model/identifiers.ts'
import { writeNow } from '../store/late-write.ts'
import { isCaretAhead } from './caret-ahead.ts'
import { findEntry } from './commands.ts'
import styles from './others-carets.module.css'
import { entryAttributes } from './schema.ts'
import { isFromDocument } from './sync.ts'

/** The body in which carets are shown, and who tells of them. */
interface SharedBody {
  readonly meeting: Y.Doc
  readonly item: AgendaItemId
  readonly language: Language
  readonly carets?: CaretExchange | undefined
}

/** The caret of somebody else in the body that is edited. */
export interface OtherCaret {
  readonly writer: string
  readonly initials: string
  /** Of `PERSON_COLOURS`. */
  readonly colour: number
  readonly caret: BodyCaret
}

/** How the carets of those who write in one body reach each other. */
export interface CaretExchange {
  /** Those of the others; the same value for as long as nothing has changed. */
  readonly others: () => readonly OtherCaret[]
  /** Whether somebody is there to be told. */
  readonly isWanted: () => boolean
  /** Told when one of these is another. Returns the unsubscribe. */
  readonly subscribe: (listener: () => void) => () => void
  readonly report: (caret: BodyCaret) => void
}

/** The own caret is told when it has rested for so long, in milliseconds… */
const AT_REST = 700
/** …and at least so often while it moves on. */
const WHILE_MOVING = 2_000

interface Shown {
  readonly others: readonly OtherCaret[]
  /** Those that stand in the text, and where. */
  readonly places: readonly { readonly other: OtherCaret; readonly position: number }[]
  readonly decorations: DecorationSet
}

const key = new PluginKey<Shown>('others-carets')

/** Shows where the others write, and tells them where this person does. While nobody else is there it does nothing at all. */
export function othersCarets({ meeting, item, language, carets }: SharedBody): Plugin | undefined {
  if (!carets) return undefined
  const body = bodyFragment(meeting, item, language)
  let teller: OwnCaret | undefined
  return new Plugin<Shown>({
    key,
    state: {
      init: (_config, state) => shown(body, state.doc, carets.others()),
      apply: (tr, before) => next(body, tr, before),
    },
    props: {
      decorations: (state) => key.getState(state)?.decorations,
      handleDOMEvents: {
        focus: () => {
          teller?.moved()
          return false
        },
        compositionend: (view) => {
          // What was held back while a letter was being composed; behind the editor's own doing.
          setTimeout(() => draw(view, meeting, carets))
          return false
        },
      },
    },
    view: (view) => {
      const own = new OwnCaret(view, body, carets)
      teller = own
      const stop = carets.subscribe(() => {
        draw(view, meeting, carets)
        own.moved()
      })
      return {
        update: (_view, before) => own.moved(before),
        destroy: () => {
          stop()
          own.stop()
        },
      }
    },
  })
}

/** How long to wait for the editor to notice where the caret went, in milliseconds, and how often at most. */
const NOTICES_WITHIN = 30
const MOST_WAITS = 20

/**
 * In the document as the screen shows it. Never while a letter is being composed; nor between an arrow key and the moment
 * when the editor notices where the caret went: what is drawn then would put it back.
 */
function draw(view: EditorView, meeting: Y.Doc, carets: CaretExchange, waits = 0): void {
  if (view.isDestroyed || view.composing || key.getState(view.state)?.others === carets.others()) return
  if (waits < MOST_WAITS && isCaretAhead(view)) return void setTimeout(() => draw(view, meeting, carets, waits + 1), NOTICES_WITHIN)
  writeNow(meeting)
  view.dispatch(view.state.tr.setMeta(key, carets.others()))
}

/**
 * What this person types moves the others' carets with the text. After a change from outside, which replaces whole
 * entries, they are looked up again.
 */
function next(body: Y.XmlFragment, tr: Transaction, before: Shown): Shown {
  const told = tr.getMeta(key) as readonly OtherCaret[] | undefined
  if (told) return shown(body, tr.doc, told)
  if (!tr.docChanged || before.others.length === 0) return before
  if (isFromDocument(tr)) return shown(body, tr.doc, before.others)
  const places = before.places.map(({ other, position }) => ({ other, position: tr.mapping.map(position) }))
  return { others: before.others, places, decorations: drawn(tr.doc, places) }
}

function shown(body: Y.XmlFragment, document: Node, others: readonly OtherCaret[]): Shown {
  const places = others.flatMap((other) => {
    const place = placeOfCaret(body, other.caret)
    const entry = place && findEntry(document, place.entry)
    return place && entry ? [{ other, position: entry.position + 1 + Math.min(place.offset, entry.node.content.size) }] : []
  })
  return { others, places, decorations: drawn(document, places) }
}

function drawn(document: Node, places: Shown['places']): DecorationSet {
  if (places.length === 0) return DecorationSet.empty
  const decorations = places.flatMap(({ other, position }) => {
    const $position = document.resolve(position)
    if ($position.depth === 0) return []
    return [
      Decoration.widget(position, () => sign(other), { side: 10, key: `${other.writer}/${other.colour}/${other.initials}`, ignoreSelection: true }),
      // Room for the initials above its first line.
      Decoration.node($position.before(1), $position.after(1), { class: styles.host! }),
    ]
  })
  return DecorationSet.create(document, decorations)
}

/** No text of the document: it is neither copied nor read aloud, and takes no room. */
function sign({ initials, colour }: OtherCaret): HTMLElement {
  const element = document.createElement('span')
  element.className = styles.caret!
  element.ariaHidden = 'true'
  element.dataset.hand = String(colour)
  element.dataset.initials = initials
  return element
}

/** Tells the others where the own caret is: when it rests, and now and then while it moves. */
class OwnCaret {
  readonly #view: EditorView
  readonly #body: Y.XmlFragment
  readonly #exchange: CaretExchange
  #timer: ReturnType<typeof setTimeout> | undefined
  #movingSince = 0

  constructor(view: EditorView, body: Y.XmlFragment, exchange: CaretExchange) {
    this.#view = view
    this.#body = body
    this.#exchange = exchange
  }

  /** After each change of the state, so it must cost nothing where nobody is told. */
  moved(before?: EditorState): void {
    if (!this.#exchange.isWanted() || (before && before.doc === this.#view.state.doc && before.selection.eq(this.#view.state.selection))) return
    const now = performance.now()
    if (this.#timer === undefined) this.#movingSince = now
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, Math.min(AT_REST, this.#movingSince + WHILE_MOVING - now)))
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  /** Only once somebody has come into the text: who looks on has no caret in it. After that it stays where they left it. */
  #tell(): void {
    this.#timer = undefined
    const view = this.#view
    if (view.isDestroyed || !view.hasFocus() || !this.#exchange.isWanted()) return
    const { $head } = view.state.selection
    if ($head.depth === 0) return
    writeNow(this.#body.doc!)
    const caret = caretAt(this.#body, $head.index(0), { entry: entryAttributes($head.node(1)).id as BodyCaret['entry'], offset: $head.parentOffset })
    if (caret) this.#exchange.report(caret)
  }
}
