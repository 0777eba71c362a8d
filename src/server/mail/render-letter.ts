import path from 'node:path'
import nunjucks from 'nunjucks'
import type { Frame } from '../frame.ts'
import type { Letter } from './letter.ts'

const OPTIONS = { throwOnUndefined: true, trimBlocks: true, lstripBlocks: true }

const environmentOf = (autoescape: boolean) =>
  new nunjucks.Environment(new nunjucks.FileSystemLoader(path.resolve('views/mail')), {
    ...OPTIONS,
    autoescape,
  })

let environments: { html: nunjucks.Environment; text: nunjucks.Environment } | null = null

/** One template for all mails in each form: what they say is in the letter. */
export function renderLetter(letter: Letter, frame: Frame): { html: string; text: string } {
  environments ??= { html: environmentOf(true), text: environmentOf(false) }
  const context = { letter, ...frame }
  const text = environments.text.render('letter.txt.njk', context)
  return {
    html: environments.html.render('letter.njk', context),
    text: `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`,
  }
}
