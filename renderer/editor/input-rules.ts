import { InputRule, inputRules } from 'prosemirror-inputrules'
import { TextSelection, type EditorState, type Plugin, type Transaction } from 'prosemirror-state'
import type { EntryKind } from '../../shared/model/body.ts'
import { newIdentifier, type ActionId } from '../../shared/model/identifiers.ts'
import { setAttributes } from './commands.ts'
import { entryAttributes, type EntryAttributes } from './schema.ts'

/**
 * What is typed at the start of an entry and becomes what the entry is: "- ", "1. ", "Décision : ". Backspace right
 * after brings the typed text back.
 */
export function typedGrammar(): Plugin {
  const rules = [
    becomes(/^[-*•]\s$/, () => ({ list: 'bullet' })),
    becomes(/^1[.)]\s$/, () => ({ list: 'ordered' })),
    becomes(/^(?:décision|decision)[\u00a0\u202f ]?:\s$/i, kind('decision')),
    becomes(/^action[\u00a0\u202f ]?:\s$/i, kind('action')),
    becomes(/^(?:recommandation|recommendation)[\u00a0\u202f ]?:\s$/i, kind('recommendation')),
  ]
  return inputRules({ rules }) as Plugin
}

function kind(kind: EntryKind) {
  return ({ action }: EntryAttributes): Partial<EntryAttributes> => ({ kind, ...(kind === 'action' && !action && { action: newIdentifier<ActionId>() }) })
}

function becomes(pattern: RegExp, change: (attributes: EntryAttributes) => Partial<EntryAttributes>): InputRule {
  return new InputRule(pattern, (state: EditorState, _match, start, end): Transaction | null => {
    const $start = state.doc.resolve(start)
    const node = $start.parent
    const wanted = change(entryAttributes(node))
    if (Object.entries(wanted).every(([name, value]) => node.attrs[name] === value)) return null
    const tr = state.tr.delete(start, end)
    setAttributes(tr, { node, position: $start.before(1) }, wanted)
    return tr.setSelection(TextSelection.create(tr.doc, start))
  })
}
