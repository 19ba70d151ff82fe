import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { bridge } from '../../app/bridge.ts'
import { TextField } from '../../components/field.tsx'

export interface PersonName {
  readonly field: ReactNode
  /** Keeps the name; false, with the reason at the field, if there is none or it could not be kept. */
  readonly keep: () => Promise<boolean>
}

/** Longer names than this are refused by the door. */
const LONGEST_NAME = 200

interface PersonNameOptions {
  /** A new name is kept when its field is left. */
  readonly keepsOnBlur?: boolean
  /** The field is where one begins. */
  readonly autoFocus?: boolean
  readonly onEnter?: () => void
}

/** How this person wants to be called by the others: asked for once, and changed whenever they like. */
export function usePersonName({ keepsOnBlur = false, autoFocus = false, onEnter }: PersonNameOptions): PersonName {
  const { t } = useTranslation('sharing')
  const [kept, setKept] = useState<string>()
  const [typed, setTyped] = useState<string>()
  const [error, setError] = useState<string>()
  useEffect(() => {
    void bridge()
      .personName()
      .then(setKept, () => setKept(''))
  }, [])
  const name = typed ?? kept ?? ''
  const keep = async () => {
    const wanted = name.trim().slice(0, LONGEST_NAME)
    if (wanted === '') {
      setError(t('name.missing'))
      return false
    }
    if (wanted === kept) return true
    try {
      await bridge().setPersonName(wanted)
      setKept(wanted)
      setTyped(undefined)
      return true
    } catch {
      setError(t('name.failed'))
      return false
    }
  }
  const field = (
    <TextField
      label={t('name.label')}
      description={t('name.explained')}
      value={name}
      error={error}
      autoFocus={autoFocus}
      onChange={(text) => {
        setTyped(text)
        setError(undefined)
      }}
      onBlur={() => {
        if (keepsOnBlur && typed !== undefined) void keep()
      }}
      onEnter={onEnter ?? (() => void keep())}
    />
  )
  return { field, keep }
}
