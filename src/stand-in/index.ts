export { DEFAULT_ACCOUNTS, type StandInAccountOptions, type StandInOptions } from './options.ts'
export { createStandIn, type RunningStandIn, StandInPortTakenError } from './server.ts'
