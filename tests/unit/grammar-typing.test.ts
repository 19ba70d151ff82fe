import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { setKind, splitEntry } from '../../renderer/editor/commands.ts'
import { markType } from '../../renderer/editor/schema.ts'
import { endSpeakers, speakerQuery, takeSpeaker } from '../../renderer/editor/speaker-query.ts'
import { appendEntry, bodyFragment, type Entry } from '../../shared/model/body.ts'
import type { EntryId, PersonId } from '../../shared/model/identifiers.ts'
import { castBallot, editVote } from '../../shared/model/vote.ts'
import { exchange, HeadlessEditor, ITEM } from './editor-headless.ts'
import { GrammarEditor } from './grammar-editor.ts'

const typed = (text: string) => new GrammarEditor().keys(text)

describe('a line that is being typed', () => {
  it('becomes what it says, at once, and one undo gives the typed text back', () => {
    for (const [text, rest] of [
      ['Décision : ', 'decision'], ['DECISION: ', 'decision'], ['Action\u00a0: ', 'action'], ['ACTION: ', 'action'], ['Recommandation : ', 'recommendation'], ['recommendation: ', 'recommendation'],
    ] as const) {
      const editor = typed(text)
      expect([text, editor.kinds(), editor.texts()]).toEqual([text, [rest], ['']])
      editor.undo()
      expect([editor.kinds(), editor.texts()]).toEqual([['note'], [text]])
      expect(editor.caret()).toEqual({ before: text, after: '' })
      editor.keys('on ferme')
      expect([editor.kinds(), editor.texts()]).toEqual([['note'], [`${text}on ferme`]])
    }
  })

  it('is not turned again at once, not even when its last sign is typed anew; typed afresh it is', () => {
    const editor = typed('Décision : ').undo().keys('\b ')
    expect([editor.kinds(), editor.texts()]).toEqual([['note'], ['Décision : ']])
    editor.keys('\b\b\b\b\bon : ')
    expect([editor.kinds(), editor.texts()]).toEqual([['decision'], ['']])
  })

  it('that was turned back is turned again by redo, though the caret moved in between', () => {
    const editor = typed('Paul : un\nDécision : ').undo()
    editor.at(0, 1).at(1)
    editor.history.redo()
    expect([editor.kinds(), editor.texts()]).toEqual([['note', 'decision'], ['Un', '']])
  })

  it('is given back by Backspace too, right after', () => {
    const editor = typed('Paul : \b')
    expect([editor.speakers(), editor.texts()]).toEqual([[[]], ['Paul : ']])
    expect(typed('Paul : a\b\b').speakers()).toEqual([[]])
  })

  it('begins a list by its sign', () => {
    expect([typed('- un').entries()[0], typed('1. un').entries()[0]]).toMatchObject([{ list: 'bullet', runs: [{ text: 'un' }] }, { list: 'ordered', runs: [{ text: 'un' }] }])
    expect(typed('- ').undo().texts()).toEqual(['- '])
  })

  it.each(['Décisions : ', 'Plan d’action : ', 'D: ', 'Décision 3 : ', 'La décision : ', 'http://x ', '14:30 ', 'NB : ', 'Remarque : ', 'Point : ', 'Re : ', '-5 ', '2. ', 'Décision:oui '])('stays text: %s', (text) => {
    const editor = typed(text)
    expect([editor.texts(), editor.kinds(), editor.speakers(), editor.entries()[0]!.list]).toEqual([[text], ['note'], [[]], 'none'])
  })

  it('is left alone further in, in composition, pasted, switched off, and when another writes it', () => {
    expect(typed('puis Décision : ').kinds()).toEqual(['note'])
    const composing = new GrammarEditor()
    composing.composing = true
    expect(composing.keys('Décision : ').kinds()).toEqual(['note'])
    expect(new GrammarEditor().type('Décision : ').kinds()).toEqual(['note'])
    const off = new GrammarEditor()
    off.switches.isOn = false
    expect(off.keys('Paul : \n- ').texts()).toEqual(['Paul : ', '- '])
    const mine = new GrammarEditor()
    const theirs = new Y.Doc()
    exchange(mine.meeting, theirs)
    new HeadlessEditor(theirs).at(0, 0).type('Décision : ')
    exchange(mine.meeting, theirs)
    expect([mine.texts(), mine.kinds()]).toEqual([['Décision : '], ['note']])
  })

  it('takes the text that stood there with it', () => {
    const editor = new GrammarEditor().type('Paul doit relire avant le 23 avril').at(0, 0) as GrammarEditor
    editor.keys('Action : ')
    expect([editor.texts(), editor.kinds()]).toEqual([['Paul doit relire avant le 23 avril'], ['action']])
    expect(editor.action()).toMatchObject({ owners: ['paul'], due: '2013-04-23' })
    expect(editor.caret().before).toBe('')
    editor.undo()
    expect(editor.texts()).toEqual(['Action : Paul doit relire avant le 23 avril'])
  })
})

