import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { otherScreen, projectorWish } from '../../electron/hosts/projector.ts'
import { createProjectorLink, type ProjectorLinkSources } from '../../renderer/app/projector-link.ts'
import { itemsInOrder, type Minutes, type MinutesEntry, type MinutesItem } from '../../shared/minutes/minutes.ts'
import type { Language } from '../../shared/model/bilingual.ts'
import type { AgendaItemId } from '../../shared/model/identifiers.ts'
import { projectorMeeting, type ProjectorSubject } from '../../shared/projector/build.ts'
import { parseAnnouncement, parseReply, type Announcement } from '../../shared/projector/channel.ts'
import { PICTURE_LIMITS, type ProjectorMeeting, type ProjectorPicture } from '../../shared/projector/picture.ts'
import { bilingualText, committeeMinutes } from '../fixtures/minutes-committee.ts'

const committee = committeeMinutes()

function shown(minutes: Minutes, item: string | undefined, more: Partial<ProjectorSubject> = {}): ProjectorMeeting {
  return projectorMeeting({ minutes, item: item as AgendaItemId | undefined, language: 'fr', words: 'fr', earlier: [], today: '2026-03-17', timeOf: () => null, ...more })
}

function pictureOf(meeting: ProjectorMeeting | null): ProjectorPicture {
  return { formatVersion: 1, language: 'fr', theme: 'light', isHeld: false, meeting }
}

/** As the other window gets it. */
function received(picture: ProjectorPicture): ProjectorPicture | undefined {
  const announcement = parseAnnouncement(JSON.parse(JSON.stringify({ kind: 'picture', picture })) as unknown)
  return announcement?.kind === 'picture' ? announcement.picture : undefined
}

function entry(text: string, more: Partial<MinutesEntry> = {}): MinutesEntry {
  return { id: text.slice(0, 20), kind: 'note', list: 'none', level: 0, position: null, speakers: [], original: 'fr', translation: 'missing', fr: [{ text }], en: null, reference: null, action: null, vote: null, ...more }
}

function withBody(body: readonly MinutesEntry[], more: Partial<MinutesItem> = {}): Minutes {
  const item: MinutesItem = { id: 'item', kind: 'topic', label: '1', number: '1', depth: 1, title: bilingualText('Point', 'Item'), presenters: [], plannedMinutes: null, place: null, outcome: 'open', body, children: [], ...more }
  return { ...committee, agenda: [item] }
}

