import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { typedTypography } from '../../shared/i18n/typed-typography.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import type { PersonId } from '../../shared/model/identifiers.ts'
import { editAttendance, readAttendanceRecords } from '../../shared/model/meeting.ts'
import { markType } from '../../renderer/editor/schema.ts'
import { ATTENDING, GrammarEditor, PEOPLE } from './grammar-editor.ts'

/** "~" is a space that does not break, "_" a narrow one. */
const shown = (text: string) => text.replaceAll('\u00a0', '~').replaceAll('\u202f', '_')

function written(text: string, language: Language): string {
  let before = ''
  for (const character of text) {
    const correction = typedTypography(before, character, language)
    const now = character === '\n' ? before : before + character
    before = correction ? now.slice(0, correction.from) + correction.text + now.slice(correction.to) : now
  }
  return shown(before)
}

describe('what is typed in French', () => {
  it.each([
    ['Pourquoi ? Enfin ! Oui ; non.', 'Pourquoi_? Enfin_! Oui_; non.'],
    ['Pourquoi? Enfin! Oui; non. (Vraiment?) "Oui!" Si?\n', 'Pourquoi_? Enfin_! Oui_; non. (Vraiment_?) «~Oui_!~» Si_?'],
    ['Remarque : ceci. Note: cela', 'Remarque~: ceci. Note~: cela'],
    ['il dit "oui" puis s\'en va', 'il dit «~oui~» puis s’en va'],
    ['"il a dit "non" hier"', '«~il a dit “non” hier~»'],
    ['" bonjour ".', '«~bonjour~».'],
    ['"Jean dit \'oui\'"', '«~Jean dit \'oui\'~»'],
    ['"jusqu\'"ici", dit L\'"Est", Prud\'"', '«~jusqu’“ici”, dit L’“Est”, Prud’~»'],
    ['\'oui l\'an\' dernier, c\'est', '\'oui l’an\' dernier, c’est'],
    ['« bonjour » et «bonsoir»', '«~bonjour~» et «~bonsoir~»'],
    ['l\'"affaire" d\'hier...', 'l’«~affaire~» d’hier…'],
    ['une incise - la seule - ou deux -- et puis', 'une incise – la seule – ou deux – et puis'],
    ['10 000 € et 1 200 000 habitants, 12 % et 5%, 10 000%', '10_000~€ et 1_200_000 habitants, 12~% et 5~%, 10_000~%'],
    ['30 min, 5 km. Puis 14 h 30, 90 km/h\n', '30~min, 5~km. Puis 14~h~30, 90~km/h'],
    ['budget : 10 000\n', 'budget~: 10_000'],
    ['M. Durand, Mme Benali et le n° 5', 'M.~Durand, Mme~Benali et le n°~5'],
    ['du 1er mars, 2e lecture', 'du 1er mars, 2e lecture'],
  ])('%j', (typed, expected) => expect(written(typed, 'fr')).toBe(expected))
})

describe('what is typed in English', () => {
  it.each([
    ['"Hello," he said. \'Yes.\' It\'s the \'90s...', '“Hello,” he said. ‘Yes.’ It’s the ’90s…'],
    ['Why ? Note : no - or -- perhaps', 'Why? Note: no – or – perhaps'],
    ['the committees\' reports ("all of them")', 'the committees’ reports (“all of them”)'],
    ['10 000 people; 5 km', '10 000 people; 5 km'],
  ])('%j', (typed, expected) => expect(written(typed, 'en')).toBe(expected))
})

describe('what is never touched', () => {
  it.each([
    'https://exemple.fr/a?b=1;c=d!e', 'www.exemple.fr/l\'an?x', 'anne@exemple.fr', 'mailto:a@b.fr', '14:30', '1:2', '04 73 12 34 56', 'C:\\dossier\\l\'an', '/usr/l\'a...', 'a;b', 'foo!bar', 'npm --aide -x',
    'class="x"', '`dit "oui" ?`', 'page 3...5', '2013 120', '19/03/2013', '5"', 'width:100%', 's/"avant" ?/"après" !/', '- ', 'D: oui', 'l’an', '-1', 'f(x)!=y',
  ])('%s', (text) => {
    for (const language of ['fr', 'en'] as const) expect([language, written(text, language)]).toEqual([language, text])
  })
})