describe('speakers', () => {
  it.each([
    ['Nadia : ', ['nadia']], ['nadia: ', ['nadia']], ['[Paul]', ['paul']], ['@Paul : ', ['paul']], ['[Paul et Nadia]', ['paul', 'nadia']], ['[Paul, Nadia]', ['paul', 'nadia']],
    ['Paul et Nadia : ', ['paul', 'nadia']], ['Paul and Nadia: ', ['paul', 'nadia']], ['Paul, Nadia & Polo: ', []], ['PD : ', ['paul']], ['MHLG : ', ['helene']], ['helene : ', ['helene']],
    ['Oeuv : ', ['gilles']], ['G. Œuvrard : ', ['gilles']], ['Durand, Paul : ', ['paul']], ['Zoé : ', []], ['Paul et Zoé : ', []], ['[1]', []], ['[x]', []],
  ] as const)('%s', (text, people) => {
    const editor = typed(text)
    expect([editor.speakers()[0], editor.texts()[0]]).toEqual([people, people.length === 0 ? text : ''])
    if (people.length > 0) expect([editor.undo().texts(), editor.speakers()]).toEqual([[text], [[]]])
  })

  it('take the space after the bracket along', () => {
    expect(typed('[Paul] bonjour').texts()).toEqual(['bonjour'])
    expect(typed('[Paul]bonjour').texts()).toEqual(['bonjour'])
    expect(typed('[Paul] ').undo().texts()).toEqual(['[Paul]'])
  })

  it('whom several answer to are asked, never chosen; the answer is a step of its own', () => {
    const editor = typed('Paul, Martin : ')
    expect([editor.speakers(), editor.texts()]).toEqual([[[]], ['Paul, Martin : ']])
    expect(editor.questions.map(({ naming }) => naming.candidates.map(({ id }) => id))).toEqual([['anne', 'bruno']])
    editor.grammar.answer(editor, editor.questions[0]!, 'bruno' as never)
    expect([editor.speakers(), editor.texts()]).toEqual([[['paul', 'bruno']], ['']])
    expect(editor.undo().texts()).toEqual(['Paul, Martin : '])
  })

  it('are asked one after another', () => {
    const editor = new GrammarEditor(new Y.Doc(), undefined, new Set()).keys('[mar et martin]')
    expect(editor.questions).toHaveLength(1)
    editor.grammar.answer(editor, editor.questions[0]!, 'anne' as never)
    editor.grammar.answer(editor, editor.questions[1]!, 'bruno' as never)
    expect(editor.speakers()).toEqual([['anne', 'bruno']])
  })

  it('are asked about where two attend, and where nobody does', () => {
    for (const attending of [['anne', 'bruno'], [], ['nadia']]) {
      const editor = new GrammarEditor(new Y.Doc(), undefined, new Set(attending as never[])).keys('Martin : ')
      expect([editor.speakers(), editor.questions.length]).toEqual([[[]], 1])
    }
  })

  it('are the ones attending, if one of several is', () => {
    const editor = new GrammarEditor(new Y.Doc(), undefined, new Set(['bruno'] as never[])).keys('Martin : ')
    expect(editor.speakers()).toEqual([['bruno']])
  })

  it('alone on their line are taken by Enter, and the text follows', () => {
    const editor = typed('Paul :\nbonjour')
    expect([editor.speakers(), editor.texts()]).toEqual([[['paul']], ['bonjour']])
    const pasted = new GrammarEditor().type('Paul : ce qui suit :') as GrammarEditor
    expect(pasted.keys('\n').texts()).toEqual(['Paul : ce qui suit :', ''])
    expect(typed('Martin :\n').questions).toHaveLength(1)
  })

  it('go on after an ellipsis, past what was decided in between', () => {
    expect(typed('Paul : un\n… deux').speakers()).toEqual([['paul'], ['paul']])
    expect(typed('Paul : un\n...deux trois').texts()).toEqual(['Un', 'deux trois'])
    expect(typed('Paul : un\nDécision : oui\n… deux').speakers()).toEqual([['paul'], [], ['paul']])
    expect(typed('un\n… deux').texts()).toEqual(['un', '… deux'])
    expect(typed('Paul : un\n… ').undo().texts()).toEqual(['Un', '… '])
    expect(typed('Paul : un\n.... deux').texts()).toEqual(['Un', '.... deux'])
  })

  it('in a list are what is listed, unless they stand in brackets', () => {
    expect(typed('- Paul : 3 jours').texts()).toEqual(['Paul : 3 jours'])
    expect(typed('- [Paul] 3 jours').speakers()).toEqual([['paul']])
  })
})

