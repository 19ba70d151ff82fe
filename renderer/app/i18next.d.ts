import 'i18next'
import type application from '../../resources/locales/en/application.json'
import type attendance from '../../resources/locales/en/attendance.json'
import type boot from '../../resources/locales/en/boot.json'
import type clock from '../../resources/locales/en/clock.json'
import type common from '../../resources/locales/en/common.json'
import type directory from '../../resources/locales/en/directory.json'
import type editor from '../../resources/locales/en/editor.json'
import type errors from '../../resources/locales/en/errors.json'
import type exportTexts from '../../resources/locales/en/export.json'
import type grammar from '../../resources/locales/en/grammar.json'
import type history from '../../resources/locales/en/history.json'
import type home from '../../resources/locales/en/home.json'
import type meeting from '../../resources/locales/en/meeting.json'
import type modules from '../../resources/locales/en/modules.json'
import type projector from '../../resources/locales/en/projector.json'
import type series from '../../resources/locales/en/series.json'
import type sharing from '../../resources/locales/en/sharing.json'
import type vote from '../../resources/locales/en/vote.json'

/** A text that does not exist is an error of the type check. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: {
      application: typeof application
      attendance: typeof attendance
      boot: typeof boot
      clock: typeof clock
      common: typeof common
      directory: typeof directory
      editor: typeof editor
      errors: typeof errors
      export: typeof exportTexts
      grammar: typeof grammar
      history: typeof history
      home: typeof home
      meeting: typeof meeting
      modules: typeof modules
      projector: typeof projector
      series: typeof series
      sharing: typeof sharing
      vote: typeof vote
    }
  }
}
