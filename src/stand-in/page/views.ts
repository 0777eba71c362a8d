import nunjucks from 'nunjucks'
import { VIEWS } from '../package-folder.ts'

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(VIEWS), {
  autoescape: true,
  throwOnUndefined: false,
})

export type ViewName = 'pay' | 'authenticate' | 'element' | 'address-element' | 'finished' | 'message'

export function renderView(name: ViewName, values: object): string {
  return environment.render(`${name}.njk`, values)
}
