import { useDeferredValue, useEffect, useMemo, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { Label, TextArea, TextField } from 'react-aria-components'
import { useTranslation } from 'react-i18next'
import { applyImport, planImport, type ImportPlan, type ImportRemark, type PlannedLine } from '../../../shared/directory/import.ts'
import { IMPORT_FIELDS, LARGEST_IMPORT, MOST_LINES, readImport, withHeader, type ImportField, type ImportSource } from '../../../shared/directory/read-import.ts'
import { LOCALES } from '../../../shared/i18n/format.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import { readPeople, readSites } from '../../../shared/model/workspace.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/choice.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { SelectField } from '../../components/field.tsx'
import { Notice } from '../../components/notice.tsx'
import type { OpenDocument } from '../../store/store.ts'
import { decodeText } from './decode-text.ts'
import styles from './import-dialog.module.css'

/** What an import starts from. */
export type ImportInput = { readonly kind: 'nothing' } | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly file: File }

export interface ImportDialogProps {
  /** Undefined: the dialog is closed. */
  readonly input: ImportInput | undefined
  readonly open: OpenDocument
  readonly language: Language
  readonly onClose: () => void
  readonly onDone: (plan: ImportPlan) => void
}

/** Lines of a table and of remarks that are shown; their number is always said. */
const LINES_SHOWN = 4
const REMARKS_SHOWN = 100

/** Pasting or opening a list, seeing in numbers what it would do, and doing it in one step. */
export function ImportDialog({ input, ...props }: ImportDialogProps): ReactNode {
  const { t } = useTranslation(['directory', 'common'])
  return (
    <Dialog title={t('import.title')} isOpen={input !== undefined} onClose={props.onClose} size="large">
      {input && <ImportForm input={input} {...props} />}
    </Dialog>
  )
}

function ImportForm({ input, open, language, onClose, onDone }: ImportDialogProps & { readonly input: ImportInput }): ReactNode {
  const { t } = useTranslation(['directory', 'common'])
  const [text, setText] = useState(input.kind === 'text' ? input.text : '')
  const [fileProblem, setFileProblem] = useState<'too-large' | 'unreadable'>()
  const [hasHeader, setHasHeader] = useState<boolean>()
  const [assigned, setAssigned] = useState<Readonly<Record<number, ImportField>>>({})
  const chooser = useRef<HTMLInputElement>(null)
  const directory = useMemo(() => ({ people: readPeople(open.document), sites: readSites(open.document) }), [open.document])
  const settled = useDeferredValue(text)
  const result = useMemo(() => readImport(settled), [settled])
  const source = useMemo(() => (result.ok ? assign(withHeader(result.source, hasHeader ?? result.source.header !== undefined), assigned) : undefined), [result, hasHeader, assigned])
  const plan = useMemo(() => source && planImport(source, directory), [source, directory])

  const change = (next: string) => {
    setText(next)
    setFileProblem(undefined)
    setHasHeader(undefined)
    setAssigned({})
  }
  const openFile = async (file: File) => {
    if (file.size > LARGEST_IMPORT) return setFileProblem('too-large')
    try {
      change(decodeText(new Uint8Array(await file.arrayBuffer())))
    } catch {
      setFileProblem('unreadable')
    }
  }
  useEffect(() => {
    if (input.kind === 'file') void openFile(input.file)
    // Once, with what the dialog was opened for.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [input])
  const run = () => {
    if (!plan) return
    open.undo.stopCapturing()
    applyImport(open.document, plan, directory)
    open.undo.stopCapturing()
    onDone(plan)
  }
  const number = new Intl.NumberFormat(LOCALES[language])
  const limits = { lines: number.format(MOST_LINES), megabytes: LARGEST_IMPORT / 1024 / 1024 }
  const problem = fileProblem ?? (!result.ok && result.problem !== 'empty' ? result.problem : undefined)
  const changes = plan ? plan.counts.added + plan.counts.completed : 0
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer.files[0]
    if (!file) return
    event.preventDefault()
    event.stopPropagation()
    void openFile(file)
  }
  return (
    <form
      className={styles.form}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && changes > 0) run()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        if (changes > 0) run()
      }}
    >
      <p className={styles.explanation}>{t('import.explanation', limits)}</p>
      <div className={styles.source}>
        <TextField aria-label={t('import.paste')} value={text} onChange={change} autoFocus className={styles.paste!}>
          <Label className="visually-hidden">{t('import.paste')}</Label>
          <TextArea className={styles.text!} rows={plan ? 4 : 9} spellCheck={false} placeholder={t('import.placeholder')} />
        </TextField>
        <input
          ref={chooser}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          aria-label={t('import.file')}
          tabIndex={-1}
          className="visually-hidden"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0]
            if (file) void openFile(file)
            event.currentTarget.value = ''
          }}
        />
        <Button onPress={() => chooser.current?.click()}>{t('import.file')}</Button>
      </div>
      {problem && <Notice kind="problem">{t(`import.problem.${problem}`, limits)}</Notice>}
      {source && plan && !problem && (
        <>
          {source.shape === 'table' && <Mapping source={source} onHeader={setHasHeader} onAssign={(column, field) => setAssigned({ ...assigned, [column]: field })} hasHeader={source.header !== undefined} />}
          <Preview plan={plan} number={number} />
        </>
      )}
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" isDisabled={changes === 0 || problem !== undefined}>
          {t('import.run', { count: changes })}
        </Button>
        <Button variant="quiet" onPress={onClose}>
          {t('common:cancel')}
        </Button>
        {plan && changes === 0 && !problem && <span className={styles.explanation}>{t('import.nothingNew')}</span>}
      </div>
    </form>
  )
}

