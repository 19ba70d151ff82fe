import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../../shared/bridge.ts'
import type { Language } from '../../../shared/model/bilingual.ts'
import { menuText } from '../menu-text.ts'

/**
 * The menu bar. Keys of commands are the renderer's own (it shows them under `?`), so they are shown here but not
 * taken from it; keys of editing and of the window are the system's.
 */
export function applicationMenu(language: Language, choose: (command: MenuCommand) => void): Menu {
  const text = menuText(language)
  const command = (name: MenuCommand, label: string, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => choose(name),
    ...(accelerator && { accelerator, registerAccelerator: false }),
  })
  const role = (name: NonNullable<MenuItemConstructorOptions['role']>, label: string): MenuItemConstructorOptions => ({ role: name, label })
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const isMac = process.platform === 'darwin'

  const application: MenuItemConstructorOptions = {
    label: text('application'),
    submenu: [role('hide', text('hide')), role('hideOthers', text('hideOthers')), role('unhide', text('showAll')), separator, role('quit', text('quit'))],
  }
  const file: MenuItemConstructorOptions = {
    label: text('file'),
    submenu: [
      command('home', text('home')),
      command('directory', text('directory')),
      command('export', text('export')),
      separator,
      command('sharing', text('sharing'), 'CmdOrCtrl+Shift+P'),
      command('join-shared', text('joinShared'), 'CmdOrCtrl+Shift+J'),
      separator,
      command('make-backup', text('makeBackup'), 'CmdOrCtrl+Shift+D'),
      command('restore-backup', text('restoreBackup'), 'CmdOrCtrl+Shift+R'),
      command('backups', text('backups'), 'CmdOrCtrl+Shift+B'),
      separator,
      isMac ? role('close', text('close')) : role('quit', text('quit')),
    ],
  }
  const edit: MenuItemConstructorOptions = {
    label: text('edit'),
    submenu: [
      // Undo belongs to the documents, which several writers share; the window's own would only know one field.
      command('undo', text('undo'), 'CmdOrCtrl+Z'),
      command('redo', text('redo'), 'CmdOrCtrl+Shift+Z'),
      separator,
      role('cut', text('cut')),
      role('copy', text('copy')),
      role('paste', text('paste')),
      role('pasteAndMatchStyle', text('pastePlain')),
      role('selectAll', text('selectAll')),
    ],
  }
  const view: MenuItemConstructorOptions = {
    label: text('view'),
    submenu: [
      command('palette', text('palette'), 'CmdOrCtrl+K'),
      command('projector-open', text('projector'), 'Alt+Shift+E'),
      separator,
      command('toggle-theme', text('theme')),
      { label: text('language'), submenu: [command('language-fr', text('languageFr')), command('language-en', text('languageEn'))] },
      separator,
      role('resetZoom', text('actualSize')),
      role('zoomIn', text('zoomIn')),
      role('zoomOut', text('zoomOut')),
      separator,
      role('togglefullscreen', text('fullScreen')),
    ],
  }
  const window: MenuItemConstructorOptions = { label: text('window'), submenu: [role('minimize', text('minimise')), role('close', text('close'))] }
  const help: MenuItemConstructorOptions = { label: text('help'), submenu: [command('keys', text('keys'))] }
  return Menu.buildFromTemplate([...(isMac ? [application] : []), file, edit, view, window, help])
}
