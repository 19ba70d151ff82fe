import { useEffect, useState, type ReactNode } from 'react'
import type { Language } from '../../../shared/model/bilingual.ts'
import { wallClock } from '../../../shared/model/wall-time.ts'
import { formatTime } from '../../../shared/i18n/format.ts'
import type { ProjectorMeeting, ProjectorPicture } from '../../../shared/projector/picture.ts'
import { ProjectorHint } from './projector-hint.tsx'
import { ProjectorItemView } from './projector-item.tsx'
import { ProjectorLists } from './projector-lists.tsx'
import { projectorWords, type ProjectorWords } from './projector-words.ts'
import styles from './projector.module.css'
import { useTextSize } from './text-size.ts'
import { usePicture } from './use-picture.ts'

/** Until the main window has answered, the words are in the language of the browser. */
const FIRST_LANGUAGE: Language = navigator.language.startsWith('en') ? 'en' : 'fr'

/** The wall of the meeting room: the item at hand, the decisions and the open actions. It is read, and nothing else. */
export function ProjectorScreen(): ReactNode {
  const picture = usePicture()
  useTextSize()
  const { language = FIRST_LANGUAGE, theme, meeting } = picture ?? {}
  const t = projectorWords(language)
  const title = meeting ? meetingTitle(meeting, t) : t('title')
  useEffect(() => {
    document.documentElement.lang = language
    if (theme) document.documentElement.dataset.theme = theme
    document.title = title
  }, [language, theme, title])
  return (
    <div className={styles.screen} data-projector={picture ? (picture.isHeld ? 'held' : 'live') : 'waiting'}>
      {picture?.meeting ? <MeetingView picture={picture} meeting={picture.meeting} t={t} /> : <Waiting t={t} />}
      <ProjectorHint t={t} />
    </div>
  )
}

interface MeetingViewProps {
  readonly picture: ProjectorPicture
  readonly meeting: ProjectorMeeting
  readonly t: ProjectorWords
}

function MeetingView({ picture: { language, isHeld }, meeting, t }: MeetingViewProps): ReactNode {
  return (
    <>
      <header className={styles.head}>
        <p className={styles.meeting} lang={(meeting.title ?? meeting.series).language}>
          {meetingTitle(meeting, t)}
        </p>
        {isHeld && <p className={styles.held}>{t('held')}</p>}
        <WallClock timeZone={meeting.timeZone} language={language} />
      </header>
      <main className={styles.body}>
        {meeting.item ? <ProjectorItemView item={meeting.item} language={language} t={t} /> : <Empty title={t('noItem.title')} explanation={t('noItem.explanation')} />}
        <ProjectorLists meeting={meeting} language={language} t={t} />
      </main>
    </>
  )
}

function Waiting({ t }: { readonly t: ProjectorWords }): ReactNode {
  return (
    <main className={styles.waiting}>
      <Empty title={t('waiting.title')} explanation={t('waiting.explanation')} />
    </main>
  )
}

function Empty({ title, explanation }: { readonly title: string; readonly explanation: string }): ReactNode {
  return (
    <div className={styles.empty}>
      <h1>{title}</h1>
      <p>{explanation}</p>
    </div>
  )
}

/** The time on the wall of the room. */
function WallClock({ timeZone, language }: { readonly timeZone: string; readonly language: Language }): ReactNode {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const { time } = wallClock(now, timeZone)
  return (
    <time className={styles.clock} dateTime={time}>
      {formatTime(time, language)}
    </time>
  )
}

function meetingTitle({ title, series, ordinal }: ProjectorMeeting, t: ProjectorWords): string {
  if (title) return title.text
  const name = series.text || t('untitled')
  return ordinal === null ? name : t('heading', { series: name, ordinal })
}