interface MappingProps {
  readonly source: ImportSource
  readonly hasHeader: boolean
  readonly onHeader: (hasHeader: boolean) => void
  readonly onAssign: (column: number, field: ImportField) => void
}

/** The columns as they were understood, each of which may be something else. */
function Mapping({ source, hasHeader, onHeader, onAssign }: MappingProps): ReactNode {
  const { t } = useTranslation(['directory', 'common'])
  const options = IMPORT_FIELDS.map((value) => ({ value, label: t(`import.fields.${value}`) }))
  return (
    <div className={styles.mapping}>
      <Checkbox isSelected={hasHeader} onChange={onHeader}>
        {t('import.hasHeader')}
      </Checkbox>
      <div className={styles.tableScroller} tabIndex={0} role="region" aria-label={t('import.columns')}>
        <table className={styles.table}>
          <thead>
            <tr>
              {source.columns.map((field, column) => (
                <th key={column} scope="col" data-ignored={field === 'ignored' || undefined}>
                  <SelectField label={t('import.column', { number: column + 1, header: source.header?.[column] ?? '' })} labelHidden value={field} options={options} onChange={(value) => onAssign(column, value)} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {source.lines.slice(0, LINES_SHOWN).map((line) => (
              <tr key={line.number}>
                {source.columns.map((field, column) => (
                  <td key={column} data-ignored={field === 'ignored' || undefined}>
                    {line.cells[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

/** What would happen, in numbers, and the lines to look at. */
function Preview({ plan, number }: { readonly plan: ImportPlan; readonly number: Intl.NumberFormat }): ReactNode {
  const { t } = useTranslation(['directory', 'common'])
  const { added, completed, known, rejected } = plan.counts
  const doubtful = plan.lines.flatMap((line) => (line.remark === undefined ? [] : [{ ...line, remark: line.remark }]))
  const figures = [
    { id: 'added', count: added },
    { id: 'completed', count: completed },
    { id: 'known', count: known },
    { id: 'rejected', count: rejected },
    { id: 'newSites', count: plan.newSites.length },
  ] as const
  return (
    <div className={styles.preview}>
      <div role="status">
        <dl className={styles.figures}>
        {figures.map(({ id, count }) => (
          <div key={id} data-count={id} data-none={count === 0 || undefined}>
            <dt>{t(`import.counts.${id}`, { count })}</dt>
            <dd>{number.format(count)}</dd>
          </div>
          ))}
        </dl>
      </div>
      {doubtful.length > 0 && (
        <>
          <h3>{t('import.toCheck', { count: doubtful.length })}</h3>
          <ul className={styles.remarks} tabIndex={0} aria-label={t('import.toCheck', { count: doubtful.length })}>
            {doubtful.slice(0, REMARKS_SHOWN).map((line, index) => (
              <Remark key={index} line={line} />
            ))}
            {doubtful.length > REMARKS_SHOWN && <li>{t('import.more', { count: doubtful.length - REMARKS_SHOWN })}</li>}
          </ul>
        </>
      )}
    </div>
  )
}

function Remark({ line }: { readonly line: PlannedLine & { readonly remark: ImportRemark } }): ReactNode {
  const { t } = useTranslation(['directory', 'common'])
  return (
    <li>
      <span className={styles.line}>{t('import.line', { number: line.number })}</span>
      <span className={styles.words}>{line.text || '—'}</span>
      <span>{t(`import.remarks.${line.remark}`)}</span>
    </li>
  )
}

/** A field stands in one column: who is given it takes it from the other. */
function assign(source: ImportSource, assigned: Readonly<Record<number, ImportField>>): ImportSource {
  const taken = new Set(Object.values(assigned))
  return { ...source, columns: source.columns.map((field, column) => assigned[column] ?? (field !== 'ignored' && taken.has(field) ? 'ignored' : field)) }
}