const typing = (language: Language = 'fr') => {
  const editor = new GrammarEditor(new Y.Doc(), PEOPLE, ATTENDING, language)
  editor.switches.typography = true
  return editor
}
const text = (editor: GrammarEditor) => editor.texts().map(shown)

describe('typography in the editor', () => {
  it('is turned back by one undo, and then left alone', () => {
    for (const [typed, corrected] of [['dit "', 'dit «~'], ['bon ?', 'bon_?'], ['bon...', 'bon…'], ['un - ', 'un – '], ["l'", 'l’']] as const) {
      const editor = typing().keys(typed)
      expect(text(editor)).toEqual([corrected])
      editor.undo()
      expect([text(editor), editor.caret().before]).toEqual([[typed], typed])
      editor.keys(`\b${typed.at(-1)}`)
      expect(text(editor)).toEqual([typed])
      editor.keys('x')
      expect(text(editor)).toEqual([`${typed}x`])
    }
  })

  it('is turned back by Backspace right after, and by nothing later', () => {
    expect(text(typing().keys('dit "\b'))).toEqual(['dit "'])
    expect(text(typing().keys('dit "oui\b\b\b\b'))).toEqual(['dit «'])
    expect(text(typing().keys('dit "\boui"'))).toEqual(['dit "oui"'])
  })

  it('makes no step of undo that shows nothing, once one has typed on', () => {
    const editor = typing()
    editor.keys("Pourquoi l'an dernier ? Ceci")
    expect(text(editor)).toEqual(['Pourquoi l’an dernier_? Ceci'])
    expect(editor.history.undoStack).toHaveLength(1)
    editor.undo()
    expect(text(editor)).toEqual([])
    editor.history.redo()
    expect(text(editor)).toEqual(['Pourquoi l’an dernier_? Ceci'])
  })

  it('keeps a step for what is seen, and redoes it', () => {
    const editor = typing().keys('dit "oui"')
    editor.undo()
    expect(text(editor)).toEqual(['dit «~oui"'])
    editor.history.redo()
    expect(text(editor)).toEqual(['dit «~oui~»'])
  })

  it('goes with the grammar: the names before a colon are read past its space, and one undo gives the line back', () => {
    const editor = typing().keys('Nadia :')
    expect(text(editor)).toEqual(['Nadia~:'])
    editor.keys(' bonjour')
    expect([text(editor), editor.speakers()]).toEqual([['bonjour'], [['nadia']]])
    expect(typing().keys('Décision : on ferme !').kinds()).toEqual(['decision'])
    expect(text(typing().keys('Décision : ').undo())).toEqual(['Décision~: '])
    expect(typing().keys("ACTION : Paul : envoyer d'ici vendredi\n").action()).toMatchObject({ owners: ['paul'], due: '2013-03-22' })
    expect(typing().keys('+ Où ? Ici\n').agenda().map(({ title }) => title?.fr)).toContain('Où\u202f? Ici')
  })

  it('counts as typed for s/old/new/', () => {
    expect(text(typing().keys("pourquoi l'an ?\ns/l'an ?/hier/\n"))[0]).toBe('pourquoi hier')
    for (const [line, mend, mended] of [
      ['Ceci est "bon" ici', 's/"bon"/"bien"/', 'Ceci est «~bien~» ici'],
      ["Pour l'an 5", "s/l'an/l'été/", 'Pour l’été 5'],
      ['A - B', 's/A - B/C/', 'C'],
      ['a...', 's/a.../c.../', 'c…'],
      ['Un bon mot', 's/bon/« vieux »/', 'Un «~vieux~» mot'],
      ['Oui ? Non', 's/Oui?/Quand?/', 'Quand_? Non'],
      ['Fin ?', 's/?/!/', 'Fin_!'],
      ['Il y a 10 000 € ici', 's/10 000/20 000/', 'Il y a 20_000~€ ici'],
    ]) expect(text(typing().keys(`${line}\n${mend}\n`))).toEqual([mended, ''])
    expect(text(typing('en').keys('It was "bad"\ns/"bad"/"good"/\n'))).toEqual(['It was “good”', ''])
    const off = typing()
    off.switches.typography = false
    expect(text(off.keys("l'an\ns/l'an/l'été/\n"))).toEqual(["l'été", ''])
  })

  it('corrects a line before Enter ends it, whatever Enter does', () => {
    expect(text(typing().keys('coût : 10 000\noui'))).toEqual(['coût~: 10_000', 'oui'])
    expect(text(typing().keys('ACTION : Paul : payer 10 000 €\n'))).toContainEqual(expect.stringMatching(/ayer 10_000~€$/))
  })

  it('corrects before Enter only what was typed there, and joins it to the step of that', () => {
    const editor = typing()
    editor.switches.typography = false
    editor.keys('Suite:')
    editor.switches.typography = true
    editor.history.stopCapturing()
    editAttendance(editor.meeting, 'anne' as PersonId, { status: 'present' })
    const marked = () => readAttendanceRecords(editor.meeting).map(({ status }) => status)
    // An old line, as one finds it, and one that was pasted, in part or as a whole.
    const asFound = new GrammarEditor(editor.meeting)
    asFound.switches.typography = true
    expect(text(asFound.at(0).keys('\n'))).toEqual(['Suite:', ''])
    asFound.undo()
    expect([text(asFound), marked()]).toEqual([['Suite:'], ['present']])
    expect(text(typing().type('coût: 10 000').keys('\n'))).toEqual(['coût: 10 000', ''])
    expect(text(typing().keys('coût 1').type('0 000').keys('\n'))).toEqual(['coût 10 000', ''])
    expect(text(typing().keys('coût 10').type(' 0').keys('00\n'))).toEqual(['coût 10 000', ''])
    // What is typed at its end is.
    expect(text(typing().type('Suite').keys(':\n'))).toEqual(['Suite~:', ''])
  })

  it('keeps a correction before Enter apart from what was done since it was typed', () => {
    const editor = typing().keys('Suite:')
    editor.history.stopCapturing()
    editAttendance(editor.meeting, 'anne' as PersonId, { status: 'present' })
    const marked = () => readAttendanceRecords(editor.meeting).map(({ status }) => status)
    editor.keys('\n')
    expect([text(editor), marked()]).toEqual([['Suite~:', ''], ['present']])
    expect([text(editor.undo()), marked()]).toEqual([['Suite~:'], ['present']])
    expect([text(editor.undo()), marked()]).toEqual([['Suite:'], ['present']])
    editor.undo()
    expect([text(editor), marked()]).not.toContainEqual(['present'])
    const alone = typing().keys('Suite:\n')
    expect([text(alone), text(alone.undo()), text(alone.undo())]).toEqual([['Suite~:', ''], ['Suite~:'], []])
  })

  it('leaves alone links, composed and pasted text, and all of it where it is switched off', () => {
    const link = typing().keys('voir ici')
    link.dispatch(link.state.tr.addMark(6, 9, markType('link').create({ href: 'https://exemple.fr' })))
    link.at(0, 7).keys('"')
    expect(text(link)).toEqual(['voir ic"i'])
    // Where nothing but the sign itself would change, and where what changes is what the link ends with.
    for (const [words, offset, sign, expected] of [['voir lici', 6, "'", "voir l'ici"], ['voir ici..', 10, '.', 'voir ici...']] as const) {
      const linked = typing()
      linked.type(words).dispatch(linked.state.tr.addMark(6, words.length + 1, markType('link').create({ href: 'https://exemple.fr' })))
      linked.at(0, offset)
      expect(text(linked.keys(sign))).toEqual([expected])
    }
    const composing = typing()
    composing.composing = true
    expect(text(composing.keys("l'an ?"))).toEqual(["l'an ?"])
    expect(text(typing().type('dit "oui"'))).toEqual(['dit "oui"'])
    const off = typing()
    off.switches.typography = false
    expect(text(off.keys('dit "oui" ?'))).toEqual(['dit "oui" ?'])
  })

  it('keeps bold what is bold', () => {
    const editor = typing().keys('bon')
    editor.dispatch(editor.state.tr.addMark(1, 4, markType('bold').create()))
    editor.at(0).keys(' ?')
    expect(editor.entries()[0]!.runs).toEqual([{ text: 'bon\u202f?', bold: true }])
  })
})
