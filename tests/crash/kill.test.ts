import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LogId } from '../../shared/log/record.ts'
import type { Segment } from '../../shared/log/segment.ts'
import type { WorkspaceId } from '../../shared/model/identifiers.ts'
import { until } from '../e2e/real-process.ts'
import { seed } from '../fixtures/seed.ts'
import { checkSegments, segmentsOf } from './folder-check.ts'
import { startLineApplication, type LineApplication } from './line-application.ts'
import { createRandom, type Random } from './random.ts'
import { checkCopy, settleOwnLog, TypingPage } from './typing-page.ts'

/** Two people who share a folder; their main processes are killed again and again. CAMPAIGNS=n for a longer night. */
const CAMPAIGNS = Number(process.env.CAMPAIGNS ?? 6)
const KILLS_PER_CAMPAIGN = 32
/** A kill falls this long after something began, at most, in milliseconds. */
const LONGEST_DELAY = 60

interface Person {
  readonly page: TypingPage
  readonly dataFolder: string
  log: LogId
  application: LineApplication
}

let root: string
let people: readonly Person[] = []
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'minutier-kill-'))
})
afterEach(async () => {
  await Promise.all(people.map(({ application }) => application.kill()))
  await rm(root, { recursive: true, force: true })
})

describe('a main process that is killed while two people type and publish', () => {
  test.each(Array.from({ length: CAMPAIGNS }, (_, index) => seed + index))('keeps all that it acknowledged, and spoils nothing in the folder (seed %i)', { timeout: 180_000 }, async (campaign) => {
    const random = createRandom(campaign)
    const shared = join(root, 'shared')
    await mkdir(shared)
    people = await meet(shared, random)
    let kills = 0
    while (kills < KILLS_PER_CAMPAIGN) kills += await round(shared, random)
    await agree()
    await newcomerAgrees(shared)
    for (const { application } of people) await application.close()
  })
})

/** One shares the workspace, the other joins. */
async function meet(shared: string, random: Random): Promise<readonly Person[]> {
  const workspace = randomUUID() as WorkspaceId
  const made = ['Alix', 'Bruno'].map((name): Person => {
    const dataFolder = join(root, name)
    return { page: new TypingPage(name, workspace, random), dataFolder, log: '' as LogId, application: startLineApplication({ dataFolder, chooseFolder: shared }) }
  })
  const [first, second] = made as [Person, Person]
  expect(await first.page.type(first.application.bridge)).toMatchObject({ ok: true })
  expect(await first.application.bridge.shareWorkspace(workspace)).toEqual({ ok: true, workspace })
  expect(await second.application.bridge.joinSharedFolder()).toEqual({ ok: true, workspace })
  for (const person of made) {
    await person.page.readOn(person.application.bridge)
    expect(await person.page.type(person.application.bridge)).toMatchObject({ ok: true })
    person.log = await ownLog(person)
  }
  return made
}

/** Both type; one is killed, or both; who was killed starts again and is checked. Returns the number of kills. */
async function round(shared: string, random: Random): Promise<number> {
  const victims = random.oneIn(4) ? people : [random.pick(people)]
  const kind = random.pick(['typing', 'publishing', 'acknowledged'] as const)
  const typing = people.filter((person) => kind !== 'acknowledged' || !victims.includes(person)).map((person) => typeUntilStopped(person, random))
  await wait(random.integer(0, LONGEST_DELAY))
  if (kind === 'publishing') {
    for (const { application, page } of victims) void application.bridge.shareNow(page.workspace).catch(() => undefined)
    await wait(random.integer(0, LONGEST_DELAY))
  }
  await Promise.all(victims.map((person) => (kind === 'acknowledged' ? killAtAnswer(person, random) : person.application.kill())))
  await Promise.all(typing.map((stop) => stop()))
  const again = random.oneIn(6) ? await killWhileStarting(victims, random) : 0
  const published = new Map(await Promise.all(victims.map(async ({ log }) => [log, await segmentsOf(shared, log)] as const)))
  for (const person of victims) start(person)
  await Promise.all(victims.map((person) => check(person, published.get(person.log) ?? [])))
  return victims.length + again
}

