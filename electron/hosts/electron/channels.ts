/** The two channels between preload and main process; each is used in one file on each side. */
export const CALL_CHANNEL = 'minutier:call'
export const MENU_CHANNEL = 'minutier:menu'
