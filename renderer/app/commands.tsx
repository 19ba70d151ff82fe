import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { isInModalDialog, isTyping, matchesKeys, typesByOption, writesSign, type KeyCombination } from './keys.ts'

export const COMMAND_GROUPS = ['application', 'navigation', 'meeting', 'agenda', 'attendance', 'editor', 'directory', 'export', 'sharing'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

/**
 * Something a person can do where they are. The palette, the list of keys and the keyboard all work from these, so
 * that none of them can promise what another does not do.
 */
export interface Command {
  readonly id: string
  readonly group: CommandGroup
  /** In the language of the interface, as the palette shows it. */
  readonly title: string
  readonly keys?: KeyCombination
  /** The keys are handled by the place itself (the editor, a list); here they are only shown. */
  readonly handledInPlace?: boolean
  /** Asked before the place that has the focus: a button or a choice would else take the key for its own. */
  readonly isAskedFirst?: boolean
  /** Another key of a command that is offered already: it stands in the list of keys, not in the palette again. */
  readonly isSecondKey?: boolean
  readonly run?: () => void
}

type Register = (owner: symbol, commands: readonly Command[]) => void

// Two contexts, so that a screen that offers commands is not rendered again when another one does.
const CommandsContext = createContext<readonly Command[]>([])
const RegisterContext = createContext<Register>(() => {})

/** Holds the commands of the screens that are shown and runs them by key. No two of them may share a key. */
export function CommandProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [byOwner, setByOwner] = useState<ReadonlyMap<symbol, readonly Command[]>>(new Map())
  const register = useCallback<Register>(
    (owner, offered) =>
      setByOwner((known) => {
        const next = new Map(known)
        next.delete(owner)
        if (offered.length > 0) next.set(owner, offered)
        return next
      }),
    [],
  )
  const commands = useMemo(() => [...byOwner.values()].flat(), [byOwner])
  const latest = useRef(commands)
  latest.current = commands
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // What most keys are: no need to look through a hundred commands for them.
      if (writesSign(event) && isTyping(event.target)) return
      if (event.defaultPrevented || event.isComposing || typesByOption(event)) return
      const isFirst = event.eventPhase === Event.CAPTURING_PHASE
      const command = latest.current.findLast(
        (candidate) => !candidate.handledInPlace && candidate.run && candidate.keys && (candidate.isAskedFirst ?? false) === isFirst && matchesKeys(event, candidate.keys),
      )
      if (!command?.run || (isPlainKey(command.keys) && isTyping(event.target)) || isInModalDialog(event.target)) return
      event.preventDefault()
      if (isFirst) event.stopPropagation()
      command.run()
    }
    // On the document, not the window: the Chromium host takes the browser's own keys away there, after us.
    document.addEventListener('keydown', onKeyDown)
    document.addEventListener('keydown', onKeyDown, true)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      document.removeEventListener('keydown', onKeyDown, true)
    }
  }, [])
  return (
    <RegisterContext value={register}>
      <CommandsContext value={commands}>{children}</CommandsContext>
    </RegisterContext>
  )
}

export function useAllCommands(): readonly Command[] {
  return use(CommandsContext)
}

/** Offers commands while the calling screen is shown. */
export function useCommands(commands: readonly Command[]): void {
  const register = use(RegisterContext)
  const owner = useRef(Symbol('screen')).current
  const latest = useRef(commands)
  latest.current = commands
  // Registered anew only when what is shown changes; what a command does is always the latest.
  const shown = JSON.stringify(commands.map(({ id, title, keys, handledInPlace, isAskedFirst, run }) => [id, title, keys, handledInPlace, isAskedFirst, run !== undefined]))
  useEffect(() => {
    const stable = latest.current.map((command, index): Command => (command.run ? { ...command, run: () => latest.current[index]?.run?.() } : command))
    register(owner, stable)
    return () => register(owner, [])
  }, [owner, register, shown])
}

function isPlainKey(keys: KeyCombination | undefined): boolean {
  return keys !== undefined && !/^(Mod|Alt)\+|^(Shift\+)?F\d/.test(keys)
}
