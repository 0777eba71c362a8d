import { existsSync } from 'node:fs'
import { main } from '../src/server/main.ts'

if (existsSync('.env')) process.loadEnvFile('.env')
await main({ isDevelopment: true })
