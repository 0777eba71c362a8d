import path from 'node:path'
import nunjucks from 'nunjucks'

/** From the project's root: bundled, this module is in another folder than its templates. */
const FOLDER = path.resolve('src/stand-in/views')

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(FOLDER), {
  autoescape: true,
  throwOnUndefined: false,
})

export type ViewName = 'pay' | 'authenticate' | 'element' | 'finished' | 'message'

export function renderView(name: ViewName, values: object): string {
  return environment.render(`${name}.njk`, values)
}
