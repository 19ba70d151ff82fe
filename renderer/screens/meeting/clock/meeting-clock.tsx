import type { ReactNode } from 'react'
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { sittingOf } from '../../../../shared/agenda/clock.ts'
import { remainingMinutes } from '../../../../shared/agenda/forecast.ts'
import { formatMinutes, formatTime } from '../../../../shared/i18n/format.ts'
import { usePreferences } from '../../../app/preferences.ts'
import { IconButton } from '../../../components/button.tsx'
import { Clock, Coffee, TriangleAlert } from '../../../components/icons.tsx'
import { Keys } from '../../../components/keys.tsx'
import { useDesk, useItemAtHand } from '../desk.tsx'
import menuStyles from '../../../components/menu.module.css'
import { useClock } from './clock-watch.ts'
import styles from './clock.module.css'
import { CLOCK_KEYS, useClockActions } from './use-clock-actions.ts'

/** In the bar: what time it is in the meeting, when it should end, by how much it is late; and what can be done about it. */
export function MeetingClock(): ReactNode {
  const { t } = useTranslation('clock')
  const { facts, readOnly } = useDesk()
  if (readOnly) return null
  return (
    <MenuTrigger>
      {facts.state === 'session' ? <SessionClock /> : <IconButton icon={Clock} label={t('meeting.label')} />}
      <Popover className={menuStyles.popover!} placement="bottom end" offset={4}>
        <ClockMenu />
      </Popover>
    </MenuTrigger>
  )
}

function SessionClock(): ReactNode {
  const { t, i18n } = useTranslation('clock')
  const language = i18n.language === 'en' ? 'en' : 'fr'
  const now = formatTime(useClock((face) => face.now), language)
  const end = useClock((face) => face.forecast?.end)
  const over = useClock((face) => face.forecast?.over ?? 0)
  const isPause = useClock((face) => face.time.isPause)
  return (
    <Button className={styles.session!}>
      <Spoken>{`${t('meeting.label')} – `}</Spoken>
      {isPause ? <Coffee size={14} /> : <span aria-hidden className={styles.live} />}
      {isPause ? <span>{t('meeting.inPause')}</span> : <Spoken>{t('meeting.inSession')}</Spoken>}
      <span className={styles.now}>{now}</span>
      {end && <span className={styles.end}>{t('meeting.end', { time: formatTime(end, language) })}</span>}
      {over > 0 && (
        <span className={styles.over}>
          <TriangleAlert size={13} />
          {t('meeting.over', { over: formatMinutes(over) })}
          <Spoken>{` ${t('meeting.overSpoken')}`}</Spoken>
        </span>
      )}
    </Button>
  )
}

/** What the eye has from a sign or from its place. */
function Spoken({ children }: { readonly children: ReactNode }): ReactNode {
  return <span className="visually-hidden">{children}</span>
}

/** What the clock knows, a line for each. */
function useClockFacts(): readonly string[] {
  const { t, i18n } = useTranslation('clock')
  const language = i18n.language === 'en' ? 'en' : 'fr'
  const { openedAt, closedAt } = useDesk().facts
  const expected = useClock((face) => (face.facts.state === 'session' ? face.forecast?.expected : undefined))
  // Without a plan for what is left, "at this rate" would say that it ends now.
  const hasPlan = useClock((face) => remainingMinutes(face.tree, face.time) > 0)
  const pauses = useClock((face) => face.time.pauses)
  const at = (time: string) => formatTime(time, language)
  return [
    ...(openedAt ? [t('facts.opened', { time: at(openedAt) })] : []),
    ...(closedAt ? [t('facts.closed', { time: at(closedAt) })] : []),
    ...(expected && hasPlan ? [t('facts.expected', { time: at(expected) })] : []),
    ...(pauses > 0 ? [t('facts.pauses', { time: formatMinutes(pauses) })] : []),
  ]
}

function ClockMenu(): ReactNode {
  const { t } = useTranslation('clock')
  const { facts } = useDesk()
  const { clockFollows } = usePreferences()
  const actions = useClockActions()
  const known = useClockFacts()
  const { id } = useItemAtHand()
  const isRunning = useClock((face) => face.time.running !== undefined)
  // The key is that of the item at hand.
  const isAtHand = useClock((face) => id !== undefined && face.time.running?.item === id)
  const isPause = useClock((face) => face.time.isPause)
  const sitting = sittingOf(facts.state)
  return (
    <Menu className={menuStyles.menu!} aria-label={t('meeting.label')}>
      <MenuSection aria-label={t('meeting.label')}>
        {known.length > 0 && (
          <Header className={styles.facts!}>
            {known.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </Header>
        )}
        <MenuItem className={menuStyles.item!} textValue={t(`commands.sitting.${sitting}`)} onAction={actions.toggleMeeting}>
          {t(`commands.sitting.${sitting}`)}
          <Keys keys={CLOCK_KEYS.meeting} />
        </MenuItem>
        <MenuItem className={menuStyles.item!} textValue={t(isPause ? 'commands.endPause' : 'commands.pause')} onAction={() => actions.togglePause()}>
          {t(isPause ? 'commands.endPause' : 'commands.pause')}
          <Keys keys={CLOCK_KEYS.pause} />
        </MenuItem>
        {isRunning && !isPause && (
          <MenuItem className={menuStyles.item!} textValue={t('commands.stop')} onAction={actions.stop}>
            {t('commands.stop')}
            {isAtHand && <Keys keys={CLOCK_KEYS.item} />}
          </MenuItem>
        )}
      </MenuSection>
      <Separator className={menuStyles.separator!} />
      <MenuItem className={menuStyles.item!} textValue={t('commands.follows')} onAction={actions.toggleFollowing}>
        {t('commands.follows')}
        <span>{t(clockFollows ? 'commands.on' : 'commands.off')}</span>
      </MenuItem>
    </Menu>
  )
}