describe('the picture of the second screen', () => {
  it('holds the item at hand, all decisions and what is still open, under names and numbers', () => {
    const items = itemsInOrder(committee.agenda)
    const atHand = items.find(({ body }) => body.some(({ kind }) => kind === 'decision'))!
    const meeting = shown(committee, atHand.id)
    expect(meeting.item).toMatchObject({ number: atHand.number, title: { text: atHand.title.fr, language: 'fr' }, isCut: false })
    expect(meeting.item?.entries.map(({ id }) => id)).toEqual(atHand.body.map(({ id }) => id))
    const references = items.flatMap(({ body }) => body.filter(({ kind }) => kind === 'decision' || kind === 'recommendation' || kind === 'vote').map(({ reference }) => reference))
    expect(meeting.decisions.total).toBe(references.length)
    expect(meeting.decisions.last.map(({ reference }) => reference)).toEqual(references.slice(-PICTURE_LIMITS.list))
    expect(meeting.actions.last.every(({ state }) => state === 'open')).toBe(true)
    expect(received(pictureOf(meeting))).toEqual(pictureOf(meeting))
  })

  it('says in the other language what stands only there, and says so', () => {
    const minutes = withBody([entry('un mot', { en: [{ text: 'a word' }] }), entry('seulement ici')])
    const { item } = shown(minutes, 'item', { language: 'en' })
    expect(item?.entries.map(({ language, runs }) => [language, runs[0]?.text])).toEqual([['en', 'a word'], ['fr', 'seulement ici']])
  })

  it('never says who voted what, nor anything of the attendance', () => {
    const ballots = [{ name: 'Nadia Secrète', representedBy: 'Paul Secret', choice: 'against' as const }]
    const vote = { secrecy: 'public' as const, rule: 'simple-majority' as const, result: 'adopted' as const, isUnanimous: false, counts: { for: 12, against: 1, abstention: 0, none: 0 }, ballots }
    const minutes = withBody([entry('Le budget est adopté.', { kind: 'vote', reference: 'V1', vote })])
    const text = JSON.stringify(shown(minutes, 'item'))
    expect(text).toContain('12 pour')
    expect(text).not.toContain('Secr')
    const absent = { name: 'Zéphyrine Absente', affiliation: null, status: 'absent' as const, representedBy: null, arrivedAt: null, leftAt: null, guest: false }
    const attended: Minutes = { ...committee, attendance: { ...committee.attendance, sites: [{ name: 'Nord', people: [absent], attending: 0, expected: 1 }] } }
    for (const { id } of itemsInOrder(committee.agenda)) expect(JSON.stringify(shown(attended, id))).not.toContain(absent.name)
  })

  it('shows nothing of a vote that is not decided', () => {
    const vote = { secrecy: 'public' as const, rule: 'simple-majority' as const, result: 'undecided' as const, isUnanimous: false, counts: { for: null, against: null, abstention: null, none: null }, ballots: [] }
    expect(shown(withBody([entry('Le budget', { kind: 'vote', reference: 'V1', vote })]), 'item').item?.entries[0]?.vote).toBeNull()
  })

  it('puts the open actions of earlier meetings first, and tells the late ones', () => {
    const action = { owners: ['Elsa Quiniou'], due: '2026-03-01', state: 'open' as const }
    const minutes = withBody([entry('Envoyer', { kind: 'action', reference: 'A1', action: { ...action, due: '2026-04-01' } }), entry('Fait', { kind: 'action', reference: 'A2', action: { ...action, state: 'done' } })])
    const { actions } = shown(minutes, 'item', { earlier: [{ ...action, reference: 'A7', from: 26, text: bilingualText('Relire', null) }] })
    expect(actions.last.map(({ reference, from, isLate }) => [reference, from, isLate])).toEqual([['A7', 26, true], ['A1', null, false]])
  })

  it('has states for no item and no text', () => {
    expect(shown({ ...committee, agenda: [] }, 'item').item).toBeNull()
    expect(shown(committee, undefined).item).toBeNull()
    expect(shown(withBody([entry('  ')]), 'item').item).toMatchObject({ entries: [], isCut: false })
    expect(received(pictureOf(null))).toEqual(pictureOf(null))
  })

  it('keeps the end of a long text, whole characters only', () => {
    const { item } = shown(withBody([entry(`${'début '.repeat(3_000)}fin`), entry('la dernière')]), 'item')
    expect(item?.isCut).toBe(true)
    expect(item?.entries.at(-1)?.runs).toEqual([{ text: 'la dernière' }])
    expect(item?.entries[0]?.runs[0]?.text).toMatch(/^….*fin$/)
    const smileys = shown(withBody([entry('😀'.repeat(PICTURE_LIMITS.body))]), 'item').item?.entries[0]?.runs[0]?.text
    expect(smileys).not.toMatch(/\p{Surrogate}/u)
  })

  it('is never larger than a screen can use, and always passes the door, whatever is written', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('x'.repeat(9_000), ' : « 😀 » '.repeat(900), ''))
    const anyEntry = fc
      .record({ text, kind: fc.constantFrom('note', 'decision', 'action', 'recommendation', 'vote'), speakers: fc.array(text, { maxLength: 60 }), reference: fc.option(text), original: fc.constantFrom<Language>('fr', 'en') })
      .map(({ text: words, original, ...more }): MinutesEntry => ({ ...entry(words), ...more, original, fr: original === 'fr' ? [{ text: words }] : null, en: original === 'en' ? [{ text: words, bold: true }] : null, action: more.kind === 'action' ? { owners: more.speakers, due: '2026-01-01', state: 'open' } : null }))
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 120 }), text, (body, title) => {
        const picture = pictureOf(shown(withBody(body, { title: bilingualText(title, null), number: title, presenters: [title] }), 'item'))
        expect(received(picture)).toEqual(picture)
        expect(JSON.stringify(picture).length).toBeLessThan(2_000_000)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the door of the second screen', () => {
  const good = pictureOf(shown(committee, committee.agenda[0]?.id))

  it.each([
    ['another format', { ...good, formatVersion: 2 }],
    ['something more', { ...good, script: 'alert(1)' }],
    ['no theme', { ...good, theme: 'url(x)' }],
    ['a zone that is none', { ...good, meeting: { ...good.meeting, timeZone: 'Mars/Olympus' } }],
    ['too many', { ...good, meeting: { ...good.meeting, decisions: { total: 1, last: Array.from({ length: 1_000 }, () => good.meeting?.decisions.last[0]) } } }],
    ['a text that is none', { ...good, meeting: { ...good.meeting, series: { text: { toString: 'x' }, language: 'fr' } } }],
  ])('refuses %s', (_, picture) => {
    expect(parseAnnouncement({ kind: 'picture', picture: good })).toBeDefined()
    expect(parseAnnouncement({ kind: 'picture', picture })).toBeUndefined()
  })

  it('hears nothing but the words it knows', () => {
    for (const value of [null, undefined, 'listening', [], { kind: 'reload' }, { kind: 'listening', more: 1 }]) expect(parseReply(value)).toBeUndefined()
    expect(parseReply({ kind: 'gone' })).toEqual({ kind: 'gone' })
  })
})

