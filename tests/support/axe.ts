import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'

const AXE = path.resolve('node_modules/axe-core/axe.min.js')

/** What keeps the page from WCAG AA. The visit has to bypass the page's policy, which would refuse the tool. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'))
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: put into the page a moment ago
    const { violations } = await (window as any).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    })
    return violations.map(
      // biome-ignore lint/suspicious/noExplicitAny: axe's own form
      (violation: any) => `${violation.id}: ${violation.nodes[0]?.html}`,
    )
  })
}
