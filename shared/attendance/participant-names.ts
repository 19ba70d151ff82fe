import { plain } from './match-people.ts'

/** Longest name that is taken for one, in characters. */
const LONGEST_NAME = 120

export interface CleanedName {
  readonly name: string
  readonly otherNames: readonly string[]
  readonly isGuest: boolean
  readonly email?: string
}

/** What tools write in brackets behind a name, without accents or case. */
const GUEST_WORDS = new Set(['guest', 'invite', 'invitee', 'invite e', 'external', 'externe', 'ext', 'unverified', 'non verifie', 'non verifiee', 'anonymous', 'anonyme', 'meeting guest', 'invite de la reunion'])
const ROLE_WORDS = new Set(
  ['moderator', 'moderateur', 'moderatrice', 'presenter', 'presentateur', 'presentatrice', 'host', 'hote', 'co host', 'cohost', 'co hote', 'organizer', 'organiser', 'organisateur', 'organisatrice', 'me', 'moi', 'you', 'vous', 'viewer',
    'attendee', 'participant', 'speaker', 'intervenant', 'video', 'audio', 'phone', 'telephone', 'mobile', 'iphone', 'ipad', 'android', 'pc', 'tablette', 'tablet', 'laptop', 'web', 'chrome', 'he him', 'she her', 'they them', 'il lui', 'elle', 'locked', 'verrouille'])

/** Lines of a list of people that name nobody. */
const NOISE = /^(?:participants?|attendees?|in this meeting|dans cette reunion|in the meeting|present|presents|contributors?|contributeurs?|waiting room|salle d attente|in the lobby|dans la salle d attente|invited|invites|others invited|muted|unmuted|mute|micro(?:phone)? (?:coupe|desactive|active|ouvert)|camera (?:on|off|activee|desactivee)|organi[sz]er|organisat(?:eur|rice)|meeting host|host|hote|co host|co hote|presenter|presentat(?:eur|rice)|attendee|guest|invite|external|externe|moderateur|moderator|organisat(?:eur|rice) de la reunion|animat(?:eur|rice)|vous|you|moi|me|nom|name|summary|resume|users?|utilisateurs?|liste des participants|participants list|search|rechercher|call in user|en ligne|online|speaking|more options|plus d options|yes|no|oui|non|n a)(?: \d+)?$/

const DEVICE = '(?:iphone|ipad|ipod|android|galaxy[\\w ]{0,12}|samsung|pixel(?: \\d)?|macbook(?: pro| air)?|mobile|smartphone|tablette|tablet|portable|pc|laptop|téléphone|telephone|phone)'
const TITLE = /^(?:m\.|mr\.?|mme\.?|mlle\.?|mrs\.?|ms\.?|dr\.?|docteure?|pr\.?|prof\.?|professeure?|professor)\s+(?=\p{L})/iu

/** The name in what a tool shows for a person: without role, device, title, bullet or address. */
export function cleanedName(written: string): CleanedName {
  let text = written.slice(0, 400).normalize('NFC').replace(/\s+/g, ' ').trim()
  const email = /[^\s<>()[\]@,;"]+@[^\s<>()[\]@,;"]+/.exec(text)?.[0]
  if (email) text = text.replace(email, ' ').replace(/[<([]\s*[>)\]]/, ' ')
  text = text.replace(/^(?:[-–—•*·✓✔☑]|\d+[.)])\s+/, '').replace(/^["“«]\s*(.*?)\s*["”»]$/, '$1').trim()
  const others: string[] = []
  let isGuest = false
  text = text.replace(/\s*[([]([^()[\]]*)[)\]]/g, (_, inside: string) => {
    const parts = inside.split(/[,/;]/).map(plain).filter(Boolean)
    isGuest ||= parts.some((part) => GUEST_WORDS.has(part))
    if (!parts.every((part) => GUEST_WORDS.has(part) || ROLE_WORDS.has(part)) && namesPeople(inside) && plain(inside).includes(' ')) others.push(inside.trim())
    return ' '
  })
  text = text.replace(/\s+/g, ' ').trim()
  text = text.replace(new RegExp(`^${DEVICE} (?:de |d['’]|of )`, 'iu'), '').replace(new RegExp(`(?:['’]s)?(?:\\s+[-–—]|,)?\\s+${DEVICE}$`, 'iu'), '')
  text = ordered(text.replace(TITLE, '').trim())
  // "Anne Martin | Lyon": what follows is a house. After a dash it may be half of a name.
  const beforeBar = /^(.+?)\s*[|/]\s*\S/.exec(text)?.[1]
  if (beforeBar && namesPeople(beforeBar)) text = beforeBar
  const before = /^(.+?)\s+[-–—]\s+\S/.exec(text)?.[1]
  if (before && namesPeople(before)) others.push(before)
  return { name: text.slice(0, LONGEST_NAME).trim(), otherNames: [...new Set(others)].slice(0, 3), isGuest, ...(email && { email }) }
}

/** "Martin, Anne" is Anne Martin. */
function ordered(text: string): string {
  const [last = '', first = '', ...more] = text.split(/\s*,\s*/)
  return more.length === 0 && first !== '' && namesPeople(first) && namesPeople(last) ? `${first} ${last}` : text.replace(/[,;]+$/, '')
}

/** Whether a text could be somebody's name: letters, a few words, no address, no time. */
export function namesPeople(text: string): boolean {
  return text.length <= LONGEST_NAME && /\p{L}{2}|\p{L}\./u.test(text) && !/[@:\t]|\d{3}|^\d/.test(text) && plain(text).split(' ').length <= 6
}

export function isNoise(name: string): boolean {
  const said = plain(name)
  return said === '' || !/\p{L}/u.test(said) || NOISE.test(said)
}

/** Pictures of people are shown as initials: copied, "AM" stands in a line before "Anne Martin". */
export function mayBeInitialsOf(text: string, name: string): boolean {
  if (!/^\p{Lu}{1,3}$/u.test(text) || name === text) return false
  const words = plain(name).split(' ').filter(Boolean)
  const letters = words.map((word) => [...word][0]).join('')
  const wanted = plain(text)
  return words.length > 1 && (letters === wanted || wanted === `${letters[0]}${letters.at(-1)}` || [...wanted].sort().join('') === [...letters].sort().join(''))
}
