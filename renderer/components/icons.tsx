import type { ReactNode } from 'react'
import styles from './icons.module.css'

export interface IconProps {
  /** Of the square in which it is drawn, in pixels. */
  readonly size: number
  /** A thicker line: where it is very small, and for what holds now. */
  readonly isBold?: boolean
  /** For one that says what no word beside it says; the others are silent. */
  readonly label?: string
}

export type Icon = (props: IconProps) => ReactNode

/**
 * A filled shape, which Lucide has none of.
 * @param scale makes it as large as the icons beside it: such letters take more or less of their square.
 */
export function shape(letter: string, scale = 1): Icon {
  return letterIcon(letter, styles.shape!, scale)
}

/** Letters, because each `<svg>` costs every letter that is typed (docs/decisions/0020). */
function letterIcon(letter: string, font: string, scale = 1): Icon {
  return function LetterIcon({ size, isBold = false, label }) {
    // The letter is an attribute: it would get among the words where the text of a button is read or copied. Its size is a
    // whole one: of another, Chromium lets the letter stand a pixel too high.
    return <span {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })} data-icon={letter} className={`${styles.icon} ${font}${isBold ? ` ${styles.bold}` : ''}`} style={{ fontSize: Math.round(size * scale) }} />
  }
}

function lucide(letter: string): Icon {
  return letterIcon(letter, styles.lucide!)
}

/*
 * By their names in Lucide. The font has only the letters that stand here: for a new one, add it and make the font anew
 * (resources/fonts/README.md).
 */
export const ArrowDown = lucide('\ue042')
export const ArrowLeft = lucide('\ue048')
export const ArrowUp = lucide('\ue04a')
export const Bold = lucide('\ue05d')
export const BookUser = lucide('\ue54d')
export const CalendarDays = lucide('\ue2b9')
export const CalendarPlus = lucide('\ue2bc')
export const Check = lucide('\ue06c')
export const ChevronDown = lucide('\ue06d')
export const ChevronRight = lucide('\ue06f')
export const CircleAlert = lucide('\ue077')
export const CircleCheck = lucide('\ue226')
export const CircleDashed = lucide('\ue4b0')
export const CircleDot = lucide('\ue345')
export const CircleHelp = lucide('\ue082')
export const ClipboardPaste = lucide('\ue3e8')
export const Clock = lucide('\ue087')
export const Coffee = lucide('\ue096')
export const Ellipsis = lucide('\ue0b6')
export const ExternalLink = lucide('\ue0b9')
export const FileInput = lucide('\ue0c5')
export const FileOutput = lucide('\ue0c8')
export const FolderCheck = lucide('\ue32e')
export const FolderClock = lucide('\ue32f')
export const FolderLock = lucide('\ue336')
export const FolderOpen = lucide('\ue247')
export const FolderPlus = lucide('\ue0d9')
export const FolderSearch = lucide('\ue339')
export const FolderUp = lucide('\ue33d')
export const FolderX = lucide('\ue33e')
export const GitCompareArrows = lucide('\ue553')
export const Hand = lucide('\ue1d7')
export const HardDriveDownload = lucide('\ue4e5')
export const HardDriveUpload = lucide('\ue4e6')
export const History = lucide('\ue1f5')
export const House = lucide('\ue0f5')
export const Info = lucide('\ue0f9')
export const Italic = lucide('\ue0fb')
export const Keyboard = lucide('\ue284')
export const Languages = lucide('\ue0fe')
export const Laptop = lucide('\ue1cd')
export const Link = lucide('\ue102')
export const List = lucide('\ue106')
export const ListOrdered = lucide('\ue1d1')
export const MessageSquareText = lucide('\ue575')
export const MonitorPause = lucide('\ue484')
export const MonitorUp = lucide('\ue422')
export const PanelLeftClose = lucide('\ue21c')
export const PanelLeftOpen = lucide('\ue21d')
export const PanelRightClose = lucide('\ue432')
export const PanelRightOpen = lucide('\ue434')
export const PenLine = lucide('\ue130')
export const Play = lucide('\ue13c')
export const Plus = lucide('\ue13d')
export const RefreshCw = lucide('\ue145')
export const Square = lucide('\ue167')
export const Trash2 = lucide('\ue18e')
export const TriangleAlert = lucide('\ue193')
export const Users = lucide('\ue1a4')
export const X = lucide('\ue1b2')

export const Running = shape('▶')
export const Waiting = shape('⏸', 1.2)
