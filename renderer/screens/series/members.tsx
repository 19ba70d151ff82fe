import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import type { PersonId } from '../../../shared/model/identifiers.ts'
import { MEMBER_ROLES, removeMember, setMember, type Member } from '../../../shared/model/series.ts'
import { addPerson, readPeople, readSites } from '../../../shared/model/workspace.ts'
import { IconButton } from '../../components/button.tsx'
import { SelectField } from '../../components/field.tsx'
import { X } from '../../components/icons.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { useTables } from '../../store/hooks.ts'
import styles from './series.module.css'

/** Chairs first, then secretaries, then members; by name within each. */
const ROLE_ORDER = ['chair', 'secretary', 'member'] as const

export interface MembersProps {
  readonly document: Y.Doc
  readonly members: readonly Member[]
  /** The workspace, whose people may belong to the series. */
  readonly directory: Y.Doc
}

/** Who belongs to the series, with their role: added by typing a few letters, somebody new by typing the whole name. */
export function Members({ document, members, directory }: MembersProps): ReactNode {
  const { t } = useTranslation('series')
  const people = useTables(directory, ['people'], readPeople)
  const sites = useTables(directory, ['sites'], readSites)
  const listed = useMemo(() => {
    const byId = new Map(people.map((person) => [person.id, person]))
    const nameOfSite = new Map(sites.map((site) => [site.id, site.name]))
    return members
      .map(({ person, role }) => ({ person, role, name: byId.get(person)?.name ?? '…', site: nameOfSite.get(byId.get(person)?.site ?? ('' as never)) ?? '' }))
      .sort((left, right) => ROLE_ORDER.indexOf(left.role) - ROLE_ORDER.indexOf(right.role) || left.name.localeCompare(right.name, 'fr'))
  }, [members, people, sites])
  const others = useMemo(() => {
    const inside = new Set(members.map(({ person }) => person))
    return people.filter(({ id }) => !inside.has(id))
  }, [members, people])
  const add = ([person]: readonly PersonId[]) => {
    if (person) setMember(document, person, 'member')
  }
  return (
    <section className={styles.members} aria-label={t('members.title')}>
      <h2>
        {t('members.title')} <span className={styles.count}>{members.length}</span>
      </h2>
      <div data-add-member="">
        <PersonPicker
          label={t('members.add')}
          labelHidden
          placeholder={t('members.placeholder')}
          people={others}
          value={[]}
          onChange={add}
          addPerson={(name) => addPerson(directory, { name })}
        />
      </div>
      {listed.length === 0 ? (
        <p className={styles.none}>{t('members.none')}</p>
      ) : (
        <ul className={styles.list}>
          {listed.map(({ person, role, name, site }) => (
            <li key={person}>
              <span className={styles.name}>{name}</span>
              <span className={styles.site}>{site}</span>
              <SelectField
                label={t('members.roleOf', { name })}
                labelHidden
                value={role}
                options={MEMBER_ROLES.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
                onChange={(value) => setMember(document, person, value)}
              />
              <IconButton icon={X} label={t('members.remove', { name })} onPress={() => removeMember(document, person)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
