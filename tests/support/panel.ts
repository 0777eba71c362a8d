import type { Page } from 'playwright-core'

export interface Login {
  email: string
  password: string
}

/** From the log-in form to the panel's first page, by keyboard. */
export async function logIn(page: Page, url: string, login: Login): Promise<void> {
  await page.goto(`${url}/admin`)
  await page.getByLabel('Email').fill(login.email)
  await page.getByLabel('Password').fill(login.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Catalogue' }).waitFor()
}

/** Opens the drop-down of a field, looks for an option and takes it. */
export async function choose(page: Page, path: string, option: string): Promise<void> {
  await page.locator(`#field-${path.replaceAll('.', '__')} .rs__control`).click()
  await page.keyboard.type(option)
  await page.getByRole('option', { name: option }).first().click()
}

/** Presses the button and waits until the panel says that it worked. */
export async function save(page: Page, button: RegExp): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  await page
    .getByText(/successfully/i)
    .first()
    .waitFor()
}

/** Opens a form and waits until it listens: what is typed before that is lost. The panel's first pages take their time. */
export async function openForm(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'networkidle', timeout: 45_000 })
}
