import type { Language } from '../../shared/model/bilingual.ts'
import type { HostKind } from '../../shared/bridge.ts'
import type { Logbook } from '../application/logbook.ts'
import type { RendererFiles } from '../application/renderer-files.ts'
import type { BridgeDoor } from '../guards/bridge-door.ts'

/**
 * The shell that shows the renderer. Everything behind the bridge is the same code in both hosts; only what stands
 * here differs. A host is made, then `run` once; its other methods may be called while it runs.
 */
export interface Host {
  readonly kind: HostKind
  readonly nativeMenu: boolean
  /** Opens the window on the renderer, carries its bridge, and resolves when the window is closed. */
  run(content: HostContent): Promise<void>
  /** The language of native menus and dialogs. */
  setLanguage(language: Language): void
  /** Lets the person choose a folder in a native dialog, whose title says what for. */
  chooseFolder(purpose: FolderPurpose, startAt: string): Promise<ChosenPath>
  /** Lets the person choose a file. */
  chooseFile(purpose: FilePurpose, startAt: string): Promise<ChosenPath>
  /** Opens an address that `safeLink` accepted, outside. False if nothing can. */
  openOutside(address: string): Promise<boolean>
  openFile(path: string): Promise<boolean>
  revealFile(path: string): Promise<boolean>
  /**
   * Opens the second window, for the screen of the room, or brings it to the front: a page of ours without a bridge. It
   * stands on another screen if there is one. It closes with the first. False if it cannot be opened.
   */
  openProjector(): Promise<boolean>
  /** Closes the window; `run` resolves after it. */
  quit(): void
}

export interface HostContent {
  readonly files: RendererFiles
  readonly door: BridgeDoor
  readonly logbook: Logbook
}

/** What a folder or file is chosen for: the titles of the dialogs stand in `menu.json`. */
export type FolderPurpose = 'export' | 'share' | 'join' | 'backup'
export type FilePurpose = 'restore'

export type ChosenPath = { readonly kind: 'chosen'; readonly path: string } | { readonly kind: 'cancelled' } | { readonly kind: 'no-dialog' }
