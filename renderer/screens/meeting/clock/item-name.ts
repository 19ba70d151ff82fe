import type { TFunction } from 'i18next'
import type { AgendaItem } from '../../../../shared/agenda/tree.ts'
import { textIn, type Language } from '../../../../shared/model/bilingual.ts'

/** An item within a sentence: "point 1, Approbation"; one without a number, as a break, by its title. */
export function itemName(item: AgendaItem | undefined, language: Language, t: TFunction<'clock'>): string {
  const title = (item && textIn(item.title, language)) || t('untitled')
  return item?.number ? t('item.named', { number: item.number, title }) : t('item.unnumbered', { title })
}
