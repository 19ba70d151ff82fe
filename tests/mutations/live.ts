import type { Mutation } from './mutation.ts'

const CLOCK = 'shared/agenda/clock.ts'
const TIMEKEEPING = 'shared/agenda/timekeeping.ts'
const PRESENCE = 'shared/attendance/presence.ts'
const QUORUM = 'shared/attendance/quorum.ts'
const PARTICIPANTS = 'shared/attendance/match-participants.ts'
const RESULT = 'shared/votes/result.ts'
const NAMES = 'shared/grammar/names.ts'
const DUE_DATE = 'shared/grammar/due-date.ts'
const TYPED_GRAMMAR = 'renderer/editor/typed-grammar.ts'
const TYPOGRAPHY = 'renderer/editor/typography.ts'
const FIELDS = 'shared/text-modules/fields.ts'
const UNDO_HISTORY = 'renderer/store/undo-history.ts'
const PROJECTOR_LINK = 'renderer/app/projector-link.ts'
const LETTERS = 'renderer/editor/letters-into-document.ts'
const LATE_WRITE = 'renderer/store/late-write.ts'
const LETTERS_AFTER_FRAME = 'renderer/editor/letters-after-frame.ts'
const PASTED_MARKUP = 'renderer/editor/pasted-markup.ts'

const TIME_TESTS = ['tests/unit/timekeeping.test.ts']
const QUORUM_TESTS = ['tests/unit/quorum.test.ts']
const PARTICIPANTS_TESTS = ['tests/unit/participants.test.ts']
const VOTE_TESTS = ['tests/unit/votes.test.ts']
const GRAMMAR_TESTS = ['tests/unit/grammar.test.ts']
const TYPING_TESTS = ['tests/unit/grammar-typing.test.ts']
const TYPOGRAPHY_TESTS = ['tests/unit/typed-typography.test.ts']
const TRANSLATION_TESTS = ['tests/unit/translation.test.ts']
const MODULE_TESTS = ['tests/unit/text-modules.test.ts']
const PROJECTOR_TESTS = ['tests/unit/projector.test.ts']
const LETTERS_TESTS = ['tests/unit/letters-into-document.test.ts']
const LATE_WRITE_TESTS = ['tests/unit/late-write.test.ts']
const LATE_LETTERS_TESTS = ['tests/property/late-letters.test.ts']
const PASTING_TESTS = ['tests/property/pasted-markup.test.ts']

