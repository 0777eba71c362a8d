import { fileURLToPath } from 'node:url'
import nunjucks from 'nunjucks'

const FOLDER = fileURLToPath(new URL('../views', import.meta.url))

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(FOLDER), {
  autoescape: true,
  throwOnUndefined: false,
})

export type ViewName = 'pay' | 'authenticate' | 'message'

export function renderView(name: ViewName, values: object): string {
  return environment.render(`${name}.njk`, values)
}