describe('actions', () => {
  it.each([
    ['ACTION: Nadia : envoyer le lien avant le 23 avril', 'Envoyer le lien avant le 23 avril', ['nadia'], '2013-04-23'],
    ['ACTION Nadia : envoyer le lien pour le 12/05', 'Envoyer le lien pour le 12/05', ['nadia'], '2013-05-12'],
    ['ACTION Paul to send the link by Friday', 'Paul to send the link by Friday', ['paul'], '2013-03-22'],
    ['Action : Paul et Nadia doivent relire d’ici vendredi', 'Paul et Nadia doivent relire d’ici vendredi', ['paul', 'nadia'], '2013-03-22'],
    ['action: review the note (Nadia, 2013-04-02)', 'Review the note (Nadia, 2013-04-02)', ['nadia'], '2013-04-02'],
    ['action : relire le compte-rendu', 'Relire le compte-rendu', [], undefined],
    ['ACTION: Martin to send the link', 'Martin to send the link', [], undefined],
  ] as const)('%s', (line, text, owners, due) => {
    const editor = typed(`${line}\n`)
    expect([editor.texts(), editor.kinds()]).toEqual([[text, ''], ['action', 'note']])
    expect(editor.action()).toEqual({ id: editor.entries()[0]!.action, owners, state: 'open', ...(due && { due }) })
    expect(editor.caret().before).toBe('')
  })

  it('have their facts taken back by one undo, and not given again', () => {
    const editor = typed('Action : Paul doit relire avant le 23 avril\n')
    editor.undo()
    expect([editor.texts(), editor.action()]).toMatchObject([['Paul doit relire avant le 23 avril', ''], { owners: [] }])
    expect(editor.action()).not.toHaveProperty('due')
    editor.at(0)
    editor.keys('\n')
    expect(editor.action()).toMatchObject({ owners: [] })
  })

  it('keep the facts that they have', () => {
    const editor = typed('Action : Nadia : relire\n')
    editor.at(0)
    editor.keys(' avant le 23 avril, Paul : oui\n')
    expect(editor.action()).toMatchObject({ owners: ['nadia'], due: '2013-04-23' })
  })

  it('are read when the caret leaves them too', () => {
    const editor = typed('un\nAction : Paul doit relire d’ici vendredi')
    expect(editor.action(1)).toMatchObject({ owners: [] })
    editor.at(0)
    expect(editor.action(1)).toMatchObject({ owners: ['paul'], due: '2013-03-22' })
  })

  it('that were notes keep text and place, and get owner and date in one step', () => {
    const editor = typed('un\nNadia va relire avant le 2 mai')
    editor.grammar.setKind(editor, 'action')
    expect([editor.texts(), editor.kinds()]).toEqual([['un', 'Nadia va relire avant le 2 mai'], ['note', 'action']])
    expect(editor.action(1)).toMatchObject({ owners: ['nadia'], due: '2013-05-02' })
    editor.undo()
    expect(editor.kinds()).toEqual(['note', 'note'])
  })

  it('in one sentence turn back to exactly what was typed', () => {
    const editor = typed('ACTION Paul to send the link by Friday\n').undo()
    expect([editor.texts(), editor.kinds()]).toEqual([['ACTION Paul to send the link by Friday', ''], ['note', 'note']])
    editor.at(0)
    expect(editor.keys('\n').kinds()).toEqual(['note', 'note', 'note'])
    expect(typed('ACTION PLAN to do\n').kinds()).toEqual(['note', 'note'])
  })
})