/** Many changes on their way, and the kill in the moment in which one of them is acknowledged: the promise is at its freshest. */
async function killAtAnswer({ page, application }: Person, random: Random): Promise<void> {
  const onTheirWay = Array.from({ length: 10 }, () => page.type(application.bridge).catch(() => undefined))
  await onTheirWay[random.integer(0, 9)]
  await application.kill()
  await Promise.all(onTheirWay)
}

/** Hands over changes, several at a time, until it is told to stop. */
function typeUntilStopped({ page, application }: Person, random: Random): () => Promise<void> {
  const onTheirWay: Promise<unknown>[] = []
  const stopping = new AbortController()
  const typing = (async () => {
    while (!stopping.signal.aborted && onTheirWay.length < 20) {
      onTheirWay.push(page.type(application.bridge).catch(() => undefined))
      await wait(random.integer(0, 12))
    }
  })()
  return async () => {
    stopping.abort()
    await typing
    await Promise.all(onTheirWay)
  }
}

async function killWhileStarting(victims: readonly Person[], random: Random): Promise<number> {
  for (const person of victims) {
    start(person)
    void person.page.readOn(person.application.bridge).catch(() => undefined)
  }
  await wait(random.integer(50, 250))
  await Promise.all(victims.map(({ application }) => application.kill()))
  return victims.length
}

function start(person: Person): void {
  person.application = startLineApplication({ dataFolder: person.dataFolder, chooseFolder: join(root, 'shared') })
}

async function check(person: Person, published: readonly Segment[]): Promise<void> {
  const { page, application, log } = person
  expect(await ownLog(person), 'a kill makes nobody another writer').toBe(log)
  const records = await page.rebuild(application.bridge)
  settleOwnLog(page, log, records)
  for (const other of people) if (other !== person) checkCopy(other.page, other.log, records)
  expect(page.hasGaps()).toBe(false)
  const marks = page.marks()
  expect(page.sent.filter(({ mark }) => !marks.has(mark))).toEqual([])
  checkSegments(published, log, records)
}

/** In the end both have everything and it is the same. */
async function agree(): Promise<void> {
  const workspace = (people[0] as Person).page.workspace
  const lengths = async ({ application }: Person) => {
    await application.bridge.shareNow(workspace)
    const space = (await application.bridge.logs()).find((known) => known.workspace === workspace)
    return new Map(space?.logs.map(({ log, last }) => [log, last]))
  }
  await until('both have all logs', async () => {
    const [left, right] = await Promise.all(people.map(lengths))
    return people.every(({ log }) => left?.get(log) !== undefined && left.get(log) === right?.get(log))
  })
  for (const { page, application } of people) {
    const records = await page.rebuild(application.bridge)
    for (const other of people) checkCopy(other.page, other.log, records)
    expect(page.hasGaps()).toBe(false)
  }
  expect(people[0]?.page.content()).toEqual(people[1]?.page.content())
}

/** Somebody who joins afterwards reads the same from the folder alone. */
async function newcomerAgrees(shared: string): Promise<void> {
  const [{ page: known, application: host }] = people as [Person]
  const newcomer = new TypingPage('Chloé', known.workspace, createRandom(0))
  const application = startLineApplication({ dataFolder: join(root, 'newcomer'), chooseFolder: shared })
  try {
    await host.bridge.shareNow(known.workspace)
    expect(await application.bridge.joinSharedFolder()).toEqual({ ok: true, workspace: known.workspace })
    await until('the newcomer has read the folder', async () => {
      await application.bridge.shareNow(known.workspace)
      await newcomer.readOn(application.bridge)
      return newcomer.marks().size === known.marks().size
    })
    expect(newcomer.content()).toEqual(known.content())
    await application.close()
  } finally {
    await application.kill()
  }
}

async function ownLog({ application, page }: Person): Promise<LogId> {
  const space = (await application.bridge.logs()).find(({ workspace }) => workspace === page.workspace)
  return space?.logs.find(({ isOwn }) => isOwn)?.log as LogId
}
