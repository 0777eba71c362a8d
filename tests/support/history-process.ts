import { startHistoryPayload } from './history-project.ts'

/** A process of the histories' shop, to be killed: says where it answers once it does. */
const [databaseUrl = '', sandboxUrl = ''] = process.argv.slice(2)
const { url } = await startHistoryPayload({ databaseUrl, sandboxUrl })
console.log(url)