describe('whole lines', () => {
  it('begin a sub-topic, and undo brings everything back', () => {
    const editor = typed('un\n+ Migration du site\n')
    expect(editor.texts()).toEqual(['un'])
    expect(editor.agenda()).toMatchObject([{}, { kind: 'addition', parent: 'item-1', title: { fr: 'Migration du site' } }])
    expect(editor.visited).toEqual([editor.agenda()[1]!.id])
    editor.undo()
    expect([editor.texts(), editor.agenda().length]).toEqual([['un', '+ Migration du site'], 1])
    editor.at(1)
    expect(editor.keys('\n').agenda()).toHaveLength(1)
    expect(editor.texts()).toEqual(['un', '+ Migration du site', ''])
  })

  it.each(['+ 3 % de tickets', '+3', 'un + deux', '+'])('do not: %s', (text) => expect(typed(`${text}\n`).agenda()).toHaveLength(1))

  it.each([
    ['RAS', 'nothing-to-report'], ['néant.', 'nothing-to-report'], ['Rien à signaler', 'nothing-to-report'], ['nothing to report', 'nothing-to-report'], ['N/A', 'not-applicable'], ['n/a', 'not-applicable'],
  ])('alone are the state of the item: %s', (text, outcome) => {
    const editor = typed(`${text}\n`)
    expect([editor.texts(), editor.agenda()[0]!.outcome]).toEqual([[''], outcome])
    editor.undo()
    expect([editor.texts(), editor.agenda()[0]!.outcome]).toEqual([[text], 'open'])
    expect(editor.keys('\n').texts()).toEqual([text, ''])
  })

  it('are no state beside other text, or with more to them', () => {
    for (const text of ['un\nRAS\n', 'RAS le bol\n', 'NA\n', 'Paul : RAS\n']) expect(typed(text).agenda()[0]!.outcome).toBe('open')
  })

  it('mend the nearest text before, its last place first', () => {
    const editor = typed('EMI un\nEMI deux, EMI trois\ns/EMI/UMD/\n')
    expect(editor.texts()).toEqual(['EMI un', 'EMI deux, UMD trois', ''])
    expect(editor.caret()).toEqual({ before: '', after: '' })
    expect(editor.undo().texts()).toEqual(['EMI un', 'EMI deux, EMI trois', 's/EMI/UMD/'])
    expect(typed('l’EMI\u00a0: oui\ns/l\'EMI : /a\\/b/\n').texts()).toEqual(['a/boui', ''])
    expect(typed('abc\ns/b//\n').texts()).toEqual(['ac', ''])
  })

  it('that have nothing to mend stay and say so, and Enter does what it does', () => {
    const editor = typed('un\ns/deux/trois/\n')
    expect(editor.texts()).toEqual(['un', 's/deux/trois/', ''])
    expect(editor.told).toEqual([{ rule: 'nothingToMend', old: 'deux' }])
    expect(editor.undo().texts()).toEqual(['un', 's/deux/trois/'])
  })

  it('that only look like it are text', () => {
    for (const line of ['s/he said/', 's/he', 'a s/b/c/', 's//x/']) expect(typed(`x b he said\n${line}\n`).texts()).toEqual(['x b he said', line, ''])
  })
})

