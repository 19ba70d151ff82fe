import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** The accessibility faults that axe finds on what is shown, each with its place. */
export async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    // Its other mode opens a second window, which our host forbids.
    .setLegacyMode(true)
    .analyze()
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}
