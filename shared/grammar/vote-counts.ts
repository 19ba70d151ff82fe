import { MOST_VOTES, type VoteAnnouncement, type VoteChoice, type VoteCounts, type VoteMethod, type VoteRule, type VoteSecrecy } from '../model/vote.ts'

/** What the words of a vote tell of it. They stay where they are. */
export interface VoteTold {
  readonly counts: VoteCounts
  readonly announced?: VoteAnnouncement
  readonly rule?: VoteRule
  readonly secrecy?: VoteSecrecy
  readonly method?: VoteMethod
}

/** Longest text in which a vote is looked for, in characters. */
const LONGEST = 4_000

/**
 * Reads "12 pour, 3 contre, 1 abstention", "for: 12, against: 3", "adopté à l'unanimité", "bulletin secret"… in either
 * language. What could be read in two ways is not read.
 */
export function readVote(text: string): VoteTold {
  const said = folded(text.slice(0, LONGEST))
  const announced = announcementIn(said)
  const rule = RULES.find(([shape]) => shape.test(said))?.[1]
  const isSecret = /\b(?:bulletins? secrets?|scrutin secret|vote (?:a bulletins? )?secret|secret ballot|secret vote)\b/.test(said)
  const isPublic = /\b(?:a main levee|show of hands|scrutin public|vote public|public vote)\b/.test(said)
  const isByName = /\b(?:appel nominal|vote nominatif|scrutin nominal|nominalement|roll[- ]call|vote by name)\b/.test(said)
  return {
    counts: countsIn(said),
    ...(announced && { announced }),
    ...(rule && { rule }),
    ...(isSecret !== isPublic && { secrecy: isSecret ? ('secret' as const) : ('public' as const) }),
    ...(isByName && !isSecret && { method: 'by-name' as const }),
  }
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[’ʼ]/g, "'").replace(/\s+/g, ' ').trim()
}

const RULES: readonly (readonly [RegExp, VoteRule])[] = [
  [/\b(?:majorite absolue des membres|absolute majority of (?:the |its |all )?members)\b/, 'absolute-majority-of-members'],
  [/\b(?:majorite absolue|absolute majority)\b/, 'absolute-majority'],
  [/\b(?:deux tiers des membres|two[- ]thirds of (?:the |its |all )?members)\b/, 'two-thirds-of-members'],
  [/\b(?:majorite (?:des|aux) deux tiers|two[- ]thirds(?: majority)?)\b/, 'two-thirds'],
  [/\b(?:majorite simple|simple majority)\b/, 'simple-majority'],
]

// ─── What was announced ──────────────────────────────────────────────────────────────────────────────────────────────