describe('votes', () => {
  it.each([
    ['VOTE : adopté, 12 pour, 3 contre, 1 abstention', 'Adopté, 12 pour, 3 contre, 1 abstention', { counts: { for: 12, against: 3, abstention: 1 }, announced: 'adopted' }],
    ['vote: carried, for 12, against 3', 'Carried, for 12, against 3', { counts: { for: 12, against: 3 }, announced: 'adopted' }],
    ['VOTE : le budget est adopté à l’unanimité', 'Le budget est adopté à l’unanimité', { counts: {}, announced: 'unanimous' }],
    ['VOTE : 9 voix pour, bulletin secret', '9 voix pour, bulletin secret', { counts: { for: 9 }, secrecy: 'secret' }],
    ['VOTE : le budget', 'Le budget', { counts: {} }],
  ] as const)('%s', (line, text, facts) => {
    const editor = typed(`${line}\n`)
    expect([editor.texts(), editor.kinds()]).toEqual([[text, ''], ['vote', 'note']])
    expect(editor.vote()).toEqual({ id: editor.entries()[0]!.vote, method: 'counted', secrecy: 'public', rule: 'simple-majority', ballots: new Map(), ...facts })
  })

  it('have their counts taken back by one undo, and not given again', () => {
    const editor = typed('VOTE : 12 pour, 3 contre\n').undo()
    expect([editor.texts(), editor.vote()?.counts]).toEqual([['12 pour, 3 contre', ''], {}])
    editor.at(0)
    expect(editor.keys('\n').vote()?.counts).toEqual({})
  })

  it('follow their words while nobody has counted otherwise', () => {
    const editor = typed('VOTE : 12 pour, 3 contre\n')
    editor.at(0, 1).keys('\b3').at(1)
    expect([editor.texts()[0], editor.vote()?.counts]).toEqual(['32 pour, 3 contre', { for: 32, against: 3 }])
    editor.grammar.setKind(editor, 'note')
    const id = editor.vote()!.id
    editVote(editor.meeting, id, { for: 5 })
    editor.at(0, 1).keys('\b4').at(1)
    expect([editor.texts()[0], editor.vote()?.counts.for]).toEqual(['42 pour, 3 contre', 5])
  })

  describe('whose words change after a restart, or on another computer', () => {
    const again = (line: string) => {
      const later = new Y.Doc()
      Y.applyUpdate(later, Y.encodeStateAsUpdate(typed(`${line}\n`).meeting))
      return new GrammarEditor(later)
    }
    /** Takes the words after `head` away, types others, and leaves the line. */
    const rewritten = (editor: GrammarEditor, from: string, to: string) => {
      const text = editor.texts()[0]!
      editor.at(0, text.indexOf(from) + from.length)
      return editor.keys('\b'.repeat(from.length) + to).at(1, 0)
    }

    it('follow them', () => {
      const editor = rewritten(again('VOTE : Le budget : 12 pour, 3 contre'), '12', '13')
      expect([editor.texts()[0], editor.vote()?.counts]).toEqual(['Le budget : 13 pour, 3 contre', { for: 13, against: 3 }])
    })

    it('are not followed by what somebody noted otherwise', () => {
      const editor = again('VOTE : Le budget : 12 pour, 3 contre')
      editVote(editor.meeting, editor.vote()!.id, { for: 5 })
      expect(rewritten(editor, '12', '13').vote()?.counts).toEqual({ for: 5, against: 3 })
    })

    it('take what they said away with them, by deletion alone, and one undo gives it back', () => {
      const editor = rewritten(again('VOTE : le budget est adopté à l’unanimité, 12 pour, 3 contre'), ', 3 contre', '')
      expect(editor.vote()).toMatchObject({ counts: { for: 12 }, announced: 'unanimous' })
      rewritten(editor, 'adopté à l’unanimité', 'discuté')
      expect([editor.vote()?.counts, editor.vote()?.announced]).toEqual([{ for: 12 }, undefined])
      editor.undo()
      expect(editor.vote()?.announced).toBe('unanimous')
    })

    it('leave alone what they never said, and what is secret', () => {
      const editor = again('VOTE : 12 pour, bulletin secret')
      editVote(editor.meeting, editor.vote()!.id, { against: 2 })
      expect(rewritten(editor, ', bulletin secret', '').vote()).toMatchObject({ counts: { for: 12, against: 2 }, secrecy: 'secret' })
    })
  })

  it('that were notes are counted with the key', () => {
    const editor = typed('un\nOn vote : 12 pour et 3 contre')
    editor.grammar.setKind(editor, 'vote')
    expect([editor.kinds(), editor.vote(1)?.counts]).toEqual([['note', 'vote'], { for: 12, against: 3 }])
    expect(editor.told.at(-1)).toEqual({ rule: 'kind', kind: 'vote', facts: { for: 12, against: 3 } })
    editor.undo()
    expect(editor.kinds()).toEqual(['note', 'note'])
  })

  it('are counted again where a line further down mends their words, in one step with it', () => {
    const editor = typed('VOTE : adopté, 12 pour, 3 contre\ns/12/14/\n')
    expect([editor.texts(), editor.vote()]).toMatchObject([['Adopté, 14 pour, 3 contre', ''], { counts: { for: 14, against: 3 }, announced: 'adopted' }])
    editor.undo()
    expect([editor.texts(), editor.vote()?.counts]).toEqual([['Adopté, 12 pour, 3 contre', 's/12/14/'], { for: 12, against: 3 }])
    editor.history.redo()
    expect(editor.vote()?.counts).toEqual({ for: 14, against: 3 })
    expect(typed('VOTE : 12 pour, 3 contre\ns/, 3 contre//\n').vote()?.counts).toEqual({ for: 12 })
  })

  it('keep what was counted by hand when their words are mended', () => {
    const editor = typed('VOTE : 12 pour, 3 contre\n')
    editVote(editor.meeting, editor.vote()!.id, { for: 13 })
    expect(editor.keys('s/12/14/\n').vote()?.counts).toEqual({ for: 13, against: 3 })
  })

  it('are not counted by the words of a translation', () => {
    const editor = typed('VOTE : 12 pour, 3 contre\n')
    const [{ id, vote }] = editor.entries() as [Entry]
    appendEntry(bodyFragment(editor.meeting, ITEM, 'fr'), { id: 't' as EntryId, kind: 'vote', list: 'none', level: 0, speakers: [], vote: vote!, translationOf: id, runs: [{ text: '13 for' }] })
    editor.at(2).keys('ty').at(1)
    expect([editor.texts()[2], editor.vote()?.counts]).toEqual(['13 forty', { for: 12, against: 3 }])
    editor.at(2).keys('\b\b').at(1)
    expect([editor.texts()[2], editor.vote()?.counts]).toEqual(['13 for', { for: 12, against: 3 }])
  })

  it('keep the names that were noted, whatever the words say', () => {
    const editor = typed('VOTE : élection du bureau\n')
    const id = editor.vote()!.id
    editVote(editor.meeting, id, { method: 'by-name' })
    castBallot(editor.meeting, id, 'paul' as PersonId, 'for')
    editor.at(0).keys(', bulletin secret, 4 contre').at(1)
    expect(editor.vote()).toMatchObject({ method: 'by-name', secrecy: 'public', counts: {} })
  })
})

