/** What only a host on PostgreSQL can use: reading through another pool than Payload's own, a replica's. */
export { readerThrough } from '../database/postgres/replica-reader.ts'
