import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** As root, without a GPU. Nothing here relaxes what a page may do: that is what the tests look at. */
const SWITCHES = ['--no-sandbox', '--no-zygote', '--use-gl=angle', '--use-angle=swiftshader']
const STEP_TIMEOUT_MS = 15_000
/** A whole page is painted by software, which takes its time on a busy machine. */
const PICTURE_TIMEOUT_MS = 60_000
export const ARTIFACTS = 'artifacts/e2e'

/**
 * The Chromium that comes with the packages on Linux x64, an installed Chrome elsewhere, or the one that
 * `CHROME_PATH` names. Throws with what was tried and why it did not work.
 */
export async function startBrowser(options: { keepsPages?: boolean } = {}): Promise<Browser> {
  const reasons: string[] = []
  for (const candidate of await listCandidates()) {
    try {
      return await chromium.launch({
        args: SWITCHES,
        // Playwright switches off that Back shows a page as it was left; shoppers' browsers do not.
        ...(options.keepsPages && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
        ...candidate.options,
      })
    } catch (error) {
      reasons.push(
        `${candidate.name}: ${String((error as Error).message)
          .split('\n')
          .slice(0, 12)
          .join('\n')}`,
      )
    }
  }
  throw new Error(
    `The browser tests found no browser that starts. Install Google Chrome, or set CHROME_PATH.\n${reasons.join('\n')}`,
  )
}

interface Candidate {
  name: string
  options: { executablePath?: string; channel?: string; env?: Record<string, string> }
}

async function listCandidates(): Promise<Candidate[]> {
  const { CHROME_PATH } = process.env
  if (CHROME_PATH) return [{ name: CHROME_PATH, options: { executablePath: CHROME_PATH } }]
  const installed = { name: 'an installed Chrome', options: { channel: 'chrome' } }
  if (process.platform !== 'linux' || process.arch !== 'x64') return [installed]
  return [...(await listPackaged()), installed]
}

/** Unpacked on first use. Its own copies of a few libraries stand in where the machine has none. */
async function listPackaged(): Promise<Candidate[]> {
  const { default: packaged, inflate } = await import('@sparticuz/chromium')
  const executablePath = await packaged.executablePath()
  const env = { ...environment(), FONTCONFIG_FILE: await writeFontSettings() }
  const archive = new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))
  const libraries = path.join(await inflate(archive.pathname), 'lib')
  return [
    { name: 'the packaged Chromium', options: { executablePath, env } },
    {
      name: 'the packaged Chromium with its own libraries',
      options: { executablePath, env: { ...env, LD_LIBRARY_PATH: libraries } },
    },
  ]
}

function environment(): Record<string, string> {
  const { NODE_OPTIONS: _, ...others } = process.env
  return others as Record<string, string>
}

/** Pages look the same on a machine with other fonts, or with none: the packaged one comes first. */
async function writeFontSettings(): Promise<string> {
  const folder = path.join(tmpdir(), 'shop-e2e-fonts')
  const file = path.join(folder, 'fonts.conf')
  const prefer = (family: string) =>
    `<alias><family>${family}</family><prefer><family>Open Sans</family></prefer></alias>`
  await mkdir(folder, { recursive: true })
  await writeFile(
    file,
    `<?xml version="1.0"?>
<fontconfig>
  <dir>${path.join(tmpdir(), 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${path.join(folder, 'cache')}</cachedir>
  ${prefer('system-ui')}${prefer('sans-serif')}
</fontconfig>
`,
  )
  return file
}

export interface VisitOptions extends BrowserContextOptions {
  /** What the console may say on this way: refusals that the test provokes. Everything else fails it. */
  expected?: RegExp[]
}

/**
 * One person's visit, with cookies of its own. Fails when the console shows an error, a policy is violated or
 * a dialog opens anywhere on the way; what the page looked like when it failed is kept.
 */
export async function visit(
  browser: Browser,
  { expected = [], ...options }: VisitOptions,
  steps: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    ...options,
  })
  context.setDefaultTimeout(STEP_TIMEOUT_MS)
  const problems: string[] = []
  const page = await context.newPage()
  try {
    await watch(page, problems)
    await steps(page)
    const unexpected = problems.filter((problem) => !expected.some((pattern) => pattern.test(problem)))
    if (unexpected.length > 0) throw new Error(`The browser complained:\n${unexpected.join('\n')}`)
  } catch (error) {
    await photograph(page, `failed-${new Date().toISOString().replaceAll(/\D/g, '')}`).catch(() => {})
    if (error instanceof Error && problems.length > 0) {
      error.message += `\n\nAt ${page.url()}; the console: ${problems.join('\n')}`
    }
    throw error
  } finally {
    await context.close()
  }
}

async function watch(page: Page, problems: string[]): Promise<void> {
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => problems.push(String(error.stack ?? error)))
  page.on('dialog', async (dialog) => {
    problems.push(`A dialog opened: ${dialog.message()}`)
    await dialog.dismiss()
  })
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`Policy violated: ${violatedDirective} by ${blockedURI}`),
    )
  })
}

/** Keeps the whole page as a picture, for people to look at. */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: path.join(ARTIFACTS, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
    timeout: PICTURE_TIMEOUT_MS,
  })
}

/** A picture for the README: kept in docs/ where `README_PICTURES` asks for it, with the others otherwise. */
export async function photographForReadme(page: Page, name: 'item-page' | 'admin-panel'): Promise<void> {
  const folder = process.env.README_PICTURES ? 'docs' : ARTIFACTS
  const before = page.viewportSize()
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.screenshot({
    path: path.join(folder, `${name}.png`),
    animations: 'disabled',
    timeout: PICTURE_TIMEOUT_MS,
  })
  if (before) await page.setViewportSize(before)
}
