import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type * as Y from 'yjs'
import { LANGUAGES } from '../../../shared/model/bilingual.ts'
import { safeLink } from '../../../shared/model/links.ts'
import { editSeries, type Series, type SeriesPatch } from '../../../shared/model/series.ts'
import { BilingualField } from '../../components/bilingual-field.tsx'
import { SelectField, TextField, TimeField } from '../../components/field.tsx'
import { TimeZoneField } from '../../components/time-zone-field.tsx'
import { QuorumFields } from './quorum-fields.tsx'
import styles from './series.module.css'

/** What the next meetings of the series start from. Each change is kept at once. */
export function SeriesFacts({ document, series }: { readonly document: Y.Doc; readonly series: Series }): ReactNode {
  const { t } = useTranslation(['series', 'common', 'home'])
  const change = (patch: SeriesPatch) => editSeries(document, patch)
  const link = series.link ?? ''
  return (
    <section className={styles.facts} aria-label={t('facts')}>
      <h2>{t('facts')}</h2>
      <BilingualField label={t('name')} value={series.name} onChange={(name) => change({ name })} />
      <div className={styles.three}>
        <TimeField label={t('home:series.usualStart')} value={series.usualStart} onChange={(usualStart) => change({ usualStart })} />
        <TimeField label={t('home:series.usualEnd')} value={series.usualEnd} onChange={(usualEnd) => change({ usualEnd })} />
        <TimeZoneField label={t('home:series.timeZone')} value={series.timeZone} onChange={(timeZone) => change({ timeZone })} />
      </div>
      <BilingualField label={t('home:series.usualPlace')} value={series.usualPlace} onChange={(usualPlace) => change({ usualPlace })} />
      <TextField
        label={t('link')}
        type="url"
        placeholder="https://"
        value={link}
        error={link === '' || safeLink(link) ? undefined : t('linkWrong')}
        onChange={(value) => change({ link: value })}
      />
      <TextField label={t('mailingList')} type="email" value={series.mailingList ?? ''} onChange={(mailingList) => change({ mailingList })} />
      <QuorumFields document={document} series={series} />
      <SelectField
        label={t('home:series.language')}
        value={series.language}
        options={LANGUAGES.map((value) => ({ value, label: t(`common:language.${value}`) }))}
        onChange={(language) => change({ language })}
      />
    </section>
  )
}