/** What is done while the meeting goes on. */
export const LIVE: readonly Mutation[] = [
  {
    name: 'clock: a pause ends because somebody looks at another item',
    file: CLOCK,
    find: 'running.item === item || isPause(document, running) || agendaRecord',
    replace: 'running.item === item || agendaRecord',
    tests: TIME_TESTS,
  },
  {
    name: 'clock: what it does by itself is a step of undo',
    file: CLOCK,
    find: 'start(document, item, now, CLOCK_FOLLOWS)',
    replace: 'start(document, item, now, LOCAL_CHANGE)',
    tests: TIME_TESTS,
  },
  {
    name: 'clock: a moment counts for two items that two writers started',
    file: TIMEKEEPING,
    find: 'Math.min(stopped ?? now, next ?? now, now)',
    replace: 'Math.min(stopped ?? now, now)',
    tests: TIME_TESTS,
  },
  {
    name: 'clock: what a clock that is far ahead began is believed',
    file: TIMEKEEPING,
    find: 'records.filter(({ startedAt }) => startedAt <= now + MOST_AHEAD).sort(compareStart)',
    replace: '[...records].sort(compareStart)',
    tests: TIME_TESTS,
  },
  {
    name: 'presence: after midnight it is the morning before',
    file: PRESENCE,
    find: '  if (after < EARLIEST) return after + DAY\n',
    replace: '',
    tests: [...QUORUM_TESTS, ...VOTE_TESTS],
  },
  {
    name: 'presence: whoever has left still counts',
    file: PRESENCE,
    find: 'return came <= at && (left === WHOLE || at < left)',
    replace: 'return came <= at',
    tests: QUORUM_TESTS,
  },
  {
    name: 'presence: a proxy counts though whoever holds it has left',
    file: PRESENCE,
    find: '(holder !== undefined && isThere(holder, at))',
    replace: 'holder !== undefined',
    tests: [...QUORUM_TESTS, ...VOTE_TESTS],
  },
  {
    name: 'quorum: just enough is not enough',
    file: QUORUM,
    find: 'const isReached = counted >= required',
    replace: 'const isReached = counted > required',
    tests: QUORUM_TESTS,
  },
  {
    name: 'quorum: a published meeting is counted by the members of today',
    file: QUORUM,
    find: "facts.state === 'published' ? facts.quorum : fixedQuorum(",
    replace: 'fixedQuorum(',
    tests: QUORUM_TESTS,
  },
  {
    name: 'participants: two addresses become one person',
    file: PARTICIPANTS,
    find: 'return addresses.size < 2 || isOwn ?',
    replace: 'return addresses.size > 0 || isOwn ?',
    tests: PARTICIPANTS_TESTS,
  },
  {
    name: 'participants: a single word that may be another’s name is certain',
    file: PARTICIPANTS,
    find: ' && isUnmistakable(names, only, index.people)',
    replace: '',
    tests: PARTICIPANTS_TESTS,
  },
  {
    name: 'votes: two thirds are rounded down',
    file: RESULT,
    find: '3 * inFavour >= 2 * expressed',
    replace: 'inFavour >= Math.floor((2 * expressed) / 3)',
    tests: VOTE_TESTS,
  },
  {
    name: 'votes: a tie is a rejection',
    file: RESULT,
    find: "=== whole ? 'tied' : 'rejected'",
    replace: "=== whole ? 'rejected' : 'rejected'",
    tests: VOTE_TESTS,
  },
  {
    name: 'votes: a result before everybody was called',
    file: RESULT,
    find: 'const byCount = counts && !calling ?',
    replace: 'const byCount = counts ?',
    tests: VOTE_TESTS,
  },
  {
    name: 'votes: guests vote',
    file: 'shared/votes/electorate.ts',
    find: 'entries.filter(({ guest }) => !guest).map(',
    replace: 'entries.map(',
    tests: VOTE_TESTS,
  },
  {
    name: 'grammar: of several people the first is taken',
    file: NAMES,
    find: 'if (candidates.length === 1 && !isWord) certain.push',
    replace: 'if (!isWord) certain.push',
    tests: GRAMMAR_TESTS,
  },
  {
    name: 'grammar: a word that begins lines is a name',
    file: NAMES,
    find: 'const isWord = amongWords && COMMON_WORDS',
    replace: 'const isWord = !amongWords && COMMON_WORDS',
    tests: GRAMMAR_TESTS,
  },
  {
    name: 'due dates: a weekday that contradicts its date is passed over',
    file: DUE_DATE,
    find: 'return date && parts.weekday && indexOf(WEEKDAYS, parts.weekday) !== weekdayOf(date) ? undefined : date',
    replace: 'return date',
    tests: GRAMMAR_TESTS,
  },
  {
    name: 'due dates: of two the first is taken',
    file: DUE_DATE,
    find: 'return found.size === 1 ? [...found][0] : undefined',
    replace: 'return [...found][0]',
    tests: GRAMMAR_TESTS,
  },
  {
    name: 'grammar: what was turned back is turned again',
    file: TYPED_GRAMMAR,
    find: 'return this.#memory.applied !== undefined && this.#memory.applied.entry ===',
    replace: 'return false && this.#memory.applied.entry ===',
    tests: TYPING_TESTS,
  },
  {
    name: 'grammar: a text that was there gets a capital as somebody is named before it',
    file: 'renderer/editor/typed-lines.ts',
    find: 'if (!now || now.node.content.size > 0) return undefined',
    replace: 'if (!now) return undefined',
    tests: TYPING_TESTS,
  },
  {
    name: 'grammar: a vote whose words are mended keeps its count',
    file: TYPED_GRAMMAR,
    find: '          this.#readFacts({ ...mended, node: view.state.doc.nodeAt(mended.position)! }, textOf(mended.node))\n',
    replace: '',
    tests: TYPING_TESTS,
  },
  {
    name: 'typography: within a link',
    file: TYPOGRAPHY,
    find: "if ($caret.depth !== 1 || markType('link').isInSet($caret.marks())) return undefined",
    replace: 'if ($caret.depth !== 1) return undefined',
    tests: TYPOGRAPHY_TESTS,
  },
  {
    name: 'typography: of what a link ends with',
    file: TYPOGRAPHY,
    find: "if (!correction || state.doc.rangeHasMark($caret.start() + start + correction.from, position, markType('link'))) return undefined",
    replace: 'if (!correction) return undefined',
    tests: TYPOGRAPHY_TESTS,
  },
  {
    name: 'typography: within code',
    file: 'shared/i18n/typed-typography.ts',
    find: '  if (isCommandOrCode(before, text)) return undefined\n',
    replace: '',
    tests: TYPOGRAPHY_TESTS,
  },
  {
    name: 'translation: one of an original that was changed is current',
    file: 'shared/minutes/align.ts',
    find: "translatedFrom === current) ? 'current' : 'stale'",
    replace: "translatedFrom !== '') ? 'current' : 'stale'",
    tests: TRANSLATION_TESTS,
  },
  {
    name: 'translation: what was counted is not counted again as the text changes',
    file: 'shared/minutes/translation.ts',
    find: '      if (item) this.#bodies.delete(item)\n',
    replace: '      void item\n',
    tests: TRANSLATION_TESTS,
  },
  {
    name: 'text modules: a name that holds braces becomes a field',
    file: FIELDS,
    find: "FILLED + value.replace(NOT_IN_VALUES, '')",
    replace: 'FILLED + value',
    tests: [...MODULE_TESTS, 'tests/property/text-modules.test.ts'],
  },
  {
    name: 'text modules: an unknown fact leaves nothing to be seen',
    file: FIELDS,
    find: 'return value === undefined ? UNKNOWN_FACT : FILLED',
    replace: "return value === undefined ? '' : FILLED",
    tests: MODULE_TESTS,
  },
  {
    name: 'undo: takes back what came from others',
    file: UNDO_HISTORY,
    find: 'trackedOrigins: new Set([LOCAL_CHANGE, ySyncPluginKey])',
    replace: "trackedOrigins: new Set([LOCAL_CHANGE, ySyncPluginKey, 'minutier:from-log'])",
    tests: ['tests/property/undo.test.ts'],
  },
  {
    name: 'undo: a new entry goes with what another typed in it',
    file: UNDO_HISTORY,
    find: '    deleteFilter: (item) => defaultDeleteFilter(item, PROTECTED_NODES),\n',
    replace: '',
    tests: ['tests/unit/editor-typing.test.ts'],
  },
  {
    name: 'undo: of what was restored in pieces only the first is taken back',
    file: UNDO_HISTORY,
    find: '    if (step) matchPieces(transaction, step)\n',
    replace: '    void step\n',
    tests: TYPING_TESTS,
  },
  {
    name: 'projector: hears more from the second screen than whether it is there',
    file: 'shared/projector/channel.ts',
    find: "v.strictObject({ kind: v.literal('listening') })",
    replace: "v.looseObject({ kind: v.literal('listening') })",
    tests: PROJECTOR_TESTS,
  },
  {
    name: 'projector: what is written while it is held comes to the wall',
    file: PROJECTOR_LINK,
    find: 'last = state.isHeld ? held : pictured()',
    replace: 'last = pictured()',
    tests: PROJECTOR_TESTS,
  },
  {
    name: 'pasted: scripts and style sheets come in',
    file: PASTED_MARKUP,
    find: "without(without(html, 'style'), 'script').replace(",
    replace: 'html.replace(',
    tests: PASTING_TESTS,
  },
  {
    name: 'pasted: handlers stay handlers',
    file: PASTED_MARKUP,
    find: ".replace(/\\son[a-z]+\\s*=/gi, ' data-on=')",
    replace: '',
    tests: PASTING_TESTS,
  },
  {
    name: 'pasted: a link may lead anywhere',
    file: PASTED_MARKUP,
    find: "safeLink(element.getAttribute('href') ?? '')",
    replace: "(element.getAttribute('href') ?? undefined)",
    tests: PASTING_TESTS,
  },
  {
    name: 'letters: written beside where they were typed',
    file: LETTERS,
    find: 'text.insert(letters.at, letters.text, {})',
    replace: 'text.insert(Math.max(0, letters.at - 1), letters.text, {})',
    tests: LETTERS_TESTS,
  },
  {
    name: 'letters: what an entry has become is forgotten over the letter',
    file: LETTERS,
    find: '!before.sameMarkup(now) || ',
    replace: '',
    tests: LETTERS_TESTS,
  },
  {
    name: 'letters: those in a bold text are written plain',
    file: LETTERS,
    find: 'child?.isText && child.marks.length === 0 ?',
    replace: 'child?.isText ?',
    tests: LETTERS_TESTS,
  },
  {
    name: 'late letters: who begins to change the document does not let them in',
    file: LATE_WRITE,
    find: 'if (open.length === 0) first()',
    replace: '',
    tests: LATE_LETTERS_TESTS,
  },
  {
    name: 'late letters: they come into the middle of what another has begun',
    file: LATE_WRITE,
    find: 'letInFirst(document, () => late.now())',
    replace: "document.on('beforeTransaction', () => late.now())",
    tests: LATE_WRITE_TESTS,
  },
  {
    name: 'late letters: nothing tells that there is something to save',
    file: LATE_WRITE,
    find: 'for (const listener of this.listeners) listener()',
    replace: '',
    tests: ['tests/unit/store.test.ts'],
  },
  {
    name: 'late letters: saving leaves out what waits',
    file: 'renderer/store/store.ts',
    find: ' && !isWriteLate(holding.open.document)',
    replace: '',
    tests: ['tests/unit/store.test.ts'],
  },
  {
    name: 'late letters: what another has written counts as known to one that waits',
    file: 'renderer/store/space.ts',
    find: 'writeNow(holding.open.document)',
    replace: '',
    tests: ['tests/unit/store-sharing.test.ts'],
  },
  {
    name: 'late letters: the caret of another is looked up without them',
    file: 'renderer/editor/others-carets.ts',
    find: '  writeNow(meeting)\n',
    replace: '',
    tests: ['tests/unit/hands.test.ts'],
  },
  {
    name: 'late letters: those inside of the window are asked first',
    file: LATE_WRITE,
    find: ', { capture: true }',
    replace: '',
    tests: LATE_WRITE_TESTS,
  },
  {
    name: 'late letters: something waits because the text is drawn again',
    file: LETTERS_AFTER_FRAME,
    find: 'view.state.doc !== before.doc && ',
    replace: '',
    tests: LETTERS_TESTS,
  },
  {
    name: 'late letters: "saved" is said while one waits',
    file: 'renderer/store/store.ts',
    find: 'isWriteLate(holding.open.document) || ',
    replace: '',
    tests: ['tests/unit/store.test.ts'],
  },
  {
    name: 'late letters: undo takes back the step before them',
    file: UNDO_HISTORY,
    find: 'writeNow(this.doc)\n    return super.undo()',
    replace: 'return super.undo()',
    tests: LATE_WRITE_TESTS,
  },
  {
    name: 'late letters: they are gone with their editor',
    file: LETTERS_AFTER_FRAME,
    find: 'destroy: () => {\n      writeNow(meeting)',
    replace: 'destroy: () => {',
    tests: LETTERS_TESTS,
  },
]
