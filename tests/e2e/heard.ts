import type { CDPSession, Page } from '@playwright/test'

/** A node of the accessibility tree: what a screen reader has to tell. */
export interface Heard {
  readonly role: string
  readonly name: string
  /** What belongs to it besides: `level`, `live`, `focused`, `activedescendant`… */
  readonly properties: Readonly<Record<string, unknown>>
  readonly children: readonly Heard[]
}

interface AxNode {
  readonly nodeId: string
  readonly ignored: boolean
  readonly parentId?: string
  readonly backendDOMNodeId?: number
  readonly role?: { readonly value?: unknown }
  readonly name?: { readonly value?: unknown }
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown; readonly relatedNodes?: readonly { readonly backendDOMNodeId: number }[] } }[]
  readonly childIds?: readonly string[]
}

/** The accessibility tree of the page as the browser gives it to a screen reader; ignored nodes are left out, their children stand in their place. */
export async function heardOn(page: Page): Promise<Heard> {
  const session = await listenedTo(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as { readonly nodes: readonly AxNode[] }
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const nameOf = new Map(nodes.map((node) => [node.backendDOMNodeId, textOf(node.name)]))
  const read = (node: AxNode): readonly Heard[] => {
    const children = (node.childIds ?? []).flatMap((id) => {
      const child = byId.get(id)
      return child ? read(child) : []
    })
    if (node.ignored) return children
    // A reference to another node is told by that node's name.
    const properties = (node.properties ?? []).map(({ name, value }) => [name, value.relatedNodes ? value.relatedNodes.map(({ backendDOMNodeId }) => nameOf.get(backendDOMNodeId) ?? '') : value.value] as const)
    return [{ role: textOf(node.role), name: textOf(node.name), properties: Object.fromEntries(properties), children }]
  }
  return read(nodes[0]!)[0]!
}

const listeners = new WeakMap<Page, Promise<CDPSession>>()

/** A screen reader stays. Chromium 156 at times ends a page whose accessibility is turned on and off while it changes. */
function listenedTo(page: Page): Promise<CDPSession> {
  const known = listeners.get(page)
  if (known) return known
  const session = page.context().newCDPSession(page)
  const listening = session.then((opened) => opened.send('Accessibility.enable')).then(() => session)
  listeners.set(page, listening)
  return listening
}

/** With plain spaces: those that do not break are for the eye. */
function textOf(value: { readonly value?: unknown } | undefined): string {
  return typeof value?.value === 'string' ? value.value.replaceAll(/[\u00a0\u202f]/g, ' ') : ''
}

/** The node and all below it, in the order of reading. */
export function everyNode(node: Heard): readonly Heard[] {
  return [node, ...node.children.flatMap(everyNode)]
}

export function nodesOf(node: Heard, ...roles: readonly string[]): readonly Heard[] {
  return everyNode(node).filter(({ role }) => roles.includes(role))
}

/** All that is read out below a node, in one text. */
export function textBelow(node: Heard): string {
  return everyNode(node).flatMap(({ role, name }) => (role === 'StaticText' ? [name] : [])).join(' ')
}

const INTERACTIVE = [
  'button', 'checkbox', 'combobox', 'link', 'listbox', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'option', 'radio', 'searchbox', 'slider', 'spinbutton', 'switch', 'tab', 'textbox',
  'toggle button', 'ToggleButton', 'tree', 'treeitem', 'dialog', 'alertdialog', 'region', 'navigation', 'group', 'radiogroup',
]
/** A group may be told by what is in it; these are what somebody acts on or goes to. */
const MAY_BE_NAMELESS: ReadonlySet<string> = new Set(['group'])

/** What can be acted on or gone to and has no name, with where it stands. */
export function nameless(node: Heard, path = ''): readonly string[] {
  const here = `${path} / ${node.role}${node.name && ` « ${node.name.slice(0, 40)} »`}`
  const own = INTERACTIVE.includes(node.role) && !MAY_BE_NAMELESS.has(node.role) && node.name.trim() === '' ? [here] : []
  return [...own, ...node.children.flatMap((child) => nameless(child, here))]
}

/** Levels of the headings, in the order of reading. */
export function headingLevels(node: Heard): readonly number[] {
  return nodesOf(node, 'heading').map(({ properties }) => Number(properties.level))
}

/** Words that stand in live regions. */
export function announced(node: Heard): readonly string[] {
  return everyNode(node).filter(({ role }) => role === 'status' || role === 'alert').map(textBelow).filter((text) => text.trim() !== '')
}