const UNANIMOUS = /\b(?:a l'unanimite|unanimement|unanimously|by unanimity|nem\.? ?con)\b/
/** "À l'unanimité moins une voix", "à la quasi-unanimité", "presque à l'unanimité": adopted, and not by all. */
const NOT_QUITE_UNANIMOUS =
  /\b(?:quasi[- ]?unanim\w*|(?:presque|quasi(?:ment)?|pratiquement|nearly|almost|virtually|near)[- ](?:(?:a )?l'|totalement )?unanim\w*|(?:a l'unanimite|unanimement|unanimously|unanimity)(?: (?:des|de|of)(?: [a-z]+){1,4}?)? ?,? ?(?:moins|sauf|a l'exception|hormis|except(?:e|ing)?|less|but for|save|bar|minus|with (?:one|\d+) exceptions?)\b)|\b(?:presque|quasi(?:ment)?|pratiquement|nearly|almost|virtually) (?:adoptee?s? |adopted |carried |approved )?(?:a l'unanimite|unanimously|by unanimity)\b/
/** As a statement, not in "the programme adopted in May": at the edge of a clause, or after "is" and its like. */
const BEFORE = "(?:^|[.;:,(–—] ?|\\b(?:est|sont|ete|is|are|was|were|been|motion|proposition|proposal) )(?<not>(?:non|pas|not) )?"
const AFTER = "(?= ?(?:$|[.;:,)–—]|\\b(?:a|par|avec|sans|by|with|without|unanimously|unanimement|nem)\\b))"
const ADOPTED = new RegExp(`${BEFORE}(?:adopte|approuve|adopted|approved|carried)e?s?${AFTER}`, 'g')
const REJECTED = new RegExp(`${BEFORE}(?:rejete|repousse|rejected|defeated|lost)e?s?${AFTER}`, 'g')

function announcementIn(said: string): VoteAnnouncement | undefined {
  const adopted = [...said.matchAll(ADOPTED)]
  const isRejected = adopted.some(({ groups }) => groups?.not) || [...said.matchAll(REJECTED)].some(({ groups }) => !groups?.not)
  const isAdopted = adopted.some(({ groups }) => !groups?.not)
  const isUnanimous = UNANIMOUS.test(said)
  if (isRejected) return isAdopted ? undefined : 'rejected'
  if (NOT_QUITE_UNANIMOUS.test(said)) return 'adopted'
  if (isUnanimous && !/\b(?:pas|not|sans) (?:a l'unanimite|unanimously)/.test(said)) return 'unanimous'
  return isAdopted ? 'adopted' : undefined
}

// ─── Counts ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const NUMBERS: Readonly<Record<string, number>> = {
  un: 1, une: 1, one: 1, deux: 2, two: 2, trois: 3, three: 3, quatre: 4, four: 4, cinq: 5, five: 5, six: 6, sept: 7, seven: 7, huit: 8, eight: 8, neuf: 9, nine: 9,
  dix: 10, ten: 10, onze: 11, eleven: 11, douze: 12, twelve: 12, treize: 13, thirteen: 13, quatorze: 14, fourteen: 14, quinze: 15, fifteen: 15, seize: 16, sixteen: 16,
}

const TOKEN = new RegExp(
  [
    '(?<other>\\d+(?:[.,:/-]\\d+)+)',
    '(?<number>\\d{1,3}(?: \\d{3})+(?!\\d)|\\d+)',
    "\\b(?<zero>(?:aucune?|sans|no|zero|neant|nil)\\b|pas d(?:e\\b|'))",
    `\\b(?<word>${Object.keys(NUMBERS).join('|')})\\b`,
    '\\b(?<none>ne (?:prend|prennent|prenant) pas part(?: au vote)?|ne (?:participe|participent|vote|votent) pas(?: au vote)?|nppv|not (?:voting|taking part|participating)|did not (?:vote|take part)|non[- ]votants?)\\b',
    '\\b(?<for>in favou?r|pour|for)\\b',
    '\\b(?<against>contre(?!-)|against|oppositions?|opposed)\\b',
    "\\b(?<abstention>abstentions?|abstain(?:ed|ing)?|s'abst(?:ient|iennent|enant))\\b",
    "\\b(?<filler>voix|votes?|bulletins?|suffrages?|membres?|members?|personnes?|people|voted|ont|a|se)\\b",
    '(?<joint>[:=])|(?<end>[,;.()/–—•·-]|\\bet\\b|\\band\\b)|(?<text>[^ ])',
  ].join('|'),
  'g',
)

type Kind = 'number' | 'word' | 'choice' | 'filler' | 'joint' | 'end' | 'text'

interface Token {
  readonly kind: Kind
  readonly value: number
  readonly choice?: VoteChoice
}

interface Reading {
  readonly number: number
  readonly token: number
  readonly choice: VoteChoice
  readonly isSure: boolean
}

function countsIn(said: string): VoteCounts {
  const tokens = Array.from(said.matchAll(TOKEN), tokenOf)
  const before = tokens.flatMap((_, index) => numberFirst(tokens, index) ?? [])
  const after = tokens.flatMap((_, index) => choiceFirst(tokens, index) ?? [])
  // "12 for 3 against" and "for 12 against 3": whichever order makes more sense of the whole.
  if (before.length === after.length && before.some(({ number }) => after.some((other) => other.number === number))) return {}
  const [main, others] = before.length > after.length ? [before, after] : [after, before]
  const readings = [...main, ...others.filter(({ number, token }) => main.every((reading) => reading.number !== number && reading.token !== token))]
  const chosen = new Map<VoteChoice, number>()
  for (const { choice, number } of readings) {
    const { value } = tokens[number]!
    if (chosen.has(choice) && chosen.get(choice) !== value) return {}
    chosen.set(choice, value)
  }
  if (readings.some(({ number }) => tokens[number]!.value > MOST_VOTES)) return {}
  return chosen.size > 1 || readings.some(({ isSure }) => isSure) ? Object.fromEntries(chosen) : {}
}

function tokenOf({ groups = {} }: RegExpExecArray): Token {
  const { number, zero, word, filler, joint, end } = groups
  const choice = (['for', 'against', 'abstention', 'none'] as const).find((name) => groups[name] !== undefined)
  if (choice) return { kind: 'choice', value: 0, choice }
  if (number !== undefined) return { kind: 'number', value: Number(number.replaceAll(' ', '')) }
  if (zero !== undefined) return { kind: 'word', value: 0 }
  if (word !== undefined) return { kind: 'word', value: NUMBERS[word] ?? 0 }
  return { kind: filler !== undefined ? 'filler' : joint !== undefined ? 'joint' : end !== undefined ? 'end' : 'text', value: 0 }
}

/** "12 voix pour". A bare "12 for" must end there, or another number follow: "12 pour le projet" counts nothing. */
function numberFirst(tokens: readonly Token[], index: number): Reading | undefined {
  if (tokens[index]!.kind !== 'number' && tokens[index]!.kind !== 'word') return undefined
  const place = afterFillers(tokens, index + 1)
  const choice = tokens[place]?.choice
  if (!choice) return undefined
  const next = tokens[place + 1]
  const isNumberNext = next !== undefined && (next.kind === 'number' || next.kind === 'word')
  const isCountNext = isNumberNext && tokens[afterFillers(tokens, place + 2)]?.kind === 'choice'
  const isBare = choice === 'for' && place === index + 1
  if (isBare && next !== undefined && next.kind !== 'end' && next.kind !== 'choice' && !isCountNext) return undefined
  return { number: index, token: place, choice, isSure: true }
}

/** "pour : 12", "for 12, against 3": in digits, and nothing but votes is counted. Without its colon one alone is not enough. */
function choiceFirst(tokens: readonly Token[], index: number): Reading | undefined {
  const { choice } = tokens[index]!
  if (!choice) return undefined
  const isJoined = tokens[index + 1]?.kind === 'joint'
  const place = isJoined ? index + 2 : index + 1
  const number = tokens[place]
  if (number?.kind !== 'number' && !(isJoined && number?.kind === 'word')) return undefined
  const next = tokens[afterFillers(tokens, place + 1)]
  if (next !== undefined && next.kind !== 'end' && next.kind !== 'choice') return undefined
  return { number: place, token: index, choice, isSure: isJoined }
}

function afterFillers(tokens: readonly Token[], index: number): number {
  let place = index
  while (tokens[place]?.kind === 'filler') place += 1
  return place
}