describe('the line to the second screen', () => {
  function line() {
    const said: Announcement[] = []
    let hear: (event: { data: unknown }) => void = () => undefined
    const channel = { postMessage: (value: unknown) => void said.push(value as Announcement), addEventListener: (_: string, listener: never) => void (hear = listener) } as unknown as ProjectorLinkSources['channel']
    const link = createProjectorLink({ channel, surroundings: () => ({ language: 'fr', theme: 'light' }), whenIdle: (run) => run() })
    const pictures = () => said.flatMap((each) => (each.kind === 'picture' ? [each.picture] : []))
    return { link, pictures, hear: (data: unknown) => hear({ data }) }
  }
  const meetingCalled = (text: string): ProjectorMeeting => ({ ...shown({ ...committee, agenda: [] }, undefined), title: { text, language: 'fr' } })

  it('makes nothing while nobody listens, and at most two pictures a second for who does', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { link, pictures, hear } = line()
    let made = 0
    link.show(() => meetingCalled(String((made += 1))))
    for (let key = 0; key < 1_000; key += 1) link.touch()
    vi.advanceTimersByTime(10_000)
    expect(made).toBe(0)
    hear({ kind: 'listening' })
    for (let key = 0; key < 100; key += 1) {
      link.touch()
      vi.advanceTimersByTime(20)
    }
    expect(pictures().length).toBeGreaterThanOrEqual(4)
    expect(pictures().length).toBeLessThanOrEqual(6)
    hear({ kind: 'gone' })
    const before = made
    link.touch()
    vi.advanceTimersByTime(10_000)
    expect(made).toBe(before)
    vi.useRealTimers()
  })

  it('shows what it was held at, to those who come later too, until that ends', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { link, pictures, hear } = line()
    let title = 'avant'
    const leave = link.show(() => meetingCalled(title))
    hear({ kind: 'listening' })
    vi.advanceTimersByTime(1_000)
    link.hold(true)
    title = 'après'
    link.touch()
    vi.advanceTimersByTime(1_000)
    hear({ kind: 'gone' })
    hear({ kind: 'listening' })
    leave()
    vi.advanceTimersByTime(1_000)
    expect(pictures().at(-1)).toMatchObject({ isHeld: true, meeting: { title: { text: 'avant' } } })
    expect(pictures().map(({ meeting }) => meeting?.title?.text)).not.toContain('après')
    link.hold(false)
    vi.advanceTimersByTime(1_000)
    expect(pictures().at(-1)).toMatchObject({ isHeld: false, meeting: { title: { text: 'avant' } } })
    vi.useRealTimers()
  })

  it('holds what was on the wall, not what was written a moment ago; before anything was there, what is to come', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { link, pictures, hear } = line()
    let title = 'public'
    link.show(() => meetingCalled(title))
    hear({ kind: 'listening' })
    link.hold(true)
    vi.advanceTimersByTime(1_000)
    expect(pictures().at(-1)).toMatchObject({ isHeld: true, meeting: { title: { text: 'public' } } })
    link.hold(false)
    vi.advanceTimersByTime(1_000)
    title = 'public encore'
    link.touch()
    vi.advanceTimersByTime(1)
    title = 'un nom'
    link.touch()
    vi.advanceTimersByTime(100)
    link.hold(true)
    vi.advanceTimersByTime(1_000)
    expect(pictures().at(-1)).toMatchObject({ isHeld: true, meeting: { title: { text: 'public encore' } } })
    expect(JSON.stringify(pictures())).not.toContain('un nom')
    vi.useRealTimers()
  })

  it('shows nothing of another meeting that was opened just before the hold, if the wall was empty', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { link, pictures, hear } = line()
    hear({ kind: 'listening' })
    vi.advanceTimersByTime(1_000)
    link.show(() => meetingCalled('à huis clos'))
    link.hold(true)
    vi.advanceTimersByTime(1_000)
    expect(pictures().at(-1)).toMatchObject({ isHeld: true, meeting: null })
    vi.useRealTimers()
  })

  it('goes on without what does not pass, rather than stand still', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { link, pictures, hear } = line()
    let meeting: ProjectorMeeting = meetingCalled('avant')
    link.show(() => meeting)
    hear({ kind: 'listening' })
    vi.advanceTimersByTime(1_000)
    const whole = shown(committee, itemsInOrder(committee.agenda).find(({ body }) => body.length > 1)?.id)
    const item = { ...whole.item!, time: { elapsed: 3, planned: 7.5, over: 0, isRunning: true }, entries: whole.item!.entries.map((each, index) => (index === 0 ? { ...each, level: -1 } : each)) }
    meeting = { ...whole, ordinal: 12.5, item, actions: { ...whole.actions, last: whole.actions.last.map((each) => ({ ...each, from: 0.5 })) } }
    link.touch()
    vi.advanceTimersByTime(1_000)
    const picture = pictures().at(-1)!
    expect(received(picture)).toEqual(picture)
    expect(picture.meeting).toEqual({ ...whole, ordinal: null, item: { ...item, time: null, entries: item.entries.slice(1) }, actions: { ...whole.actions, last: whole.actions.last.map((each) => ({ ...each, from: null })) } })
    vi.useRealTimers()
  })

  it('keeps the meeting on the wall while something is looked up on another screen, but not for who comes later', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { link, pictures, hear } = line()
    const leave = link.show(() => meetingCalled('la séance'))
    hear({ kind: 'listening' })
    vi.advanceTimersByTime(1_000)
    leave()
    link.touch()
    hear({ kind: 'listening' })
    vi.advanceTimersByTime(1_000)
    expect(pictures().map(({ meeting }) => meeting?.title?.text)).toEqual(['la séance', 'la séance'])
    hear({ kind: 'gone' })
    hear({ kind: 'listening' })
    vi.advanceTimersByTime(1_000)
    expect(pictures().at(-1)?.meeting).toBeNull()
    vi.useRealTimers()
  })

  it('forgets a second screen that went without a word', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const { link, hear } = line()
    hear({ kind: 'listening' })
    expect(link.state.isListening).toBe(true)
    vi.advanceTimersByTime(140_000)
    expect(link.state.isListening).toBe(false)
    vi.useRealTimers()
  })
})

describe('the second window', () => {
  const left = { x: 0, y: 0, width: 1366, height: 768 }
  const right = { x: 1366, y: 0, width: 1920, height: 1080 }
  const window = { x: 10, y: 20, width: 1200, height: 700 }

  it('goes to the screen where the first one is not', () => {
    expect(otherScreen([left, right], window)).toBe(right)
    expect(otherScreen([left, right], { ...window, x: 1400 })).toBe(left)
    expect(otherScreen([left], window)).toBeUndefined()
    expect(otherScreen([left, right], { ...window, x: 9_000 })).toBeUndefined()
    expect(otherScreen([], window)).toBeUndefined()
  })

  it('asks its host for full screen and for leaving, and for nothing else', () => {
    const press = (key: string, more = {}) => projectorWish({ key, altKey: false, ctrlKey: false, metaKey: false, ...more })
    expect([press('f'), press('F'), press('F11'), press('Escape')]).toEqual(['full-screen', 'full-screen', 'full-screen', 'leave'])
    expect([press('f', { ctrlKey: true }), press('Escape', { altKey: true }), press('g'), press('F5'), press('Enter')]).toEqual([undefined, undefined, undefined, undefined, undefined])
  })
})