describe('the first word where a label went', () => {
  it('begins with a capital once it is typed, which is turned back with it', () => {
    for (const [line, text] of [
      ['DÉCISION : clore', 'clore'], ['DÉCISION : clore le ticket', 'Clore le ticket'], ['ACTION : Paul : envoyer le lien', 'Envoyer le lien'],
      ['RECOMMANDATION : l’accès est', 'L’accès est'], ['VOTE : élire, puis', 'Élire, puis'], ['DÉCISION : iPhone et pH ', 'iPhone et pH '], ['DÉCISION : https://a ', 'https://a '],
      ['DÉCISION : 3 jours ', '3 jours '],
    ] as const) expect([line, typed(line).texts()]).toEqual([line, [text]])
    const editor = typed('DÉCISION : clore ')
    expect(editor.texts()).toEqual(['Clore '])
    expect(editor.keys('\b').texts()).toEqual(['clore '])
    expect(editor.keys('le ticket').texts()).toEqual(['clore le ticket'])
    expect([editor.undo().undo().undo().kinds().length, typed('DÉCISION : clore ').undo().texts()]).toEqual([1, ['clore ']])
  })

  it('begins with a capital where a speaker was named, and is turned back by Backspace or one undo', () => {
    for (const [line, text] of [
      ['Paul : bonjour', 'bonjour'], ['Paul : bonjour à tous', 'Bonjour à tous'], ['[Paul et Nadia] l’accès est', 'L’accès est'], ['@Paul : oui, mais', 'Oui, mais'], ['Paul :\nbonjour à', 'Bonjour à'],
      ['Paul : iPhone et ', 'iPhone et '], ['Paul : http://a b', 'http://a b'], ['Paul : index.html et ', 'index.html et '], ['- [Paul] trois jours', 'trois jours'], ['Zoé : bonjour à', 'Zoé : bonjour à'],
    ] as const) expect([line, typed(line).texts()]).toEqual([line, [text]])
    expect(typed('Paul : bonjour ').keys('\bà tous').texts()).toEqual(['bonjour à tous'])
    expect(typed('Paul : bonjour ').undo().keys('à tous').texts()).toEqual(['bonjour à tous'])
    expect(typed('Paul : oui\n… et non').texts()).toEqual(['Oui', 'et non'])
    expect(typed('Paul : oui\n').undo().texts()).toEqual(['oui', ''])
    const off = typed('')
    off.switches.isOn = false
    expect(off.keys('Paul : bonjour à').texts()).toEqual(['Paul : bonjour à'])
  })

  it('stays as it is where the speaker was named before a text, and in a link', () => {
    const before = typed('bonjour à tous')
    before.at(0, 0).keys('Paul : ')
    expect([before.speakers(), before.texts()]).toEqual([[['paul']], ['bonjour à tous']])
    before.at(0, 7).keys(' ')
    expect(before.texts()).toEqual(['bonjour  à tous'])
    const linked = typed('Paul : bonjour')
    linked.dispatch(linked.state.tr.addMark(1, 8, markType('link').create({ href: 'https://exemple.fr' })))
    expect(linked.at(0).keys(' à').texts()).toEqual(['bonjour à'])
  })

  it('begins with a capital after a speaker who was chosen from the list', () => {
    const editor = typed('@pau')
    editor.dispatch(takeSpeaker(editor.state, speakerQuery(editor.state)!, 'paul' as PersonId, false))
    expect(editor.keys('bonjour à').texts()).toEqual(['Bonjour à'])
    const further = typed('@pau')
    further.dispatch(takeSpeaker(further.state, speakerQuery(further.state)!, 'paul' as PersonId, true))
    further.dispatch(endSpeakers(further.state, speakerQuery(further.state)!))
    expect([further.speakers(), further.keys('bonjour à').texts()]).toEqual([[['paul']], ['Bonjour à']])
  })

  it('is a capital at once where the label came before it', () => {
    const editor = typed('clore le ticket')
    editor.at(0, 0).keys('Décision : ')
    expect([editor.kinds(), editor.texts(), editor.caret().before]).toEqual([['decision'], ['Clore le ticket'], ''])
    editor.undo()
    expect([editor.kinds(), editor.texts()]).toEqual([['note'], ['Décision : clore le ticket']])
  })

  it('is one when the line ends with it', () => {
    const editor = typed('Décision : approuvé\n')
    expect(editor.texts()).toEqual(['Approuvé', ''])
    expect(editor.undo().texts()).toEqual(['approuvé', ''])
  })
})

describe('all that was typed', () => {
  it.each(['ACTION Nadia : \bRAS\n', 'Paul : \bDécision : oui\n', 'VOTE : \b12 pour\b\n', 'ACTION Paul to go by Friday\n\b\bx'])('is undone to nothing and redone whole after a rule was turned back: %j', (line) => {
    const editor = typed(line)
    const seen = () => [editor.texts(), editor.kinds()]
    const before = seen()
    while (editor.history.undoStack.length > 0) editor.undo()
    expect(editor.texts().join('')).toBe('')
    while (editor.history.redoStack.length > 0) editor.history.redo()
    expect(seen()).toEqual(before)
  })
})

describe('the keys of the kinds', () => {
  it('still change what an entry is after a rule did', () => {
    const editor = typed('Décision : on ferme')
    editor.run(setKind('note'))
    expect([editor.kinds(), editor.texts()]).toEqual([['note'], ['On ferme']])
    editor.run(splitEntry)
    expect(editor.entries()).toHaveLength(2)
  })
})
